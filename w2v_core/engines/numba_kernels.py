"""Compiled loops of skip-gram and CBOW, with negative sampling and with hierarchical softmax.

`train_*` must agree with `objectives`, summed over pairs (skip-gram) or centres (CBOW). Where K
noise words would be drawn anew for each of the C pairs of a centre, S are drawn for all centres of
a block and weighted C K / S (CBOW: K / S): the expected gradient is the same, the noise rows stay
in the cache, and their half of the work turns into small matrix products. Four centres are one
step, taken at the tables as they stand; longer steps blow up frequent words at high learning rates.
With a tree, one centre is one step: its hidden layer stays while all its turns are taken.

Shapes: H, dH (T, D) hidden layers and what comes back to them, T = STEP, or 1 with a tree; N (S, D)
the block's own copy of its noise rows; weight and score (T, S).

Does not: draw anything. Windows and noise come in as arrays, so that every number can be forced.
All loops are in one file, for numba's cache sees changes in the file of a loop alone.
"""

import math

import numba
import numpy as np

jit = numba.njit(nogil=True, fastmath=True, cache=True, error_model="numpy")

STEP = 4  # centres of a step

CLAMP = np.float32(15.8)  # beyond this the sigmoid is 0 or 1 in float32
TINY = np.float32(1e-7)  # least probability whose loss is taken: 16 nats
ONE, HALF = np.float32(1), np.float32(0.5)


@jit
def sigmoid(score):
    """1 / (1 + exp(-score)) in float32 without a call, so that loops of it vectorise.

    sigmoid(x) = (1 + tanh(x / 2)) / 2 with a minimax quotient of polynomials for tanh; error
    below 1e-6.
    """
    y = HALF * min(max(score, -CLAMP), CLAMP)
    s = y * y
    p = np.float32(-2.76076847742355e-16)
    p = p * s + np.float32(2.00018790482477e-13)
    p = p * s + np.float32(-8.60467152213735e-11)
    p = p * s + np.float32(5.12229709037114e-08)
    p = p * s + np.float32(1.48572235717979e-05)
    p = p * s + np.float32(6.37261928875436e-04)
    p = p * s + np.float32(4.89352455891786e-03)
    q = np.float32(1.19825839466702e-06)
    q = q * s + np.float32(1.18534705686654e-04)
    q = q * s + np.float32(2.26843463243900e-03)
    q = q * s + np.float32(4.89352518554385e-03)
    return HALF + HALF * (y * p / q)


@jit
def take_log(loss, product, p):
    """Add -log p to a sum kept as `loss` - log(`product`): one logarithm for many factors."""
    product *= max(p, TINY)
    if product < 1e-290:  # taken before the product underflows
        return loss - math.log(product), 1.0
    return loss, product


@jit
def pull(W_out, id, sign, H, dH, t, lr):
    """One step on -log sigmoid(sign u . h) for row u of W_out: u moves, `dH[t]` gathers for h.

    Returns sigmoid(sign u . h) before the step. The sign is 1, or that of a turn in a tree.
    """
    score = np.float32(0)
    for d in range(H.shape[1]):
        score += W_out[id, d] * H[t, d]
    p = sigmoid(sign * score)
    g = lr * sign * (ONE - p)
    for d in range(H.shape[1]):
        dH[t, d] += g * W_out[id, d]
        W_out[id, d] += g * H[t, d]
    return p


@jit
def score_noise(H, N, score):
    """`score = H Nᵀ`: a row of N is read once for the four centres."""
    for s in range(N.shape[0]):
        a = b = c = e = np.float32(0)
        for d in range(N.shape[1]):
            a += H[0, d] * N[s, d]
            b += H[1, d] * N[s, d]
            c += H[2, d] * N[s, d]
            e += H[3, d] * N[s, d]
        score[0, s], score[1, s], score[2, s], score[3, s] = a, b, c, e


