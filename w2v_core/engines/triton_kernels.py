"""Triton kernels of skip-gram and CBOW with negative sampling.

`train_*` must agree with `objectives`, summed over the pairs (skip-gram) or centres (CBOW) of a
block. A block's S noise words are shared by its centres and weighted C K / S (CBOW: K / S), as in
`numba_kernels`: the expected gradient is the same, and all products are of tiles that tensor cores
multiply. A block is read twice, some columns at a time: first for the scores, then for the changes,
which are added to the tables by atomic additions; all blocks that run at one time read tables that
others move. Each program takes consecutive blocks, so how many are in flight is the number of
programs.

Arguments of both: W_in and W_out (V, D), D a multiple of 8; to_in and to_out, where the changes are
added: the tables or, APART, zeros with rows of its own for each block of the launch; in_limits and
out_limits (V,), the highest learning rate of each row; ids (n,), left and right as in
`sampling.windows`; noise_ids (B, S); losses (B,), which gets the sum of each block's losses;
first_block and last_block (excluded) of this launch; share K / S, the weight of a noise word, and
hit_share, what is taken off where it is the real word: `share`, or 0 to keep it. The constants are
those of `triton_tiles.Tiles`.

Names: H (BT, D) hidden layers of a block's T centres, U output rows of the words around them
(BC, D) or of themselves (BT, D), N (S, D) noise rows.

Does not: draw anything. Windows and noise come in as arrays, so that every number can be forced.
"""

import triton
import triton.language as tl


@triton.jit
def product(a, b, PRECISION: tl.constexpr):
    """The product of two tiles, summed in float32; PRECISION is "bf16", "tf32" or "ieee"."""
    if PRECISION == "bf16":
        result = tl.dot(a.to(tl.bfloat16), b.to(tl.bfloat16))
    else:
        result = tl.dot(a, b, input_precision=PRECISION)
    return result


@triton.jit
def rows(table, ids, there, first, D: tl.constexpr, PIECE: tl.constexpr):
    """Columns first .. first + PIECE - 1 of some rows of a table (V, D); zeros beyond its end.

    They come from the second-level cache, where the additions of all programs meet.
    """
    column = first + tl.arange(0, PIECE)
    place = table + ids.to(tl.int64)[:, None] * D + column[None, :]
    fits = there[:, None] & (column < D)[None, :]
    return tl.load(place, mask=fits, other=0.0, cache_modifier=".cg")


@triton.jit
def add(table, ids, there, first, changes, D: tl.constexpr, PIECE: tl.constexpr):
    """Add changes to what `rows` reads; those of repeated ids add up."""
    column = first + tl.arange(0, PIECE)
    place = table + ids.to(tl.int64)[:, None] * D + column[None, :]
    fits = there[:, None] & (column < D)[None, :]
    tl.atomic_add(place, changes, mask=fits, sem="relaxed")


@triton.jit
def probability(score):
    """sigmoid(score), and -log sigmoid(-score), both without overflow."""
    small = tl.exp(-tl.abs(score))
    p = tl.where(score >= 0, 1.0, small) / (1.0 + small)
    return p, tl.maximum(score, 0.0) + tl.log(1.0 + small)


@triton.jit
def real_errors(score, weight):
    """dL/dscore of real words, and the sum of their losses, -weight log sigmoid(score)."""
    p, surprise = probability(-score)
    return -weight * p, tl.sum(weight * surprise)


@triton.jit
def noise_errors(score, weight):
    """dL/dscore of noise words, and the sum of their losses, -weight log sigmoid(-score)."""
    p, surprise = probability(score)
    return weight * p, tl.sum(weight * surprise)


@triton.jit
def window_of(
    ids, left, right, n, block, T: tl.constexpr, BT: tl.constexpr, BC: tl.constexpr,
    WINDOW: tl.constexpr,
):  # fmt: skip
    """The centres of a block and the words around them.

    Returns:
        own (BT,) and near (BC,), the words; centre and there, whether each is one; and
        inside (BT, BC), 1 where a word is a context of a centre.
    """
    row, column = tl.arange(0, BT), tl.arange(0, BC)
    pos, place = block * T + row, block * T - WINDOW + column
    centre = (row < T) & (pos < n)
    there = (place >= 0) & (place < n) & (column < T + 2 * WINDOW)
    own = tl.load(ids + pos, mask=centre, other=0)
    near = tl.load(ids + place, mask=there, other=0)
    begin = tl.load(left + pos, mask=centre, other=0)
    end = tl.load(right + pos, mask=centre, other=0)
    spot = place[None, :]
    inside = (spot >= begin[:, None]) & (spot < end[:, None]) & (spot != pos[:, None])
    return own, near, centre, there, inside.to(tl.float32)


