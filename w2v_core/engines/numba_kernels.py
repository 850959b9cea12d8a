"""Compiled loops of skip-gram and CBOW with negative sampling.

`train_*` must agree with `objectives`, summed over pairs (skip-gram) or centres (CBOW). Where K
noise words would be drawn anew for each of the C pairs of a centre, S are drawn for all centres of
a block and weighted C K / S (CBOW: K / S): the expected gradient is the same, and nearly all of the
work turns into small matrix products on rows that stay in the cache. The rows of a block's words
are copied, and moved for all centres of the block, before their changes are added to the tables.
Eight centres are one step, taken at the copies as they stand.

Shapes: H, dH (T, D) hidden layers and what comes back to them, H_T (D, TILE) those of a step; R
(N, D) copies of rows of W_out, or noise rows among them; weight, score (N, TILE), a column a
centre. D and N are rounded up to whole tiles; what fills them is zero or weighs nothing.

Does not: draw anything. Windows and noise come in as arrays, so that every number can be forced.
All loops that call each other are in one file, for numba's cache sees changes in that file alone.
"""

import numba
import numpy as np

from w2v_core.linear.tile_kernels import TILE, add_tile

jit = numba.njit(nogil=True, fastmath=True, cache=True, error_model="numpy")

CLAMP = np.float32(15.8)  # beyond this the sigmoid is 0 or 1 in float32
TINY = np.float32(1e-7)  # least probability whose loss is taken: 16 nats
ZERO, HALF, ONE, TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)
LN_2 = np.float32(np.log(2))
ROOT_HALF_BITS, FRACTION_BITS = np.int32(0x3F3504F3), np.int32(23)  # of a float32
THIRD, FIFTH, SEVENTH, NINTH = (np.float32(1 / n) for n in (3, 5, 7, 9))


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
def log(x):
    """The natural logarithm of a positive float32, likewise without a call; error below 1e-6.

    log(2^e m) = e log 2 + log m with m from root(1/2) to root(2), log m = 2 artanh(q) with
    q = (m - 1) / (m + 1), and artanh(q) = q + q^3 / 3 + q^5 / 5 + ...
    """
    bits = np.float32(x).view(np.int32)
    e = (bits - ROOT_HALF_BITS) >> FRACTION_BITS
    m = np.int32(bits - (e << FRACTION_BITS)).view(np.float32)
    q = (m - ONE) / (m + ONE)
    s = q * q
    series = ONE + s * (THIRD + s * (FIFTH + s * (SEVENTH + s * NINTH)))
    return np.float32(e) * LN_2 + TWO * q * series


@jit
def in_tiles(n):
    """`n`, rounded up to whole tiles."""
    return (n + TILE - 1) // TILE * TILE


@jit
def gather(rows, table, ids):
    """`rows[i, :D] = table[ids[i]]`."""
    for i in range(len(ids)):
        id = ids[i]
        for d in range(table.shape[1]):
            rows[i, d] = table[id, d]


@jit
def gather_twice(rows, before, table, ids):
    """The same, once to be moved and once to remember."""
    gather(rows, table, ids)
    for i in range(len(ids)):
        for d in range(rows.shape[1]):
            before[i, d] = rows[i, d]


@jit
def scatter_add(table, ids, rows):
    """`table[ids[i]] += rows[i, :D]`; repeated ids add up."""
    for i in range(len(ids)):
        id = ids[i]
        for d in range(table.shape[1]):
            table[id, d] += rows[i, d]


@jit
def scatter_change(table, ids, rows, before):
    """`table[ids[i]] += (rows[i] - before[i])[:D]`; the changes of repeated ids add up."""
    for i in range(len(ids)):
        id = ids[i]
        for d in range(table.shape[1]):
            table[id, d] += rows[i, d] - before[i, d]


# -- one step of eight centres on some rows of W_out -----------------------------------------------


@jit
def turn(H_T, H, t):
    """`H_T = H[t : t + 8]ᵀ`."""
    rows = H[t : t + TILE]
    for d in range(H.shape[1]):
        for i in range(TILE):
            H_T[d, i] = rows[i, d]


@jit
def score_rows(score, R, first, n, H_T):
    """`score[:n] = R[first : first + n] H_T`."""
    for r in range(0, n, TILE):
        score[r : r + TILE] = 0
        add_tile(score, r, 0, R, first + r, H_T, 0, len(H_T))


@jit
def steps_of(score, weight, n, sign, lr):
    """Turn n rows of scores into steps lr x weight x sign x (1 - p), p = sigmoid(sign x score).

    Returns the sum of their losses, -weight log p.
    """
    x, weights = score[:n].reshape(-1), weight[:n].reshape(-1)
    for i in range(len(x)):
        x[i] = sigmoid(sign * x[i])
    loss = ZERO
    for i in range(len(x)):
        loss -= weights[i] * log(max(x[i], TINY))
    for i in range(len(x)):
        x[i] = lr * sign * weights[i] * (ONE - x[i])
    return np.float64(loss)