@jit
def step_noise(score, weight, lr):
    """Turn scores into steps lr x weight x sigmoid(score); returns their weighted losses' sum."""
    p, loss = score.reshape(score.size), 0.0  # one long loop, for the vector units
    for i in range(p.size):
        p[i] = sigmoid(p[i])
    for t in range(score.shape[0]):
        loss += noise_loss(score[t], weight[t])
    for t in range(score.shape[0]):
        for s in range(score.shape[1]):
            score[t, s] *= lr * weight[t, s]
    return loss


@jit
def noise_loss(p, weight):
    """Sum of -weight[s] log(1 - p[s]), with one logarithm for all that weigh most."""
    most, loss, product = weight.max(), 0.0, 1.0
    for s in range(len(p)):
        q = max(ONE - p[s], TINY)
        if weight[s] < most:
            loss -= weight[s] * math.log(q)
            continue
        product *= q
        if product < 1e-290:
            loss -= most * math.log(product)
            product = 1.0
    return loss - most * math.log(product)


@jit
def push_centres(dH, step, N):
    """`dH -= step N`, four noise words at a time."""
    for t in range(dH.shape[0]):
        for s in range(0, N.shape[0], 4):
            a, b, c, e = step[t, s], step[t, s + 1], step[t, s + 2], step[t, s + 3]
            for d in range(N.shape[1]):
                dH[t, d] -= a * N[s, d] + b * N[s + 1, d] + c * N[s + 2, d] + e * N[s + 3, d]


@jit
def push_noise(N, step, H):
    """`N -= stepᵀ H`, the four centres at once."""
    for s in range(N.shape[0]):
        a, b, c, e = step[0, s], step[1, s], step[2, s], step[3, s]
        for d in range(N.shape[1]):
            N[s, d] -= a * H[0, d] + b * H[1, d] + c * H[2, d] + e * H[3, d]


@jit
def against_noise(H, dH, N, weight, score, lr):
    """One step of four centres on their noise words' losses; returns the weighted losses' sum.

    `N` moves, `dH` gathers; `score` is room to work in.
    """
    score_noise(H, N, score)
    loss = step_noise(score, weight, lr)
    push_centres(dH, score, N)
    push_noise(N, score, H)
    return loss


@jit
def gather(rows, table, ids):
    """`rows[i] = table[ids[i]]`."""
    for i in range(len(ids)):
        for d in range(table.shape[1]):
            rows[i, d] = table[ids[i], d]


@jit
def scatter_add(table, ids, rows):
    """`table[ids[i]] += rows[i]`; repeated ids add up."""
    for i in range(len(ids)):
        for d in range(table.shape[1]):
            table[ids[i], d] += rows[i, d]


# -- skip-gram with negative sampling --------------------------------------------------------------


@jit
def pull_contexts(H, dH, t, W_out, ids, pos, left, right, lr):
    """Centre t and its real contexts; returns the sum of -log sigmoid(u . h) over the contexts."""
    loss, product = 0.0, 1.0
    for context_pos in range(left, right):
        if context_pos != pos:
            p = pull(W_out, ids[context_pos], ONE, H, dH, t, lr)
            loss, product = take_log(loss, product, p)
    return loss - math.log(product)


@jit
def weigh_skipgram(weight, t, noise_ids, b, ids, pos, left, right, share, hit_share):
    """weight[t, s] = share x contexts of the centre, less hit_share for each that s hits."""
    for s in range(weight.shape[1]):
        weight[t, s] = share * (right - left - 1)
    for context_pos in range(left, right):
        if context_pos != pos:
            id = ids[context_pos]
            for s in range(weight.shape[1]):
                weight[t, s] -= hit_share if noise_ids[b, s] == id else np.float32(0)


