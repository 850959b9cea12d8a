"""Scores of several runs on the same items, with intervals."""

import numpy as np
import pytest

from w2v_core.embedding import Embedding
from w2v_core.errors import TextError
from w2v_core.query.intervals import analogies_of, similarity_of
from w2v_core.query.question_files import AnalogySet, Section, SimilaritySet

N = 60
ANGLES = np.linspace(0, np.pi / 2, N)
WORDS = ["here", *(f"w{n}" for n in range(N))]
PAIRS = SimilaritySet("angles", tuple(("here", f"w{n}", float(N - n)) for n in range(N)))


def run(noise=0.0, seed=0):
    angles = np.concatenate([[0.0], ANGLES + noise * np.random.default_rng(seed).random(N)])
    return Embedding(WORDS, np.stack([np.cos(angles), np.sin(angles)], axis=1))


def rng():
    return np.random.default_rng(0)


def test_a_perfect_run_scores_one_without_doubt_and_a_worse_one_less():
    found = similarity_of([run(), run(0.8)], PAIRS, rng())
    perfect, worse = found.scores
    assert (perfect.value, perfect.low, perfect.high) == (1, 1, 1)
    assert worse.low < worse.value < worse.high < 1
    assert found.less_first[0] is None
    assert found.less_first[1].high < 0


def test_the_same_run_twice_differs_by_nothing_at_all():
    found = similarity_of([run(0.8), run(0.8)], PAIRS, rng())
    less = found.less_first[1]
    assert (less.value, less.low, less.high) == (0, 0, 0)


def test_more_items_give_a_narrower_interval():
    few = SimilaritySet("few", PAIRS.pairs[::4])
    wide, narrow = (similarity_of([run(0.8)], asked, rng()).scores[0] for asked in (few, PAIRS))
    assert narrow.high - narrow.low < wide.high - wide.low


def test_only_items_that_all_runs_know_are_asked():
    smaller = Embedding(WORDS[:31], run().W_in[:31])
    found = similarity_of([run(), smaller], PAIRS, rng())
    assert (found.items, found.of) == (30, N)
    with pytest.raises(TextError, match="too few"):
        similarity_of([run(), Embedding(["x", "y"], np.eye(2))], PAIRS, rng())


def test_analogies_are_shares_of_right_answers():
    words = ["man", "woman", "king", "queen", "boy", "girl"]
    vectors = [[1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1], [1, 1, 0], [1, 1, 1]]
    questions = [("man", "woman", "king", "queen"), ("man", "woman", "boy", "girl")]
    wrong = ("man", "woman", "king", "boy")
    asked = AnalogySet("sex", (Section("all", (*questions, wrong)),))
    found = analogies_of([Embedding(words, vectors)], asked, rng())
    assert found.scores[0].value == pytest.approx(2 / 3)
    assert (found.scores[0].low, found.scores[0].high) == (0, 1)