@jit
def move_centres(dH, t, step, n, R, first):
    """`dH[t : t + 8] += step[:n]ᵀ R[first : first + n]`."""
    for d in range(0, dH.shape[1], TILE):
        add_tile(dH, t, d, step.T, 0, R, first, n)


@jit
def move_rows(R, first, n, step, H, t):
    """`R[first : first + n] += step[:n] H[t : t + 8]`."""
    for r in range(0, n, TILE):
        for d in range(0, R.shape[1], TILE):
            add_tile(R, first + r, d, step, r, H, t, TILE)


@jit
def step_on(H, H_T, dH, t, R, first, n, weight, score, sign, lr):
    """One step of centres t .. t + 7 on -weight log sigmoid(sign R h), for n rows from `first`.

    The rows move, `dH` gathers for the centres; n is a multiple of 8. The sign is 1 for real words
    and -1 for noise; `score` is room to work in. Returns the weighted losses' sum.
    """
    score_rows(score, R, first, n, H_T)
    loss = steps_of(score, weight, n, sign, lr)
    move_centres(dH, t, score, n, R, first)
    move_rows(R, first, n, score, H, t)
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
    """Rows that hold any block's contexts, and a tile that begins at the last."""
    widest = 0
    for pos in range(len(left)):
        widest = max(widest, right[pos] - left[pos])
    return block + 2 * widest + TILE


@jit
def weigh_noise(weight, n_noise, of_centres):
    """Each noise word weighs of_centres[t] for centre t."""
    for s in range(n_noise):
        for t in range(TILE):
            weight[s, t] = of_centres[t]


@jit
def lighten(weight, t, noise_ids, id, share):
    """Take `share` off the weights that noise words have for centre t where they are `id`."""
    for s in range(len(noise_ids)):
        if noise_ids[s] == id:
            weight[s, t] -= share


# -- skip-gram with negative sampling --------------------------------------------------------------


@jit
def weigh_contexts(weight, t, begin, pos, left, right):
    """weight[i, t] = 1 where position begin + i is a context of `pos`."""
    for i in range(left - begin, right - begin):
        weight[i, t] = ONE
    weight[pos - begin, t] = 0


@jit
def lighten_contexts(weight, t, noise_ids, ids, is_noise, pos, left, right, hit_share):
    """The noise words weigh hit_share less for each context of `pos` that they hit."""
    for context_pos in range(left, right):
        if is_noise[ids[context_pos]] and context_pos != pos:
            lighten(weight, t, noise_ids, ids[context_pos], hit_share)


@jit
def weigh_pairs(real, noise, first, last, ids, left, right, noise_ids, is_noise, share, hit_share):
    """The weights of all rows for centres first .. last - 1.

    A context weighs 1, a noise word share x contexts of the centre, less hit_share for each hit.
    Returns where the step's contexts begin, and their rows in whole tiles.
    """
    begin, end = reach_of(left, right, first, last)
    real[: in_tiles(end - begin)] = 0
    of_centres = np.zeros(TILE, np.float32)
    for pos in range(first, last):
        weigh_contexts(real, pos - first, begin, pos, left[pos], right[pos])
        of_centres[pos - first] = share * (right[pos] - left[pos] - 1)
    weigh_noise(noise, len(noise_ids), of_centres)
    for pos in range(first, last):
        t, near, far = pos - first, left[pos], right[pos]
        lighten_contexts(noise, t, noise_ids, ids, is_noise, pos, near, far, hit_share)
    return begin, in_tiles(end - begin)


