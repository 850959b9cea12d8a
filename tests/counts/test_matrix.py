"""The sparse table of all words: the worked example, and equality with a plain double loop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.counts.texts import by_double_loop, corpus_of, ids_of, sentences
from w2v_core.counts import matrix
from w2v_core.counts.boundaries import padded
from w2v_core.counts.cooccurrence import context_totals, count_matrix
from w2v_core.counts.reach import DISTANCES, OPPOSITE, SIDES, reach
from w2v_core.errors import Cancelled, ConfigError, LimitReached
from w2v_core.text.vocabulary import Vocabulary

WORKED = """<START> all 2
all that 1
all is 1
that glitters 1
glitters is 1
is not 1
not gold 1
gold <END> 1
is well 1
well that 1
that ends 1
ends well 1
well <END> 1"""


def test_the_worked_example_with_start_and_end():
    corpus = padded(corpus_of("all that glitters is not gold\nall is well that ends well"))
    counts = count_matrix(corpus, window=1)
    assert isinstance(counts, csr_array) and counts.dtype == np.float64
    assert counts.shape == (10, 10) and counts.nnz == 26 and counts.sum() == 28
    for line in WORKED.splitlines():
        *pair, count = line.split()
        i, j = ids_of(corpus, pair)
        assert counts[i, j] == counts[j, i] == int(count), line


@settings(deadline=None, max_examples=60)
@given(
    text=sentences,
    window=st.integers(1, 6),
    distance=st.sampled_from(DISTANCES),
    side=st.sampled_from(SIDES),
    cells=st.integers(1, 30),
    threads=st.integers(1, 3),
)
def test_the_table_equals_the_double_loop(text, window, distance, side, cells, threads):
    corpus = corpus_of(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matrix, "CELLS", cells)
        counts = count_matrix(corpus, window, distance, side, threads)
    table = by_double_loop(corpus, window, distance, side)
    if distance == "flat":
        np.testing.assert_array_equal(counts.toarray(), table)
    np.testing.assert_allclose(counts.toarray(), table, rtol=1e-12)
    assert counts.nnz == np.count_nonzero(table)
    assert counts.has_canonical_format


@settings(deadline=None, max_examples=60)
@given(text=sentences, window=st.integers(1, 6), distance=st.sampled_from(DISTANCES))
def test_left_is_right_mirrored_and_both_are_the_sum(text, window, distance):
    corpus = corpus_of(text)
    both, left, right = (count_matrix(corpus, window, distance, side).toarray() for side in SIDES)
    np.testing.assert_array_equal(left, right.T)
    np.testing.assert_array_equal(both, both.T)
    np.testing.assert_allclose(both, left + right, rtol=1e-12)


@settings(deadline=None, max_examples=60)
@given(text=sentences, window=st.integers(1, 6), side=st.sampled_from(SIDES))
def test_rows_and_columns_add_up_to_the_totals(text, window, side):
    corpus = corpus_of(text)
    counts = count_matrix(corpus, window, "linear", side)
    rows = context_totals(corpus, window, "linear", side)
    columns = context_totals(corpus, window, "linear", OPPOSITE[side])
    np.testing.assert_allclose(counts.sum(axis=1), rows, rtol=1e-12)
    np.testing.assert_allclose(counts.sum(axis=0), columns, rtol=1e-12)


def test_windows_stop_at_the_end_of_a_sentence():
    assert count_matrix(corpus_of("a b\nc d"), window=5).nnz == 4
    assert count_matrix(corpus_of("a b c d"), window=5).nnz == 12


def test_many_words_reach_past_one_mark():
    words = [f"w{n}" for n in range(300)]
    corpus = corpus_of([words])
    counts = count_matrix(corpus, window=2)
    assert counts.sum() == 2 * (299 + 298)
    np.testing.assert_array_equal(counts.toarray(), by_double_loop(corpus, 2))


def test_a_word_without_a_place_has_an_empty_row():
    corpus = corpus_of("a b a")
    more = Vocabulary((*corpus.vocabulary.words, "z"), np.array([2, 1, 0]))
    wider = type(corpus)(corpus.ids, corpus.starts, more, corpus.n_words)
    assert count_matrix(wider, window=1).toarray().tolist() == [[0, 2, 0], [2, 0, 0], [0, 0, 0]]


def test_sentences_of_one_word_have_no_pairs():
    assert count_matrix(corpus_of("a\nb\na"), window=3).nnz == 0


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("when", [1, 5, 20])
def test_counting_stops_between_pieces(monkeypatch, threads, when):
    counted, asked = [], []
    rows = matrix.rows
    monkeypatch.setattr(matrix, "CELLS", 1)
    monkeypatch.setattr(matrix, "rows", lambda *args: (counted.append(1), rows(*args))[1])

    def should_stop():
        asked.append(1)
        return len(asked) == when

    corpus = corpus_of([[f"w{n}" for n in range(5_000)]])
    with pytest.raises(Cancelled, match="Stopped"):
        count_matrix(corpus, 2, threads=threads, should_stop=should_stop)
    assert len(asked) == when
    assert len(counted) < 5_000, "all was counted after all"


def test_a_piece_adds_up_so_many_neighbours_at_most(monkeypatch):
    counts = np.full(1_000, 100)
    assert max(np.diff(matrix.pieces(counts, reach(5)))) > 3
    monkeypatch.setattr(matrix, "MOST_WORK", 2_000)
    assert max(np.diff(matrix.pieces(counts, reach(5)))) <= 3  # two of 1,000 each, or one over


def test_a_table_that_might_be_too_large_is_refused_before_it_is_counted(monkeypatch):
    corpus = corpus_of("a b c d\na b")  # rows of at most 4, 4, 2 and 2 cells
    monkeypatch.setattr(matrix, "MOST_CELLS", 12)
    assert count_matrix(corpus, 1).nnz == 6
    monkeypatch.setattr(matrix, "MOST_CELLS", 11)
    monkeypatch.setattr(matrix, "rows", lambda *args: pytest.fail("it was counted"))
    with pytest.raises(LimitReached, match=r"might have 12 cells, and 11 .*raise min_count"):
        count_matrix(corpus, 1)


def test_sums_of_harmonic_weights_are_exact_as_far_as_is_said():
    d = np.random.default_rng(0).integers(1, 21, 200_000)

    def error(window):
        numerators = reach(window, "harmonic").left[d - 1]
        return np.cumsum(numerators)[-1] - sum(map(int, numerators))

    assert error(20) == 0
    assert error(40) != 0


@pytest.mark.parametrize("window", [2, 40])
def test_weights_by_distance_are_fractions_of_whole_numbers(window):
    d = np.arange(1, window + 1)
    for distance, weights in (("flat", d / d), ("linear", (window - d + 1) / window),
                              ("harmonic", 1 / d)):  # fmt: skip
        near = reach(window, distance)
        np.testing.assert_allclose(near.left / near.denominator, weights, rtol=1e-15)
        np.testing.assert_array_equal(near.left, np.round(near.left))


@pytest.mark.parametrize(
    "wrong", [{"window": 0}, {"window": 1, "distance": "x"}, {"window": 1, "side": "x"}]
)
def test_impossible_questions_are_refused(wrong):
    with pytest.raises(ConfigError, match=r"must be|choose one of"):
        count_matrix(corpus_of("a b"), **wrong)
