"""A typed sentence and the examples that it makes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.engines.numpy_reference import READERS
from w2v_core.errors import TextError
from w2v_core.lessons.passage import examples_of, one_hot, read_passage

SENTENCE = "I love transformers when used in computer vision applications"


def words_of(passage, places):
    return [passage.shown[pos] for pos in places]


def test_the_worked_sentence():
    passage = read_passage(SENTENCE)
    windows = passage.windows(2)
    cbow, skipgram = (examples_of(windows, hidden) for hidden in ("cbow", "skipgram"))
    assert (len(passage.shown), len(skipgram), len(cbow)) == (9, 30, 9)
    (around,) = [e.input_pos for e in cbow if passage.shown[e.target_pos] == "transformers"]
    assert words_of(passage, around) == ["I", "love", "when", "used"]


def test_words_are_shown_as_typed_and_are_one_word_in_any_case():
    passage = read_passage("The cat saw the Cat.")
    assert passage.shown == ("The", "cat", "saw", "the", "Cat")
    assert passage.words == ("the", "cat", "saw")
    assert passage.names == ("The", "cat", "saw")
    assert passage.corpus.ids.tolist() == [0, 1, 2, 0, 1]


def test_windows_do_not_cross_sentences():
    passage = read_passage("one two. three four")
    pairs = [(e.input_pos, e.target_pos) for e in examples_of(passage.windows(9), "skipgram")]
    assert pairs == [((0,), 1), ((1,), 0), ((2,), 3), ((3,), 2)]


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "no word"), (" .,! 12 ", "no word"), ("Oil", "“Oil” stands alone"), ("oil Oil", "alone")],
)
def test_too_few_words_are_told_in_one_sentence(text, says):
    with pytest.raises(TextError, match=says):
        read_passage(text)


def test_a_long_text_is_cut_and_says_by_how_much():
    passage = read_passage("a b c. " * 5, most=7)
    assert (len(passage.shown), passage.n_left_out) == (7, 8)
    assert passage.corpus.n_sentences == 3


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        passage = read_passage(text)
    except TextError:
        return
    ids = passage.corpus.ids
    assert [word.lower() for word in passage.shown] == [passage.words[id] for id in ids]


@pytest.mark.parametrize("hidden", ["skipgram", "cbow"])
@pytest.mark.parametrize("window", [1, 2, 5])
def test_examples_are_those_that_training_reads(hidden, window):
    passage = read_passage(f"{SENTENCE}. I love vision. Yes.")
    windows, ids = passage.windows(window), passage.corpus.ids
    ours = [
        (ids[list(e.input_pos)].tolist(), int(ids[e.target_pos]))
        for e in examples_of(windows, hidden)
    ]
    theirs = [(np.atleast_1d(source).tolist(), int(t)) for source, t in READERS[hidden](windows)]
    assert ours == theirs
    assert len(ours) > 10


def test_a_one_hot_row_times_a_table_is_a_row_of_it():
    table = np.random.default_rng(0).normal(size=(5, 3))
    np.testing.assert_array_equal(one_hot(np.array([3, 0]), 5) @ table, table[[3, 0]])