@jit
def train_skipgram_ns(W_in, W_out, ids, left, right, noise_ids, block, share, hit_share, lr):
    """Train on blocks of centres, block b with the noise words noise_ids[b].

    Args:
        W_in: (V, D) float32, changed in place; other threads may change it too.
        W_out: (V, D) float32, likewise.
        ids: (M,) centres.
        left: (M,) where each centre's contexts begin (see sampling.windows).
        right: (M,) and where they end.
        noise_ids: (B, S) int32; B blocks cover all M centres; S is a multiple of 4.
        block: centres of a block.
        share: K / S, the weight of a shared noise word in one pair.
        hit_share: what is taken off where the noise word is the pair's target: `share` to skip
            hits, 0 to keep them.
        lr: learning rate.

    Returns:
        The float64 sum of the losses of all pairs, in nats.
    """
    n_blocks, S = noise_ids.shape
    D = W_in.shape[1]
    H, dH = np.zeros((STEP, D), np.float32), np.empty((STEP, D), np.float32)
    N, before = np.empty((S, D), np.float32), np.empty((S, D), np.float32)
    weight, score = np.empty((STEP, S), np.float32), np.empty((STEP, S), np.float32)
    loss = 0.0
    for b in range(n_blocks):
        gather(N, W_out, noise_ids[b])
        before[:] = N
        end_of_block = min((b + 1) * block, len(ids))
        for first in range(b * block, end_of_block, STEP):
            last = min(first + STEP, end_of_block)
            gather(H, W_in, ids[first:last])
            dH[:], weight[:] = 0, 0
            for pos in range(first, last):
                t, begin, end = pos - first, left[pos], right[pos]
                weigh_skipgram(weight, t, noise_ids, b, ids, pos, begin, end, share, hit_share)
                loss += pull_contexts(H, dH, t, W_out, ids, pos, begin, end, lr)
            loss += against_noise(H, dH, N, weight, score, lr)
            scatter_add(W_in, ids[first:last], dH)
        N -= before
        scatter_add(W_out, noise_ids[b], N)
    return loss


# -- CBOW with negative sampling -------------------------------------------------------------------


@jit
def add_contexts(H, t, W_in, ids, pos, left, right, scale):
    """`H[t]` = scale x the sum of the contexts' rows."""
    for d in range(H.shape[1]):
        H[t, d] = 0
    for context_pos in range(left, right):
        if context_pos != pos:
            id = ids[context_pos]
            for d in range(H.shape[1]):
                H[t, d] += scale * W_in[id, d]


@jit
def spread(W_in, ids, pos, left, right, dH, t, scale):
    """Each context's row moves by scale x `dH[t]`; a word that comes twice moves twice."""
    for context_pos in range(left, right):
        if context_pos != pos:
            id = ids[context_pos]
            for d in range(dH.shape[1]):
                W_in[id, d] += scale * dH[t, d]


@jit
def weigh_cbow(weight, t, noise_ids, b, target_id, share, hit_share):
    """weight[t, s] = share, less hit_share where noise word s is the target."""
    for s in range(weight.shape[1]):
        weight[t, s] = share - (hit_share if noise_ids[b, s] == target_id else np.float32(0))


