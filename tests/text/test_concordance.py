"""The concordance: every place once, contexts within the sentence, lines in the order asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.config import TextConfig
from w2v_core.errors import ConfigError, UnknownWord
from w2v_core.text.concordance import REACH, Concordance
from w2v_core.text.corpus import build_corpus

TEXT = """the price of oil rose
crude oil fell
the oil price rose again
oil"""


def concordance(text):
    return Concordance.of(build_corpus([text], TextConfig(tokenizer="whitespace")))


def shown(kwic, phrase, order="text", context=10):
    words = phrase.split()
    lines = kwic.lines(kwic.places(words, order), len(words), context)
    assert all(" ".join(line.match) == phrase for line in lines)
    return [(" ".join(line.left), " ".join(line.right)) for line in lines]


def test_each_place_of_a_word_has_its_words_before_and_after():
    assert shown(concordance(TEXT), "oil") == [
        ("the price of", "rose"), ("crude", "fell"), ("the", "price rose again"), ("", ""),
    ]  # fmt: skip


def test_the_context_is_as_wide_as_asked():
    assert shown(concordance(TEXT), "oil", context=1)[0] == ("of", "rose")
    assert shown(concordance(TEXT), "oil", context=0)[0] == ("", "")


def test_lines_go_by_the_words_after_the_end_of_a_sentence_first():
    assert [right for _, right in shown(concordance(TEXT), "oil", "right")] == [
        "", "fell", "price rose again", "rose",
    ]  # fmt: skip


def test_lines_go_by_the_words_before_the_nearest_first():
    kwic = concordance("b a x\na b x\na x\nc a x")
    assert [left for left, _ in shown(kwic, "x", "left")] == ["a", "b a", "c a", "a b"]


def test_only_three_words_of_a_side_put_lines_in_order():
    kwic = concordance("x a a a b\nx a a a a")
    assert [right for _, right in shown(kwic, "x", "right")] == ["a a a b", "a a a a"]


def test_a_phrase_stands_in_one_sentence():
    kwic = concordance("new york is new\nyork is new york")
    assert shown(kwic, "new york") == [("", "is new"), ("york is", "")]
    assert shown(kwic, "york is new") == [("new", ""), ("", "york")]
    assert shown(kwic, "is is") == []


def test_lines_tell_their_sentence():
    kwic = concordance(TEXT)
    assert [line.sentence for line in kwic.lines(kwic.places(["rose"]), 1)] == [0, 2]


def test_a_page_is_a_part_of_the_places():
    kwic = concordance(TEXT)
    page = kwic.places(["oil"], "right")[1:3]
    assert [line.right[0] for line in kwic.lines(page, 1)] == ["fell", "price"]


def test_what_is_not_there_is_said():
    kwic = concordance(TEXT)
    with pytest.raises(UnknownWord, match="“gas” is not in the text"):
        kwic.places(["oil", "gas"])
    with pytest.raises(ConfigError):
        kwic.places([])
    with pytest.raises(ConfigError, match="text, left, right"):
        kwic.places(["oil"], "middle")


sentence = st.lists(st.sampled_from("abcd"), min_size=1, max_size=8)


@given(
    sentences=st.lists(sentence, min_size=2, max_size=8).filter(
        lambda found: len({word for words in found for word in words}) > 1
    ),
    phrase=st.lists(st.sampled_from("abcd"), min_size=1, max_size=3),
    order=st.sampled_from(["text", "left", "right"]),
    context=st.integers(0, 9),
)
def test_every_place_comes_once_with_its_context(sentences, phrase, order, context):
    kwic = concordance("\n".join(map(" ".join, sentences)))
    expected = []
    for number, words in enumerate(sentences):
        for place in range(len(words) - len(phrase) + 1):
            if words[place : place + len(phrase)] == phrase:
                before, after = words[:place], words[place + len(phrase) :]
                expected.append((number, before[max(place - context, 0) :], after[:context]))
    if not set(phrase) <= {word for words in sentences for word in words}:
        with pytest.raises(UnknownWord):
            kwic.places(phrase)
        return
    places = kwic.places(phrase, order)
    lines = kwic.lines(places, len(phrase), context)
    found = [(line.sentence, list(line.left), list(line.right)) for line in lines]
    assert sorted(found) == sorted(expected)
    if order == "text":
        assert found == expected
    else:
        assert np.unique(places).size == places.size
        whole = kwic.lines(places, len(phrase), REACH)
        beside = [line.right if order == "right" else line.left[::-1] for line in whole]
        assert beside == sorted(beside)


def test_places_with_another_word_near_in_the_same_sentence():
    text = "oil price rose\nthe price of crude oil fell\nprice oil\noil\nprice\n"
    kwic = Concordance.of(build_corpus([text], TextConfig()))
    oil = kwic.places(["oil"])
    beside = [kwic.beside(oil, "price", reach) for reach in (1, 2, 3)]
    assert [[line.sentence for line in kwic.lines(found, 1)] for found in beside] == [
        [0, 2],
        [0, 2],
        [0, 1, 2],
    ]
    with pytest.raises(UnknownWord):
        kwic.beside(oil, "zzz", 2)
