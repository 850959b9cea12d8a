"""Compiled loops of the numba engine: skip-gram with noise words shared by a block of centres.

`train_blocks` must agree with `objectives.negative_sampling`, summed over the pairs of a block.
Where K noise words would be drawn anew for each of the C pairs of a centre, S are drawn for all
centres of a block and weighted C K / S: the expected gradient is the same, the noise rows stay in
the cache, and their half of the work turns into small matrix products. Four centres are one step,
taken at the tables as they stand; longer steps blow up frequent words at high learning rates.

Does not: draw anything. Windows and noise come in as arrays, so that every number can be forced.
Shapes: H, dH (4, D); N (S, D) the block's own copy of its noise rows; weight, score (4, S).
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
def pull_contexts(H, dH, t, W_out, ids, pos, left, right, lr):
    """Centre t and its real contexts: each row u of W_out moves along h, and `dH[t]` along u.

    Returns the sum of -log sigmoid(u . h) over the contexts.
    """
    loss, product = 0.0, 1.0
    for context_pos in range(left, right):
        if context_pos == pos:
            continue
        id = ids[context_pos]
        score = np.float32(0)
        for d in range(H.shape[1]):
            score += W_out[id, d] * H[t, d]
        p = sigmoid(score)
        g = lr * (ONE - p)
        for d in range(H.shape[1]):
            dH[t, d] += g * W_out[id, d]
            W_out[id, d] += g * H[t, d]
        product *= max(p, TINY)
        if product < 1e-290:  # one logarithm for many factors, taken before they underflow
            loss -= math.log(product)
            product = 1.0
    return loss - math.log(product)


@jit
def weigh_noise(weight, t, noise_ids, b, ids, pos, left, right, share):
    """weight[t, s] = share x contexts of the centre other than noise word s: hits are skipped."""
    for s in range(weight.shape[1]):
        weight[t, s] = share * (right - left - 1)
    for context_pos in range(left, right):
        if context_pos != pos:
            id = ids[context_pos]
            for s in range(weight.shape[1]):
                weight[t, s] -= share if noise_ids[b, s] == id else np.float32(0)


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
    loss = 0.0
    for t in range(score.shape[0]):
        for s in range(score.shape[1]):
            score[t, s] = sigmoid(score[t, s])
        loss += noise_loss(score[t], weight[t])
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


@jit
def train_blocks(W_in, W_out, ids, left, right, noise_ids, block, share, lr):
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
                weigh_noise(weight, t, noise_ids, b, ids, pos, begin, end, share)
                loss += pull_contexts(H, dH, t, W_out, ids, pos, begin, end, lr)
            score_noise(H, N, score)
            loss += step_noise(score, weight, lr)
            push_centres(dH, score, N)
            push_noise(N, score, H)
            scatter_add(W_in, ids[first:last], dH)
        N -= before
        scatter_add(W_out, noise_ids[b], N)
    return loss