@jit
def train_cbow_ns(
    W_in, W_out, ids, left, right, centers, scales, noise_ids, block, share, hit_share, lr
):
    """The contexts of each centre together predict it; block b has the noise words noise_ids[b].

    Args:
        W_in: (V, D) float32, changed in place; other threads may change it too.
        W_out: (V, D) float32, likewise.
        ids: (M,) the kept words.
        left: (M,) where each word's contexts begin (see sampling.windows).
        right: (M,) and where they end.
        centers: (P,) positions of the centres, each with a context.
        scales: (P,) float32, 1 / C for the mean of C contexts or 1 for their sum; it serves on the
            way to the hidden layer and on the way back, which makes both true gradients.
        noise_ids: (B, S) int32; B blocks cover all P centres; S is a multiple of 4.
        block: centres of a block.
        share: K / S, the weight of a shared noise word.
        hit_share: what is taken off where the noise word is the target: `share` to skip hits, 0 to
            keep them.
        lr: learning rate.

    Returns:
        The float64 sum of the losses of all centres, in nats.
    """
    n_blocks, S = noise_ids.shape
    D = W_in.shape[1]
    H, dH = np.zeros((STEP, D), np.float32), np.empty((STEP, D), np.float32)
    N, before = np.empty((S, D), np.float32), np.empty((S, D), np.float32)
    weight, score = np.empty((STEP, S), np.float32), np.empty((STEP, S), np.float32)
    loss, product = 0.0, 1.0
    for b in range(n_blocks):
        gather(N, W_out, noise_ids[b])
        before[:] = N
        end_of_block = min((b + 1) * block, len(centers))
        for first in range(b * block, end_of_block, STEP):
            last = min(first + STEP, end_of_block)
            dH[:], weight[:] = 0, 0
            for place in range(first, last):
                t, pos = place - first, centers[place]
                add_contexts(H, t, W_in, ids, pos, left[pos], right[pos], scales[place])
                weigh_cbow(weight, t, noise_ids, b, ids[pos], share, hit_share)
                p = pull(W_out, ids[pos], ONE, H, dH, t, lr)
                loss, product = take_log(loss, product, p)
            loss += against_noise(H, dH, N, weight, score, lr)
            for place in range(first, last):
                t, pos = place - first, centers[place]
                spread(W_in, ids, pos, left[pos], right[pos], dH, t, scales[place])
        N -= before
        scatter_add(W_out, noise_ids[b], N)
    return loss - math.log(product)


# -- hierarchical softmax --------------------------------------------------------------------------


@jit
def descend(W_out, nodes, signs, first, last, H, dH, lr):
    """Take the turns first .. last - 1; returns the sum of -log sigmoid(sign u . h)."""
    loss, product = 0.0, 1.0
    for turn in range(first, last):
        p = pull(W_out, nodes[turn], signs[turn], H, dH, 0, lr)
        loss, product = take_log(loss, product, p)
    return loss - math.log(product)


@jit
def train_skipgram_hs(W_in, W_out, ids, left, right, starts, nodes, signs, lr):
    """Each centre predicts the paths of its contexts.

    The words and their windows as for `train_skipgram_ns`; W_out (V - 1, D) has a row per inner
    node of the tree, whose starts (V + 1,), nodes (L,) and signs (L,) are as in sampling.huffman.

    Returns:
        The float64 sum of the losses of all pairs, in nats.
    """
    H, dH = np.empty((1, W_in.shape[1]), np.float32), np.empty((1, W_in.shape[1]), np.float32)
    loss = 0.0
    for pos in range(len(ids)):
        gather(H, W_in, ids[pos : pos + 1])
        dH[:] = 0
        for context_pos in range(left[pos], right[pos]):
            if context_pos != pos:
                id = ids[context_pos]
                loss += descend(W_out, nodes, signs, starts[id], starts[id + 1], H, dH, lr)
        scatter_add(W_in, ids[pos : pos + 1], dH)
    return loss


@jit
def train_cbow_hs(W_in, W_out, ids, left, right, centers, scales, starts, nodes, signs, lr):
    """The contexts of each centre together predict the centre's path.

    The words, centres and scales as for `train_cbow_ns`, the tree as for `train_skipgram_hs`.

    Returns:
        The float64 sum of the losses of all centres, in nats.
    """
    H, dH = np.empty((1, W_in.shape[1]), np.float32), np.empty((1, W_in.shape[1]), np.float32)
    loss = 0.0
    for place in range(len(centers)):
        pos, scale = centers[place], scales[place]
        id = ids[pos]
        add_contexts(H, 0, W_in, ids, pos, left[pos], right[pos], scale)
        dH[:] = 0
        loss += descend(W_out, nodes, signs, starts[id], starts[id + 1], H, dH, lr)
        spread(W_in, ids, pos, left[pos], right[pos], dH, 0, scale)
    return loss