@jit
def train_skipgram_ns(W_in, W_out, ids, left, right, noise_ids, block, share, hit_share, lr):
    """Each centre predicts its contexts; block b has the noise words noise_ids[b].

    Args:
        W_in: (V, D) float32, changed in place; other threads may change it too.
        W_out: (V, D) float32, likewise.
        ids: (M,) centres.
        left: (M,) where each centre's contexts begin (see sampling.windows).
        right: (M,) and where they end.
        noise_ids: (B, S) int32; B blocks cover all M centres.
        block: centres of a block.
        share: K / S, the weight of a shared noise word in one pair.
        hit_share: taken off where the noise word is the pair's target: `share` or, to keep it, 0.
        lr: learning rate.

    Returns:
        The float64 sum of the losses of all pairs, in nats.
    """
    D, S = in_tiles(W_in.shape[1]), in_tiles(noise_ids.shape[1])
    n_rows, n_centres = most_rows(left, right, block), block + TILE
    H, dH = np.zeros((n_centres, D), np.float32), np.empty((n_centres, D), np.float32)
    U, U_before = np.zeros((n_rows, D), np.float32), np.empty((n_rows, D), np.float32)
    N, N_before = np.zeros((S, D), np.float32), np.empty((S, D), np.float32)
    H_T, is_noise = np.empty((D, TILE), np.float32), np.zeros(len(W_out), np.bool_)
    real, noise = np.empty((n_rows, TILE), np.float32), np.zeros((S, TILE), np.float32)
    score = np.empty((max(n_rows, S), TILE), np.float32)
    loss = 0.0
    for b in range(noise_ids.shape[0]):
        start, stop = b * block, min((b + 1) * block, len(ids))
        low, high = reach_of(left, right, start, stop)
        gather(H, W_in, ids[start:stop])
        gather_twice(U, U_before, W_out, ids[low:high])
        gather_twice(N, N_before, W_out, noise_ids[b])
        dH[:], is_noise[noise_ids[b]] = 0, True
        for first in range(start, stop, TILE):
            last = min(first + TILE, stop)
            begin, n_real = weigh_pairs(
                real, noise, first, last, ids, left, right, noise_ids[b], is_noise, share, hit_share
            )
            t = first - start
            turn(H_T, H, t)
            loss += step_on(H, H_T, dH, t, U, begin - low, n_real, real, score, ONE, lr)
            loss += step_on(H, H_T, dH, t, N, 0, S, noise, score, -ONE, lr)
        scatter_add(W_in, ids[start:stop], dH)
        scatter_change(W_out, ids[low:high], U, U_before)
        scatter_change(W_out, noise_ids[b], N, N_before)
        is_noise[noise_ids[b]] = False
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
def weigh_targets(
    real, noise, first, last, ids, left, right, noise_ids, is_noise, share, hit_share
):
    """The weights of all rows for centres first .. last - 1; those without a context weigh nothing.

    Each centre's own row weighs 1, a noise word `share`, less hit_share where it is the centre.
    """
    of_centres = np.zeros(TILE, np.float32)
    for pos in range(first, last):
        if right[pos] - left[pos] > 1:
            real[pos - first, pos - first], of_centres[pos - first] = ONE, share
    weigh_noise(noise, len(noise_ids), of_centres)
    for pos in range(first, last):
        if is_noise[ids[pos]] and right[pos] - left[pos] > 1:
            lighten(noise, pos - first, noise_ids, ids[pos], hit_share)


@jit
def train_cbow_ns(W_in, W_out, ids, left, right, scales, noise_ids, block, share, hit_share, lr):
    """The contexts of each centre together predict it; block b has the noise words noise_ids[b].

    As for `train_skipgram_ns`; those without a context are passed over, a noise word weighs `share`
    for a centre, and scales (M,) float32 are 1 / C for the mean of C contexts or 1 for their sum:
    on the way to the hidden layer and on the way back, which makes both true gradients.

    Returns:
        The float64 sum of the losses of all centres, in nats.
    """
    D, S = in_tiles(W_in.shape[1]), in_tiles(noise_ids.shape[1])
    n_rows, n_centres = most_rows(left, right, block), block + TILE
    C, C_before = np.zeros((n_rows, D), np.float32), np.empty((n_rows, D), np.float32)
    U, U_before = np.zeros((n_centres, D), np.float32), np.empty((n_centres, D), np.float32)
    N, N_before = np.zeros((S, D), np.float32), np.empty((S, D), np.float32)
    H, dH = np.zeros((TILE, D), np.float32), np.empty((TILE, D), np.float32)
    H_T, is_noise = np.empty((D, TILE), np.float32), np.zeros(len(W_out), np.bool_)
    real, noise = np.empty((TILE, TILE), np.float32), np.zeros((S, TILE), np.float32)
    score = np.empty((max(TILE, S), TILE), np.float32)
    loss = 0.0
    for b in range(noise_ids.shape[0]):
        start, stop = b * block, min((b + 1) * block, len(ids))
        low, high = reach_of(left, right, start, stop)
        gather_twice(C, C_before, W_in, ids[low:high])
        gather_twice(U, U_before, W_out, ids[start:stop])
        gather_twice(N, N_before, W_out, noise_ids[b])
        is_noise[noise_ids[b]] = True
        for first in range(start, stop, TILE):
            last = min(first + TILE, stop)
            real[:], dH[:] = 0, 0
            for pos in range(first, last):
                add_contexts(H, pos - first, C, low, pos, left[pos], right[pos], scales[pos])
            weigh_targets(
                real, noise, first, last, ids, left, right, noise_ids[b], is_noise, share, hit_share
            )
            turn(H_T, H, 0)
            loss += step_on(H, H_T, dH, 0, U, first - start, TILE, real, score, ONE, lr)
            loss += step_on(H, H_T, dH, 0, N, 0, S, noise, score, -ONE, lr)
            for pos in range(first, last):
                spread(C, low, pos, left[pos], right[pos], dH, pos - first, scales[pos])
        scatter_change(W_in, ids[low:high], C, C_before)
        scatter_change(W_out, ids[start:stop], U, U_before)
        scatter_change(W_out, noise_ids[b], N, N_before)
        is_noise[noise_ids[b]] = False
    return loss
