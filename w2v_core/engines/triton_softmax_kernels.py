"""Triton kernels of full softmax that never hold the scores of a step.

Scores are made a tile at a time, used, and forgotten; the second kernel makes them again (after
FlashAttention, Dao et al. 2022, with the words as keys and as values). Together they agree with
`objectives.full_softmax`, but for what the targets alone add, and cost 8 V D operations a hidden
layer instead of 6, with no table of hidden layers by words.

Names: H (B, D) hidden layers, U (V, D) output vectors; DP is D rounded up to a power of two.
"""

import triton
import triton.language as tl

from w2v_core.engines.triton_kernels import product, rows


@triton.jit(do_not_specialize=["n", "n_words"])
def expect_words(
    H, U, means, log_sums, n, n_words, SPLITS: tl.constexpr, D: tl.constexpr, DP: tl.constexpr,
    BT: tl.constexpr, BV: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Each hidden layer's softmax over one share of the words, and the mean word under it.

    Program (i, k) sees tile i of hidden layers and share k of the words; `means` (SPLITS, B, D)
    gets sum_v p_v u_v, and `log_sums` (SPLITS, B) log sum_v exp(u_v . h), over the share.
    """
    row = tl.program_id(0) * BT + tl.arange(0, BT)
    share = tl.cdiv(n_words, SPLITS)
    first = tl.program_id(1) * share
    last = tl.minimum(first + share, n_words)
    h = rows(H, row, row < n, 0, D, DP)
    top = tl.full((BT,), -1e30, tl.float32)
    total = tl.zeros((BT,), tl.float32)
    mean = tl.zeros((BT, DP), tl.float32)
    for v in range(first, last, BV):
        word = v + tl.arange(0, BV)
        u = rows(U, word, word < last, 0, D, DP)
        score = tl.where((word < last)[None, :], product(h, tl.trans(u), PRECISION), -1e30)
        higher = tl.maximum(top, tl.max(score, 1))
        p = tl.exp(score - higher[:, None])
        fade = tl.exp(top - higher)
        total = total * fade + tl.sum(p, 1)
        mean = mean * fade[:, None] + product(p, u, PRECISION)
        top = higher
    total = tl.maximum(total, 1e-30)  # a share may be empty
    place = tl.program_id(1) * n + row
    column = tl.arange(0, DP)
    fits = (row < n)[:, None] & (column < D)[None, :]
    spot = means + place.to(tl.int64)[:, None] * D + column[None, :]
    tl.store(spot, mean / total[:, None], mask=fits)
    tl.store(log_sums + place, top + tl.log(total), mask=row < n)


@triton.jit(do_not_specialize=["n", "n_words"])
def pull_words(
    H, U, log_sums, weights, pulls, n, n_words, D: tl.constexpr, DP: tl.constexpr,
    BT: tl.constexpr, BV: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """`pulls` (V, D) gets sum_b weights_b p_bv h_b, with p_bv = exp(u_v . h_b - log_sums_b)."""
    word = tl.program_id(0) * BV + tl.arange(0, BV)
    u = rows(U, word, word < n_words, 0, D, DP)
    pull = tl.zeros((BV, DP), tl.float32)
    for b in range(0, n, BT):
        row = b + tl.arange(0, BT)
        h = rows(H, row, row < n, 0, D, DP)
        log_sum = tl.load(log_sums + row, mask=row < n, other=0.0)
        weight = tl.load(weights + row, mask=row < n, other=0.0)
        p = tl.exp(product(u, tl.trans(h), PRECISION) - log_sum[None, :]) * weight[None, :]
        pull += product(p, h, PRECISION)
    column = tl.arange(0, DP)
    fits = (word < n_words)[:, None] & (column < D)[None, :]
    tl.store(pulls + word.to(tl.int64)[:, None] * D + column[None, :], pull, mask=fits)
