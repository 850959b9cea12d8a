"""Compiled loops of skip-gram and CBOW with negative sampling.

`train_*` must agree with `objectives`, summed over pairs (skip-gram) or centres (CBOW). Where K
noise words would be drawn anew for each of the C pairs of a centre, S are drawn for all centres of
a block and weighted C K / S (CBOW: K / S): the expected gradient is the same, and most of the work
turns into small matrix products on rows that stay in the cache. The rows of a block's words are
copied, and moved for all centres of the block, before their changes are added to the tables. Four
centres are one step, taken at the copies as they stand; longer steps blow up noise words at high
learning rates.

Shapes: H, dH (T, D) hidden layers and what comes back to them; R (N, D) copies of rows of W_out, or
noise rows among them; weight and score (STEP, N).

Does not: draw anything. Windows and noise come in as arrays, so that every number can be forced.
All loops that call each other are in one file, for numba's cache sees changes in that file alone.
"""

import math

import numba
import numpy as np

jit = numba.njit(nogil=True, fastmath=True, cache=True, error_model="numpy")

STEP = 4  # centres of a step

CLAMP = np.float32(15.8)  # beyond this the sigmoid is 0 or 1 in float32
TINY = np.float32(1e-7)  # least probability whose loss is taken: 16 nats
FACTORS = 32  # probabilities whose product cannot underflow
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
def gather(rows, table, ids):
    """`rows[i] = table[ids[i]]`."""
    for i in range(len(ids)):
        id = ids[i]
        for d in range(table.shape[1]):
            rows[i, d] = table[id, d]


@jit
def copy(copies, rows, n):
    """`copies[:n] = rows[:n]`."""
    for i in range(n):
        for d in range(rows.shape[1]):
            copies[i, d] = rows[i, d]


@jit
def scatter_add(table, ids, rows):
    """`table[ids[i]] += rows[i]`; repeated ids add up."""
    for i in range(len(ids)):
        id = ids[i]
        for d in range(table.shape[1]):
            table[id, d] += rows[i, d]


@jit
def scatter_change(table, ids, rows, before):
    """`table[ids[i]] += rows[i] - before[i]`; the changes of repeated ids add up."""
    for i in range(len(ids)):
        id = ids[i]
        for d in range(table.shape[1]):
            table[id, d] += rows[i, d] - before[i, d]


# -- one step of four centres on a few rows of W_out -----------------------------------------------


@jit
def score_rows(H, t, R, first, last, score):
    """`score = H[t : t + 4] R[first : last]ᵀ`, two rows at a time."""
    for r in range(first, last, 2):
        a = b = c = e = f = g = h = k = np.float32(0)
        for d in range(R.shape[1]):
            x, y = R[r, d], R[r + 1, d]
            a += H[t, d] * x
            b += H[t + 1, d] * x
            c += H[t + 2, d] * x
            e += H[t + 3, d] * x
            f += H[t, d] * y
            g += H[t + 1, d] * y
            h += H[t + 2, d] * y
            k += H[t + 3, d] * y
        i = r - first
        score[0, i], score[1, i], score[2, i], score[3, i] = a, b, c, e
        score[0, i + 1], score[1, i + 1], score[2, i + 1], score[3, i + 1] = f, g, h, k


@jit
def losses(p, weight, n):
    """Sum of -weight[i] log p[i], i < n, with few logarithms where most weights are alike."""
    most = np.float32(0)
    for i in range(n):
        most = max(most, weight[i])
    loss = np.float64(0)
    for first in range(0, n, FACTORS):
        product = np.float64(1)
        for i in range(first, min(first + FACTORS, n)):
            product *= max(p[i], TINY) if weight[i] == most else ONE
        loss -= most * math.log(product)
    for i in range(n):
        if weight[i] != most and weight[i] != 0:
            loss -= weight[i] * math.log(max(p[i], TINY))
    return loss


@jit
def steps_of(score, weight, n, sign, lr):
    """Turn n scores a centre into steps lr x weight x sign x (1 - p), p = sigmoid(sign x score).

    Returns the sum of their losses, -weight log p.
    """
    loss = 0.0
    for t in range(STEP):
        for i in range(n):
            score[t, i] = sigmoid(sign * score[t, i])
        loss += losses(score[t], weight[t], n)
        for i in range(n):
            score[t, i] = lr * sign * weight[t, i] * (ONE - score[t, i])
    return loss