@triton.jit
def rate(lr, limits, ids):
    """The learning rate of each row: that of the run, or the row's own limit."""
    return tl.minimum(lr, tl.load(limits + ids))[:, None]


@triton.jit
def target_rows(ids, block, APART: tl.constexpr, FIRST: tl.constexpr, EACH: tl.constexpr):
    """Where changes are added: to rows `ids` or, APART, to rows FIRST .. of the block's EACH."""
    result = ids
    if APART:
        result = block * EACH + FIRST + tl.arange(0, ids.shape[0])
    return result


@triton.jit
def own_blocks(first_block, last_block):
    """The first block of this program, and the one after its last."""
    each = tl.cdiv(last_block - first_block, tl.num_programs(0))
    begin = first_block + tl.program_id(0) * each
    return begin, tl.minimum(begin + each, last_block)


# -- skip-gram -------------------------------------------------------------------------------------


@triton.jit
def skipgram_scores(
    W_in, W_out, own, near, noise, centre, there, D: tl.constexpr, PIECE: tl.constexpr,
    PRECISION: tl.constexpr,
):  # fmt: skip
    """Scores of the centres with the words around them (BT, BC), and with the noise (BT, S)."""
    real = tl.zeros((own.shape[0], near.shape[0]), tl.float32)
    false = tl.zeros((own.shape[0], noise.shape[0]), tl.float32)
    for d in range(0, D, PIECE):
        H = rows(W_in, own, centre, d, D, PIECE)
        U = rows(W_out, near, there, d, D, PIECE)
        N = rows(W_out, noise, noise >= 0, d, D, PIECE)
        real += product(H, tl.trans(U), PRECISION)
        false += product(H, tl.trans(N), PRECISION)
    return real, false


@triton.jit(do_not_specialize=["n", "first_block", "last_block"])
def train_skipgram_ns(
    W_in, W_out, to_in, to_out, in_limits, out_limits, ids, left, right, noise_ids, losses, n,
    first_block, last_block, lr, share, hit_share, D: tl.constexpr, T: tl.constexpr,
    BT: tl.constexpr, BC: tl.constexpr, S: tl.constexpr, WINDOW: tl.constexpr,
    PIECE: tl.constexpr, PRECISION: tl.constexpr, APART: tl.constexpr,
):  # fmt: skip
    """Each centre predicts its contexts; block b has the noise words noise_ids[b].

    Agrees with `objectives.negative_sampling` on the pairs of `objectives.hidden.skipgram`.
    """
    begin, end = own_blocks(first_block, last_block)
    for b in range(begin, end):
        own, near, centre, there, inside = window_of(ids, left, right, n, b, T, BT, BC, WINDOW)
        noise = tl.load(noise_ids + b * S + tl.arange(0, S))
        real, false = skipgram_scores(
            W_in, W_out, own, near, noise, centre, there, D, PIECE, PRECISION
        )
        same = (near[:, None] == noise[None, :]).to(tl.float32)
        weight = share * tl.sum(inside, 1)[:, None] - hit_share * product(inside, same, PRECISION)
        real, loss = real_errors(real, inside)
        false, more = noise_errors(false, weight)
        tl.store(losses + b, loss + more)
        own_lr, near_lr = rate(lr, in_limits, own), rate(lr, out_limits, near)
        noise_lr = rate(lr, out_limits, noise)
        own_to = target_rows(own, b - first_block, APART, 0, BT)
        near_to = target_rows(near, b - first_block, APART, 0, BC + S)
        noise_to = target_rows(noise, b - first_block, APART, BC, BC + S)
        for d in range(0, D, PIECE):
            H = rows(W_in, own, centre, d, D, PIECE)
            U = rows(W_out, near, there, d, D, PIECE)
            N = rows(W_out, noise, noise >= 0, d, D, PIECE)
            dH = product(real, U, PRECISION) + product(false, N, PRECISION)
            dU = product(tl.trans(real), H, PRECISION)
            dN = product(tl.trans(false), H, PRECISION)
            add(to_in, own_to, centre, d, -own_lr * dH, D, PIECE)
            add(to_out, near_to, there, d, -near_lr * dU, D, PIECE)
            add(to_out, noise_to, noise >= 0, d, -noise_lr * dN, D, PIECE)
        tl.debug_barrier()  # the next block reads what this one added


