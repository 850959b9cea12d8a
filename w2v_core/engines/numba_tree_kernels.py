"""Compiled loops of skip-gram and CBOW with hierarchical softmax.

`train_*` must agree with `objectives`, summed over pairs (skip-gram) or centres (CBOW). One centre
is one step of its hidden layer h, which stays while all its turns are taken; the inner nodes move
turn by turn.

Does not: draw anything. Windows come in as arrays, so that every number can be forced.
"""

import math

import numba
import numpy as np

jit = numba.njit(nogil=True, fastmath=True, cache=True, error_model="numpy")

CLAMP = np.float32(15.8)  # beyond this the sigmoid is 0 or 1 in float32
TINY = np.float32(1e-7)  # least probability whose loss is taken: 16 nats
ONE = np.float32(1)


@jit
def take_log(loss, product, p):
    """Add -log p to a sum kept as `loss` - log(`product`): one logarithm for many factors."""
    product *= max(p, TINY)
    if product < 1e-290:  # taken before the product underflows
        return loss - math.log(product), 1.0
    return loss, product


@jit
def turn(W_out, node, sign, h, dh, lr):
    """One step on -log p, p = sigmoid(sign u . h), for row u of a node; returns p before it.

    The row moves, `dh` gathers for h. The sign is that of the turn: 1 or -1.
    """
    score = np.float32(0)
    for d in range(len(h)):
        score += W_out[node, d] * h[d]
    p = ONE / (ONE + math.exp(min(max(-sign * score, -CLAMP), CLAMP)))
    g = lr * sign * (ONE - p)
    for d in range(len(h)):
        dh[d] += g * W_out[node, d]
        W_out[node, d] += g * h[d]
    return p


@jit
def descend(W_out, nodes, signs, first, last, h, dh, lr):
    """Take the turns first .. last - 1; returns the sum of -log sigmoid(sign u . h)."""
    loss, product = 0.0, 1.0
    for i in range(first, last):
        p = turn(W_out, nodes[i], signs[i], h, dh, lr)
        loss, product = take_log(loss, product, p)
    return loss - math.log(product)


@jit
def train_skipgram_hs(W_in, W_out, ids, left, right, starts, nodes, signs, lr):
    """Each centre predicts the paths of its contexts.

    The words and their windows as for `numba_kernels.train_skipgram_ns`; W_out (V - 1, D) has a row
    per inner node of the tree, whose starts (V + 1,), nodes (L,) and signs (L,) are as in
    sampling.huffman.

    Returns:
        The float64 sum of the losses of all pairs, in nats.
    """
    h, dh = np.empty(W_in.shape[1], np.float32), np.empty(W_in.shape[1], np.float32)
    loss = 0.0
    for pos in range(len(ids)):
        h[:], dh[:] = W_in[ids[pos]], 0
        for context_pos in range(left[pos], right[pos]):
            if context_pos != pos:
                id = ids[context_pos]
                loss += descend(W_out, nodes, signs, starts[id], starts[id + 1], h, dh, lr)
        W_in[ids[pos]] += dh
    return loss


@jit
def train_cbow_hs(W_in, W_out, ids, left, right, scales, starts, nodes, signs, lr):
    """The contexts of each centre together predict the centre's path.

    The words, centres and scales as for `numba_kernels.train_cbow_ns`, the tree as for
    `train_skipgram_hs`.

    Returns:
        The float64 sum of the losses of all centres, in nats.
    """
    h, dh = np.empty(W_in.shape[1], np.float32), np.empty(W_in.shape[1], np.float32)
    loss = 0.0
    for pos in range(len(ids)):
        if right[pos] - left[pos] == 1:
            continue
        h[:], dh[:] = 0, 0
        for context_pos in range(left[pos], right[pos]):
            if context_pos != pos:
                h += scales[pos] * W_in[ids[context_pos]]
        id = ids[pos]
        loss += descend(W_out, nodes, signs, starts[id], starts[id + 1], h, dh, lr)
        for context_pos in range(left[pos], right[pos]):
            if context_pos != pos:
                W_in[ids[context_pos]] += scales[pos] * dh
    return loss