@jit
def move_centres(dH, t, step, R, first, last):
    """`dH[t : t + 4] += step R[first : last]`, two centres and four rows at a time."""
    for u in range(0, STEP, 2):
        for r in range(first, last, 4):
            i = r - first
            a, b, c, e = step[u, i], step[u, i + 1], step[u, i + 2], step[u, i + 3]
            f, g, h, k = step[u + 1, i], step[u + 1, i + 1], step[u + 1, i + 2], step[u + 1, i + 3]
            for d in range(R.shape[1]):
                w, x, y, z = R[r, d], R[r + 1, d], R[r + 2, d], R[r + 3, d]
                dH[t + u, d] += a * w + b * x + c * y + e * z
                dH[t + u + 1, d] += f * w + g * x + h * y + k * z


@jit
def move_rows(R, first, last, step, H, t):
    """`R[first : last] += stepᵀ H[t : t + 4]`, the four centres at once."""
    for r in range(first, last):
        i = r - first
        a, b, c, e = step[0, i], step[1, i], step[2, i], step[3, i]
        for d in range(R.shape[1]):
            R[r, d] += a * H[t, d] + b * H[t + 1, d] + c * H[t + 2, d] + e * H[t + 3, d]


@jit
def step_on(H, dH, t, R, first, last, weight, score, sign, lr):
    """One step of centres t .. t + 3 on -weight log sigmoid(sign R h), rows first .. last - 1.

    The rows move, `dH` gathers for the centres; `last - first` is a multiple of 4. The sign is 1
    for real words and -1 for noise; `score` is room to work in. Returns the weighted losses' sum.
    """
    score_rows(H, t, R, first, last, score)
    loss = steps_of(score, weight, last - first, sign, lr)
    move_centres(dH, t, score, R, first, last)
    move_rows(R, first, last, score, H, t)
    return loss


@jit
def reach_of(left, right, first, last):
    """Where the contexts of centres first .. last - 1 begin and end."""
    begin, end = left[first], right[first]
    for pos in range(first + 1, last):
        begin, end = min(begin, left[pos]), max(end, right[pos])
    return begin, end


@jit
def most_rows(left, right, block):
    """Rows that hold any block's contexts, rounded up to whole steps."""
    widest = 0
    for pos in range(len(left)):
        widest = max(widest, right[pos] - left[pos])
    return block + 2 * widest + STEP


# -- skip-gram with negative sampling --------------------------------------------------------------


@jit
def weigh_contexts(weight, t, n, begin, pos, left, right):
    """weight[t, i] = 1 where position begin + i is a context of `pos`, 0 elsewhere, i < n."""
    for i in range(n):
        weight[t, i] = ONE if left <= begin + i < right else np.float32(0)
    weight[t, pos - begin] = 0


@jit
def weigh_noise(weight, t, noise_ids, ids, pos, left, right, share, hit_share):
    """weight[t, s] = share x contexts of the centre, less hit_share for each that s hits."""
    for s in range(weight.shape[1]):
        weight[t, s] = share * (right - left - 1)
    for context_pos in range(left, right):
        if context_pos != pos:
            id = ids[context_pos]
            for s in range(weight.shape[1]):
                weight[t, s] -= hit_share if noise_ids[s] == id else np.float32(0)