# -- CBOW ------------------------------------------------------------------------------------------


@triton.jit
def hidden_layers(
    W_in, near, there, inside, scale, d, D: tl.constexpr, PIECE: tl.constexpr,
    PRECISION: tl.constexpr,
):  # fmt: skip
    """Some columns of the means, or the sums, of the contexts' rows (BT, PIECE)."""
    return scale[:, None] * product(inside, rows(W_in, near, there, d, D, PIECE), PRECISION)


@triton.jit
def cbow_scores(
    W_in, W_out, own, near, noise, centre, there, inside, scale, D: tl.constexpr,
    PIECE: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Scores of the hidden layers with their centres (BT,), and with the noise (BT, S)."""
    real = tl.zeros((own.shape[0],), tl.float32)
    false = tl.zeros((own.shape[0], noise.shape[0]), tl.float32)
    for d in range(0, D, PIECE):
        H = hidden_layers(W_in, near, there, inside, scale, d, D, PIECE, PRECISION)
        N = rows(W_out, noise, noise >= 0, d, D, PIECE)
        real += tl.sum(H * rows(W_out, own, centre, d, D, PIECE), 1)
        false += product(H, tl.trans(N), PRECISION)
    return real, false


@triton.jit(do_not_specialize=["n", "first_block", "last_block"])
def train_cbow_ns(
    W_in, W_out, to_in, to_out, in_limits, out_limits, ids, left, right, noise_ids, losses, n,
    first_block, last_block, lr, share, hit_share, D: tl.constexpr, T: tl.constexpr,
    BT: tl.constexpr, BC: tl.constexpr, S: tl.constexpr, WINDOW: tl.constexpr,
    PIECE: tl.constexpr, PRECISION: tl.constexpr, APART: tl.constexpr, MEAN: tl.constexpr,
):  # fmt: skip
    """The contexts of each centre together predict it; block b has the noise noise_ids[b].

    Agrees with `objectives.negative_sampling` on the hidden layers of `objectives.hidden.cbow`; the
    1 / C of a mean is on the way in and on the way back, which makes it the true gradient.
    """
    begin, end = own_blocks(first_block, last_block)
    for b in range(begin, end):
        own, near, centre, there, inside = window_of(ids, left, right, n, b, T, BT, BC, WINDOW)
        noise = tl.load(noise_ids + b * S + tl.arange(0, S))
        size = tl.sum(inside, 1)
        scale = 1.0 / tl.maximum(size, 1.0) if MEAN else tl.minimum(size, 1.0)
        real, false = cbow_scores(
            W_in, W_out, own, near, noise, centre, there, inside, scale, D, PIECE, PRECISION
        )
        asked = tl.minimum(size, 1.0)
        same = (own[:, None] == noise[None, :]).to(tl.float32)
        real, loss = real_errors(real, asked)
        false, more = noise_errors(false, asked[:, None] * (share - hit_share * same))
        tl.store(losses + b, loss + more)
        near_lr, own_lr = rate(lr, in_limits, near), rate(lr, out_limits, own)
        noise_lr = rate(lr, out_limits, noise)
        near_to = target_rows(near, b - first_block, APART, 0, BC)
        own_to = target_rows(own, b - first_block, APART, 0, BT + S)
        noise_to = target_rows(noise, b - first_block, APART, BT, BT + S)
        for d in range(0, D, PIECE):
            H = hidden_layers(W_in, near, there, inside, scale, d, D, PIECE, PRECISION)
            N = rows(W_out, noise, noise >= 0, d, D, PIECE)
            dU = real[:, None] * H
            dH = real[:, None] * rows(W_out, own, centre, d, D, PIECE)
            dH += product(false, N, PRECISION)
            dN = product(tl.trans(false), H, PRECISION)
            dC = product(tl.trans(inside), scale[:, None] * dH, PRECISION)
            add(to_in, near_to, there, d, -near_lr * dC, D, PIECE)
            add(to_out, own_to, centre, d, -own_lr * dU, D, PIECE)
            add(to_out, noise_to, noise >= 0, d, -noise_lr * dN, D, PIECE)
        tl.debug_barrier()  # the next block reads what this one added
