"""Vocabulary and corpus: worked examples, a naive twin, and bad input."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.config import TextConfig
from w2v_core.errors import Cancelled, ConfigError, TextError
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.text.tokenize import sentences
from w2v_core.text.vocabulary import Vocabulary

GLITTER = "All that glitters is not gold.\n\nAll is well that ends well!\n"
LETTERS = st.text("abcde é\n", max_size=300).filter(lambda text: len(set(text.split())) > 1)


def corpus_of(*texts, **options):
    return build_corpus(texts, TextConfig(**options))


def decoded(corpus):
    return [corpus.words_of(number) for number in range(corpus.n_sentences)]


def test_the_worked_text():
    corpus = corpus_of(GLITTER)
    assert corpus.vocabulary.words == (
        "all", "that", "is", "well", "glitters", "not", "gold", "ends"
    )  # fmt: skip
    assert corpus.vocabulary.counts.tolist() == [2, 2, 2, 2, 1, 1, 1, 1]
    assert corpus.ids.tolist() == [0, 1, 4, 2, 5, 6, 0, 2, 3, 1, 7, 3]
    assert corpus.starts.tolist() == [0, 6, 12]
    assert (corpus.ids.dtype, corpus.starts.dtype) == (np.int32, np.int64)
    assert (corpus.n_words, corpus.n_sentences, corpus.n_cut) == (12, 2, 0)


def test_rare_words_go_and_sentences_close_up():
    corpus = corpus_of("a a b\nc d\nb a c").keep(2)
    assert decoded(corpus) == [["a", "a", "b"], ["c"], ["b", "a", "c"]]
    assert corpus_of("a a b\nc d\nb a").keep(2).starts.tolist() == [0, 3, 5]
    assert corpus.n_words == 8


def test_a_sentence_never_spans_two_texts():
    assert decoded(corpus_of("a b", "c", "d\n")) == [["a", "b"], ["c"], ["d"]]


def test_long_lines_are_cut_and_counted():
    corpus = corpus_of("a b " * 1_250 + "\nc\n" + "d " * 1000)
    assert np.diff(corpus.starts).tolist() == [1000, 1000, 500, 1, 1000]
    assert corpus.n_cut == 2


def test_a_single_line_longer_than_many_slices():
    corpus = corpus_of("one two three " * 100_000)
    assert corpus.n_words == 300_000
    assert corpus.vocabulary.counts.tolist() == [100_000] * 3
    assert (corpus.n_sentences, corpus.n_cut) == (300, 299)
    assert (corpus.ids == np.tile([0, 1, 2], 100_000)).all()


@given(LETTERS)
def test_ids_lead_back_to_the_words(text):
    assert decoded(corpus_of(text)) == sentences(text, TextConfig())


@given(LETTERS)
def test_words_come_by_frequency_then_by_first_sight(text):
    counts = Counter(word for line in sentences(text, TextConfig()) for word in line)
    assert list(corpus_of(text).vocabulary.words) == [word for word, _ in counts.most_common()]


@given(LETTERS, st.integers(1, 6))
def test_keep_equals_the_naive_way(text, min_count):
    corpus = corpus_of(text)
    counts = Counter(word for line in decoded(corpus) for word in line)
    naive = [[word for word in line if counts[word] >= min_count] for line in decoded(corpus)]
    naive = [line for line in naive if line]
    if len({word for line in naive for word in line}) < 2:
        with pytest.raises(TextError, match="min count"):
            corpus.keep(min_count)
    else:
        kept = corpus.keep(min_count)
        assert decoded(kept) == naive
        assert kept.ids.max() < len(kept.vocabulary)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ([], "The text is empty"),
        ([""], "The text is empty"),
        (["  \n "], "No words were found in 4 characters"),
        (["1 2 3 ..."], "No words were found"),
        (["oil Oil OIL"], "only one distinct word, “oil”, 3 times"),
    ],
)
def test_a_text_with_nothing_to_learn_from_is_refused(texts, sentence):
    with pytest.raises(TextError, match=sentence):
        corpus_of(*texts)


def test_a_min_count_that_leaves_nothing_says_which_would_do():
    corpus = corpus_of("a a a b b c")
    with pytest.raises(TextError, match=r"6 words.*“a”, occurs 3 times; set min count to 2 or"):
        corpus.keep(5)
    assert len(corpus.keep(2).vocabulary) == 2


def test_progress_ends_at_the_number_of_characters():
    told = []
    text = "some words again and again\n" * 20_000
    build_corpus([text], TextConfig(), told.append)
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == len(text)


def test_reading_can_be_stopped():
    asked = iter([False, True])
    with pytest.raises(Cancelled):
        build_corpus(["a b\n" * 200_000], TextConfig(), should_stop=lambda: next(asked))


def test_reading_can_be_stopped_at_any_time():
    asked = []
    build_corpus(["a b\nc"], TextConfig(), should_stop=lambda: bool(asked.append(1)))
    for when in range(1, len(asked) + 1):
        left = iter(range(when - 1, -1, -1))
        with pytest.raises(Cancelled):
            build_corpus(["a b\nc"], TextConfig(), should_stop=lambda left=left: next(left) == 0)
    assert len(asked) > 3, "not only while the text comes in"


def test_counts_of_more_than_the_words_there_are_leave_nothing_unfilled():
    part = corpus_of("a a b b\na b a c")
    part = Corpus(part.ids[:4], part.starts[:2], part.vocabulary, 4)  # counts of the whole text
    kept = part.keep(2)
    assert (kept.ids.tolist(), kept.starts.tolist()) == ([0, 0, 1, 1], [0, 4])


def test_the_fingerprint_tells_corpora_apart():
    prints = {corpus_of(text).fingerprint() for text in ("a b", "a\nb", "b a", "a b c", "a c")}
    assert len(prints) == 5
    assert corpus_of("a b").fingerprint() == corpus_of("A, b.").fingerprint()


def test_arrays_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        corpus_of("a b").ids[0] = 1


AWKWARD = st.text(min_size=1).filter(lambda word: not any(map(str.isspace, word)))


@given(st.lists(AWKWARD, min_size=1, unique=True))
def test_a_vocabulary_survives_its_table_whatever_the_words(words):
    vocabulary = Vocabulary(tuple(words), np.arange(len(words), 0, -1))
    again = Vocabulary.from_tsv(vocabulary.to_tsv())
    assert again.words == vocabulary.words
    assert again.counts.tolist() == vocabulary.counts.tolist()


@pytest.mark.parametrize("table", [b"", b"word\tcount\na\n", b"a\t1\n", b"word\tcount\na\tx\n"])
def test_a_table_that_is_no_vocabulary_is_refused(table):
    with pytest.raises(TextError, match="not a table of words"):
        Vocabulary.from_tsv(table)


def test_a_vocabulary_out_of_order_is_refused():
    with pytest.raises(ConfigError, match="most frequent first"):
        Vocabulary(("a", "b"), np.array([1, 2]))
