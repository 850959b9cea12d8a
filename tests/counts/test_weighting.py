"""PPMI and its parts, worked by hand; and the order of a heat map."""

import math

import numpy as np
import pytest
from scipy.sparse import csr_array

from w2v_core.config import TrainConfig
from w2v_core.counts import cells
from w2v_core.counts.order import order_by_similarity
from w2v_core.counts.reach import DISTANCES, SIDES
from w2v_core.counts.weighting import WEIGHTINGS, Margins, context_shares, log_counts, pmi, ppmi

# Two words, each beside the other 3 times, "a" beside itself once (counted from both places).
COUNTS = np.array([[2, 3], [3, 0]])
TOTALS = COUNTS.sum(axis=1)  # 5, 3


def test_pmi_by_hand():
    got = pmi(COUNTS, TOTALS, context_shares(TOTALS, smoothing=1))
    log = math.log
    np.testing.assert_allclose(
        got, [[log(2 * 8 / 25), log(3 * 8 / 15)], [log(3 * 8 / 15), -math.inf]], rtol=1e-12
    )


def test_ppmi_cuts_at_zero_after_the_shift():
    shares = context_shares(TOTALS, smoothing=1)
    np.testing.assert_allclose(
        ppmi(COUNTS, TOTALS, shares), [[0, math.log(1.6)], [math.log(1.6), 0]], rtol=1e-12
    )
    shifted = ppmi(COUNTS, TOTALS, shares, shift=math.log(1.5))
    np.testing.assert_allclose(shifted[0, 1], math.log(1.6 / 1.5), rtol=1e-9)
    assert not ppmi(COUNTS, TOTALS, shares, shift=1.0).any()


def test_smoothing_lifts_the_share_of_rare_contexts_and_so_lowers_their_pmi():
    plain, smooth = context_shares(TOTALS, 1), context_shares(TOTALS, 0.75)
    np.testing.assert_allclose(plain, [5 / 8, 3 / 8])
    np.testing.assert_allclose(smooth, np.array([5**0.75, 3**0.75]) / (5**0.75 + 3**0.75))
    assert smooth[1] > plain[1]
    assert pmi(COUNTS, TOTALS, smooth)[0, 1] < pmi(COUNTS, TOTALS, plain)[0, 1]


def test_pmi_of_independent_words_is_zero_everywhere():
    rows, columns = np.array([2.0, 3.0, 5.0]), np.array([1.0, 4.0])
    counts = np.outer(rows, columns)
    got = pmi(counts, counts.sum(axis=1), context_shares(counts.sum(axis=0), 1))
    np.testing.assert_allclose(got, 0, atol=1e-12)


def test_words_without_any_context_are_no_trouble():
    assert pmi([[0]], [0], [0.0]).tolist() == [[-math.inf]]


def test_smoothing_by_zero_gives_every_context_the_same_share_and_other_words_none():
    assert context_shares([5, 0, 2], 0).tolist() == [0.5, 0, 0.5]


def test_sparse_blocks_give_the_table_of_the_dense(monkeypatch):
    monkeypatch.setattr(cells, "BLOCK", 3)
    rng = np.random.default_rng(0)
    counts = rng.poisson(0.7, (30, 20)).astype(float)
    shares = context_shares(counts.sum(axis=0))
    sparse = ppmi(csr_array(counts), counts.sum(axis=1), shares, shift=0.2)
    dense = ppmi(counts, counts.sum(axis=1), shares, shift=0.2)
    np.testing.assert_array_equal(sparse.toarray(), dense)
    assert sparse.nnz == np.count_nonzero(dense) < np.count_nonzero(counts)


@pytest.mark.parametrize("name", WEIGHTINGS)
def test_every_weighting_keeps_the_shape_and_is_finite(name):
    got = WEIGHTINGS[name](COUNTS, Margins.of_table(COUNTS), 0.0)
    assert got.shape == COUNTS.shape and got.dtype == np.float64
    assert np.isfinite(got).all()


def test_the_table_of_weightings_holds_the_functions_of_their_names():
    margins = Margins.of_table(COUNTS)
    shares, log2 = context_shares(TOTALS), math.log(2)
    assert WEIGHTINGS["counts"](COUNTS, margins, 0.0).tolist() == COUNTS.tolist()
    assert WEIGHTINGS["log"](COUNTS, margins, 0.0).tolist() == log_counts(COUNTS).tolist()
    for shift in (0.0, log2):
        expected = ppmi(COUNTS, TOTALS, shares, shift).tolist()
        assert WEIGHTINGS["ppmi"](COUNTS, margins, shift).tolist() == expected


def test_the_options_offer_exactly_what_the_tables_hold():
    offered = {spec.name: spec.choices for spec in TrainConfig.options()}
    assert set(offered["weighting"]) == set(WEIGHTINGS)
    assert offered["distance"] == DISTANCES and offered["side"] == SIDES


def test_order_puts_shuffled_groups_back_together():
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 5)
    rows = np.eye(3)[group] + 0.05 * rng.random((15, 3))
    shuffled = rng.permutation(15)
    order = order_by_similarity(rows[shuffled])
    assert sorted(order.tolist()) == list(range(15))
    seen = group[shuffled][order]
    assert np.count_nonzero(np.diff(seen)) == 2  # three runs, so each group is in one piece
    assert np.count_nonzero(np.diff(group[shuffled])) > 2  # before, it was not


@pytest.mark.parametrize("n_rows", [0, 1, 2])
def test_order_of_hardly_any_rows(n_rows):
    assert order_by_similarity(np.zeros((n_rows, 3))).tolist() == list(range(n_rows))


def test_order_copes_with_rows_of_zeros():
    assert sorted(order_by_similarity([[0, 0], [1, 0], [0, 0], [0, 1]]).tolist()) == [0, 1, 2, 3]
