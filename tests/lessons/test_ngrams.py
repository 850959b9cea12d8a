"""The chain rule and its short-sighted models, by hand."""

import pytest

from w2v_core.counts.boundaries import padded
from w2v_core.lessons.ngrams import ORDERS, factors, probability
from w2v_core.lessons.passage import read_passage

TWO = "all that glitters is not gold\nall is well that ends well"
SENTENCE = "all is well".split()


@pytest.fixture
def marked():
    return padded(read_passage(TWO).corpus)


def shares(marked, words, order):
    return [(f.seen, f.of) for f in factors(marked, words, ORDERS[order])]


def test_each_order_by_hand(marked):
    assert shares(marked, SENTENCE, "unigram") == [(2, 12), (2, 12), (2, 12)]
    assert shares(marked, SENTENCE, "bigram") == [(2, 2), (1, 2), (1, 2)]
    assert shares(marked, SENTENCE, "trigram") == [(2, 2), (1, 2), (1, 1)]
    assert shares(marked, SENTENCE, "chain rule") == [(2, 2), (1, 2), (1, 1)]
    assert probability(factors(marked, SENTENCE, 2)) == 0.25
    assert probability(factors(marked, SENTENCE, 1)) == pytest.approx(1 / 216)


def test_only_the_whole_history_tells_two_beginnings_apart(marked):
    words = "all that ends well".split()
    assert probability(factors(marked, words, ORDERS["bigram"])) == pytest.approx(1 * 0.5 * 0.5 * 1)
    assert probability(factors(marked, words, ORDERS["trigram"])) == 0
    assert probability(factors(marked, words, ORDERS["chain rule"])) == 0


def test_histories_are_named(marked):
    (first, second, third) = factors(marked, SENTENCE, 3)
    assert first.history == ("<START>",)
    assert second.history == ("<START>", "all")
    assert third.history == ("all", "is")
    assert factors(marked, SENTENCE, 1)[2].history == ()


def test_what_never_came_is_impossible_and_after_it_nothing_is_known(marked):
    found = factors(marked, ["all", "oil", "well"], 2)
    assert [factor.seen for factor in found] == [2, 0, 0]
    assert found[1].probability == 0
    assert found[2].probability != found[2].probability, "not a number"
    assert probability(found) == 0
