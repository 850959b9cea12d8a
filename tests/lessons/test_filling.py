"""The table that fills cell by cell, and its factors."""

import numpy as np
import pytest

from w2v_core.counts.boundaries import padded
from w2v_core.counts.matrix import count_matrix
from w2v_core.lessons.filling import Factors, Filling, frequent_share
from w2v_core.lessons.passage import read_passage

TWO = "all that glitters is not gold\nall is well that ends well"
WORDS = "<START> <END> all ends glitters gold is not that well".split()
ONCE = """all-that all-is that-glitters glitters-is is-not not-gold gold-<END>
is-well well-that that-ends ends-well well-<END>"""


@pytest.fixture
def filling():
    return Filling.of(read_passage(TWO), window=1)


def test_the_worked_counts(filling):
    assert list(filling.words) == WORDS
    row = {word: n for n, word in enumerate(WORDS)}
    expected = np.zeros((10, 10))
    for pair in ONCE.split():
        one, other = pair.split("-")
        expected[row[one], row[other]] = expected[row[other], row[one]] = 1
    expected[row["<START>"], row["all"]] = expected[row["all"], row["<START>"]] = 2
    np.testing.assert_array_equal(filling.counts(), expected)


def test_it_fills_by_one_a_pair(filling):
    for n in range(len(filling)):
        row, column = filling.cell(n)
        gained = filling.counts(n + 1) - filling.counts(n)
        assert gained.sum() == gained[row, column] == 1
    assert filling.counts(0).sum() == 0


@pytest.mark.parametrize("window", [1, 3])
@pytest.mark.parametrize("marks", [True, False])
def test_it_counts_as_the_counting_method_does(window, marks):
    passage = read_passage(TWO)
    ours = Filling.of(passage, window, marks)
    corpus = padded(passage.corpus) if marks else passage.corpus
    theirs = count_matrix(corpus, window).toarray()
    ids = [corpus.vocabulary.ids[word] for word in ours.words]
    np.testing.assert_array_equal(ours.counts(), theirs[np.ix_(ids, ids)])


@pytest.mark.parametrize("measure", ["counts", "log", "ppmi"])
def test_all_ranks_together_give_the_table_back(filling, measure):
    factors = Factors.of(filling.counts(), measure)
    assert factors.error(10) == pytest.approx(0, abs=1e-12)
    errors = [factors.error(rank) for rank in range(11)]
    assert (np.diff(errors) < 1e-12).all()
    left = np.sqrt(np.append(np.cumsum(factors.S[::-1] ** 2)[::-1], 0))
    np.testing.assert_allclose(errors, left, atol=1e-12)


def test_squares_stand_in_frequent_pairs_unless_they_are_tamed():
    text = "the oil and the gas and the sea and the sun of the sky of the oil in the sea"
    counts = Filling.of(read_passage(text), 2, marks=False).counts()
    raw, log, ppmi = (
        frequent_share(Factors.of(counts, measure).table, counts)
        for measure in ("counts", "log", "ppmi")
    )
    assert raw > log > ppmi > 0


def test_a_table_of_zeros_has_no_share():
    assert frequent_share(np.zeros((2, 2)), np.zeros((2, 2))) == 0
