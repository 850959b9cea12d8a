"""Counting near words: the worked example, and equality with a plain double loop."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counts.texts import by_double_loop, corpus_of, ids_of, sentences
from w2v_core.config import TextConfig
from w2v_core.counts import cooccurrence
from w2v_core.counts.boundaries import END, START, padded
from w2v_core.counts.cooccurrence import context_totals, count_among
from w2v_core.counts.reach import DISTANCES, SIDES
from w2v_core.errors import ConfigError
from w2v_core.text.corpus import build_corpus

GOLD = "all that glitters is not gold\nall is well that ends well"
TOKENS = ("<START>", "<END>", "all", "ends", "glitters", "gold", "is", "not", "that", "well")


WITH_CASE = TextConfig(tokenizer="whitespace", lowercase=False)


def test_the_worked_example_with_start_and_end():
    corpus = padded(corpus_of(GOLD))
    assert set(corpus.vocabulary.words) == set(TOKENS)
    counts = count_among(corpus, ids_of(corpus, TOKENS), window=1)
    once = [
        ["all", "that", "glitters", "is", "not", "gold", "<END>"],
        ["all", "is", "well", "that", "ends", "well", "<END>"],
    ]
    expected = {pair: 1 for sentence in once for pair in itertools.pairwise(sentence)}
    expected["<START>", "all"] = 2
    assert len(expected) == 13
    for i, row in enumerate(TOKENS):
        for j, column in enumerate(TOKENS):
            count = expected.get((row, column), 0) + expected.get((column, row), 0)
            assert counts[i, j] == count, (row, column)
    assert counts.sum() == 28


@given(
    text=sentences,
    window=st.integers(1, 6),
    distance=st.sampled_from(DISTANCES),
    side=st.sampled_from(SIDES),
    block=st.integers(1, 30),
    data=st.data(),
)
def test_counts_and_totals_equal_the_double_loop(text, window, distance, side, block, data):
    corpus = corpus_of(text)
    table = by_double_loop(corpus, window, distance, side)
    some_ids = st.lists(st.integers(0, len(table) - 1), min_size=1, unique=True)
    rows, columns = data.draw(some_ids), data.draw(some_ids)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cooccurrence, "BLOCK", block)
        among = count_among(corpus, rows, columns, window, distance, side)
        np.testing.assert_allclose(among, table[rows][:, columns], atol=1e-12)
        square = count_among(corpus, rows, None, window, distance, side)
        np.testing.assert_allclose(square, table[rows][:, rows], atol=1e-12)
        totals = context_totals(corpus, window, distance, side)
        np.testing.assert_allclose(totals, table.sum(axis=1), atol=1e-12)


def test_windows_stop_at_the_end_of_a_sentence():
    together, apart = corpus_of("a b\nb c"), corpus_of("a b b c")
    a, c = ids_of(together, "ac")
    assert count_among(together, [a], [c], window=5).tolist() == [[0]]
    a, c = ids_of(apart, "ac")
    assert count_among(apart, [a], [c], window=5).tolist() == [[1]]


def test_a_word_beside_itself_counts_from_both_places():
    corpus = corpus_of("a a b")
    a = ids_of(corpus, "a")
    assert count_among(corpus, a, window=1).tolist() == [[2]]


def test_padding_keeps_ids_by_frequency_and_sentences_apart():
    corpus = padded(corpus_of("a a a b\na b c"))
    assert corpus.vocabulary.words == ("a", "b", START, END, "c")
    assert corpus.vocabulary.counts.tolist() == [4, 2, 2, 2, 1]
    assert corpus.words_of(0) == [START, "a", "a", "a", "b", END]
    assert corpus.words_of(1) == [START, "a", "b", "c", END]
    counts = np.bincount(corpus.ids, minlength=len(corpus.vocabulary))
    assert counts.tolist() == corpus.vocabulary.counts.tolist()


def test_a_text_with_such_marks_of_its_own_is_refused():
    with pytest.raises(ConfigError, match="<START>"):
        padded(build_corpus(["<START> a b"], WITH_CASE))


@pytest.mark.parametrize(
    ("ids", "window", "message"),
    [
        ([0, 0], 1, "twice"),
        ([], 1, "word ids"),
        ([-1], 1, "word ids"),
        ([99], 1, "word ids"),
        ([0], 0, "window"),
    ],
)
def test_impossible_questions_are_refused(ids, window, message):
    with pytest.raises(ConfigError, match=message):
        count_among(corpus_of("a b"), ids, window=window)


@pytest.mark.parametrize("wrong", [{"distance": "square"}, {"side": "up"}])
def test_an_unknown_way_to_count_is_refused_with_those_there_are(wrong):
    with pytest.raises(ConfigError, match="choose one of"):
        count_among(corpus_of("a b"), [0], window=1, **wrong)