@jit
def train_skipgram_ns(W_in, W_out, ids, left, right, noise_ids, block, share, hit_share, lr):
    """Each centre predicts its contexts; block b has the noise words noise_ids[b].

    Args:
        W_in: (V, D) float32, changed in place; other threads may change it too.
        W_out: (V, D) float32, likewise.
        ids: (M,) centres.
        left: (M,) where each centre's contexts begin (see sampling.windows).
        right: (M,) and where they end.
        noise_ids: (B, S) int32; B blocks cover all M centres; S is a multiple of 4.
        block: centres of a block, a multiple of 4.
        share: K / S, the weight of a shared noise word in one pair.
        hit_share: taken off where the noise word is the pair's target: `share` or, to keep it, 0.
        lr: learning rate.

    Returns:
        The float64 sum of the losses of all pairs, in nats.
    """
    D, S, n_rows = W_in.shape[1], noise_ids.shape[1], most_rows(left, right, block)
    H, dH = np.zeros((block, D), np.float32), np.empty((block, D), np.float32)
    U, U_before = np.zeros((n_rows, D), np.float32), np.empty((n_rows, D), np.float32)
    N, N_before = np.empty((S, D), np.float32), np.empty((S, D), np.float32)
    real, noise = np.empty((STEP, n_rows), np.float32), np.empty((STEP, S), np.float32)
    score = np.empty((STEP, max(n_rows, S)), np.float32)
    loss = 0.0
    for b in range(noise_ids.shape[0]):
        start, stop = b * block, min((b + 1) * block, len(ids))
        low, high = reach_of(left, right, start, stop)
        gather(H, W_in, ids[start:stop])
        gather(U, W_out, ids[low:high])
        copy(U_before, U, high - low)
        gather(N, W_out, noise_ids[b])
        copy(N_before, N, S)
        dH[:] = 0
        for first in range(start, stop, STEP):
            last = min(first + STEP, stop)
            begin, end = reach_of(left, right, first, last)
            n_real = -(-(end - begin) // STEP) * STEP
            real[:], noise[:] = 0, 0
            for pos in range(first, last):
                t, near, far = pos - first, left[pos], right[pos]
                weigh_contexts(real, t, n_real, begin, pos, near, far)
                weigh_noise(noise, t, noise_ids[b], ids, pos, near, far, share, hit_share)
            t, row = first - start, begin - low
            loss += step_on(H, dH, t, U, row, row + n_real, real, score, ONE, lr)
            loss += step_on(H, dH, t, N, 0, S, noise, score, -ONE, lr)
        scatter_add(W_in, ids[start:stop], dH)
        scatter_change(W_out, ids[low:high], U, U_before)
        scatter_change(W_out, noise_ids[b], N, N_before)
    return loss


# -- CBOW with negative sampling -------------------------------------------------------------------


@jit
def add_contexts(H, t, rows, low, pos, left, right, scale):
    """`H[t]` = scale x the sum of the contexts' rows; row i is that of position low + i."""
    for d in range(H.shape[1]):
        H[t, d] = 0
    for context_pos in range(left, right):
        if context_pos != pos:
            i = context_pos - low
            for d in range(H.shape[1]):
                H[t, d] += scale * rows[i, d]


@jit
def spread(rows, low, pos, left, right, dH, t, scale):
    """The row of each context moves by scale x `dH[t]`; row i is that of position low + i."""
    for context_pos in range(left, right):
        if context_pos != pos:
            i = context_pos - low
            for d in range(dH.shape[1]):
                rows[i, d] += scale * dH[t, d]


@jit
def weigh_target(real, noise, t, noise_ids, target_id, share, hit_share):
    """Real row t weighs 1, each noise word `share`, less hit_share where it is the target."""
    real[t, t] = 1
    for s in range(noise.shape[1]):
        noise[t, s] = share - (hit_share if noise_ids[s] == target_id else np.float32(0))


@jit
def train_cbow_ns(W_in, W_out, ids, left, right, scales, noise_ids, block, share, hit_share, lr):
    """The contexts of each centre together predict it; block b has the noise words noise_ids[b].

    As for `train_skipgram_ns`; those without a context are passed over, a noise word weighs `share`
    for a centre, and scales (M,) float32 are 1 / C for the mean of C contexts or 1 for their sum:
    on the way to the hidden layer and on the way back, which makes both true gradients.

    Returns:
        The float64 sum of the losses of all centres, in nats.
    """
    D, S, n_rows = W_in.shape[1], noise_ids.shape[1], most_rows(left, right, block)
    C, C_before = np.empty((n_rows, D), np.float32), np.empty((n_rows, D), np.float32)
    U, U_before = np.zeros((block, D), np.float32), np.empty((block, D), np.float32)
    N, N_before = np.empty((S, D), np.float32), np.empty((S, D), np.float32)
    H, dH = np.zeros((STEP, D), np.float32), np.empty((STEP, D), np.float32)
    real, noise = np.empty((STEP, STEP), np.float32), np.empty((STEP, S), np.float32)
    score = np.empty((STEP, max(STEP, S)), np.float32)
    loss = 0.0
    for b in range(noise_ids.shape[0]):
        start, stop = b * block, min((b + 1) * block, len(ids))
        low, high = reach_of(left, right, start, stop)
        gather(C, W_in, ids[low:high])
        copy(C_before, C, high - low)
        gather(U, W_out, ids[start:stop])
        copy(U_before, U, stop - start)
        gather(N, W_out, noise_ids[b])
        copy(N_before, N, S)
        for first in range(start, stop, STEP):
            last = min(first + STEP, stop)
            real[:], noise[:], dH[:] = 0, 0, 0
            for pos in range(first, last):
                t = pos - first
                add_contexts(H, t, C, low, pos, left[pos], right[pos], scales[pos])
                if right[pos] - left[pos] > 1:
                    weigh_target(real, noise, t, noise_ids[b], ids[pos], share, hit_share)
            row = first - start
            loss += step_on(H, dH, 0, U, row, row + STEP, real, score, ONE, lr)
            loss += step_on(H, dH, 0, N, 0, S, noise, score, -ONE, lr)
            for pos in range(first, last):
                spread(C, low, pos, left[pos], right[pos], dH, pos - first, scales[pos])
        scatter_change(W_in, ids[low:high], C, C_before)
        scatter_change(W_out, ids[start:stop], U, U_before)
        scatter_change(W_out, noise_ids[b], N, N_before)
    return loss
