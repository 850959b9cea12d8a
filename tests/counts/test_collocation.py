"""Measures of collocation, worked by hand: O = 10, R = 20, C = 30, N = 100, so E = 6."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.counts.texts import corpus_of, sentences
from w2v_core.counts.cooccurrence import count_matrix
from w2v_core.counts.weighting import COLLOCATIONS, WEIGHTINGS, Margins, measured

MARGINS = Margins.of([20, 80], [30, 70])
TABLE = np.array([[10.0, 10.0], [20.0, 60.0]])

# The four cells hold 10, 10, 20 and 60 where chance brings 6, 14, 24 and 56.
G2 = 2 * (10 * np.log(10 / 6) + 10 * np.log(10 / 14) + 20 * np.log(20 / 24) + 60 * np.log(60 / 56))


def test_g2_by_hand_is_the_same_in_all_four_cells_and_tells_attraction_from_avoidance():
    assert pytest.approx(4.4734, abs=1e-4) == G2
    np.testing.assert_allclose(measured(TABLE, "g2", MARGINS), [[G2, -G2], [-G2, G2]], rtol=1e-12)


def test_g2_of_independent_words_is_zero():
    table = np.outer([2.0, 3.0], [4.0, 6.0])
    np.testing.assert_allclose(measured(table, "g2", Margins.of_table(table)), 0, atol=1e-12)


def test_g2_of_words_only_ever_seen_together():
    table = np.diag([5.0, 5.0])
    found = measured(table, "g2", Margins.of_table(table))
    np.testing.assert_allclose(np.diag(found), 2 * 10 * np.log(2), rtol=1e-12)


def test_log_dice_by_hand():
    found = measured(TABLE, "logdice", MARGINS)
    np.testing.assert_allclose(found[0, 0], 14 + np.log2(20 / 50), rtol=1e-12)
    assert found[0, 0] == pytest.approx(12.678072)


def test_log_dice_is_14_for_words_only_ever_seen_together_and_does_not_know_the_size_of_the_text():
    table = np.diag([7.0, 2.0])
    assert np.diag(measured(table, "logdice", Margins.of_table(table))).tolist() == [14, 14]
    ten = Margins.of([200, 800], [300, 700])
    twice = measured(10 * TABLE, "logdice", ten)
    np.testing.assert_allclose(twice, measured(TABLE, "logdice", MARGINS), rtol=1e-12)
    assert not np.allclose(measured(10 * TABLE, "t", ten), measured(TABLE, "t", MARGINS))


def test_t_score_by_hand():
    found = measured(TABLE, "t", MARGINS)
    np.testing.assert_allclose(found[0], [4 / np.sqrt(10), -4 / np.sqrt(10)], rtol=1e-12)


@settings(deadline=None, max_examples=30)
@given(text=sentences, window=st.integers(1, 4), shift=st.sampled_from([0.0, 0.3]))
@pytest.mark.parametrize("measure", [*WEIGHTINGS, *COLLOCATIONS])
def test_sparse_equals_dense_and_what_was_never_seen_stays_zero(measure, text, window, shift):
    counts = count_matrix(corpus_of(text), window, "linear", "right")
    margins = Margins.of_table(counts)
    before = counts.toarray()
    sparse = measured(counts, measure, margins, shift)
    np.testing.assert_array_equal(counts.toarray(), before)
    dense = measured(counts.toarray(), measure, margins, shift)
    assert isinstance(sparse, csr_array) and sparse.dtype == dense.dtype == np.float64
    np.testing.assert_array_equal(sparse.toarray(), dense)
    assert np.isfinite(dense).all() and not dense[counts.toarray() == 0].any()


def test_a_part_of_the_table_measures_like_the_whole():
    table = np.arange(1.0, 17.0).reshape(4, 4)
    margins = Margins.of_table(table)
    part = np.ix_([2, 0], [1, 3, 0])
    for measure in (*WEIGHTINGS, *COLLOCATIONS):
        whole = measured(table, measure, margins)
        few = measured(table[part], measure, margins.among([2, 0], [1, 3, 0]))
        np.testing.assert_allclose(few, whole[part], rtol=1e-12)
