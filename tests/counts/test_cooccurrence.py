"""Counting near words: the worked example, and equality with a plain double loop."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.config import TextConfig
from w2v_core.counts import cooccurrence
from w2v_core.counts.boundaries import END, START, padded
from w2v_core.counts.cooccurrence import context_totals, count_among
from w2v_core.errors import ConfigError
from w2v_core.text.corpus import build_corpus

GOLD = "all that glitters is not gold\nall is well that ends well"
TOKENS = ("<START>", "<END>", "all", "ends", "glitters", "gold", "is", "not", "that", "well")


WITH_CASE = TextConfig(tokenizer="whitespace", lowercase=False)


def corpus_of(text):
    return build_corpus([text], TextConfig(tokenizer="whitespace"))


def by_double_loop(corpus, window):
    """The whole table of counts, sentence by sentence, place by place."""
    table = np.zeros((len(corpus.vocabulary),) * 2, np.int64)
    for sentence in range(corpus.n_sentences):
        ids = corpus.ids[corpus.starts[sentence] : corpus.starts[sentence + 1]].tolist()
        for center_pos, center_id in enumerate(ids):
            for context_pos, context_id in enumerate(ids):
                if context_pos != center_pos and abs(context_pos - center_pos) <= window:
                    table[center_id, context_id] += 1
    return table


def ids_of(corpus, words):
    return [corpus.vocabulary.ids[word] for word in words]


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


sentences = st.lists(
    st.lists(st.sampled_from("abcde"), min_size=1, max_size=12), min_size=1, max_size=8
).filter(lambda text: len({word for sentence in text for word in sentence}) > 1)


@given(text=sentences, window=st.integers(1, 6), block=st.integers(1, 30), data=st.data())
def test_counts_and_totals_equal_the_double_loop(text, window, block, data):
    corpus = corpus_of("\n".join(" ".join(sentence) for sentence in text))
    table = by_double_loop(corpus, window)
    some_ids = st.lists(st.integers(0, len(table) - 1), min_size=1, unique=True)
    rows, columns = data.draw(some_ids), data.draw(some_ids)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cooccurrence, "BLOCK", block)
        assert (
            count_among(corpus, rows, columns, window).tolist() == table[rows][:, columns].tolist()
        )
        assert count_among(corpus, rows, None, window).tolist() == table[rows][:, rows].tolist()
        assert context_totals(corpus, window).tolist() == table.sum(axis=1).tolist()


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
