"""Tokenizers: a hand-worked sentence, scripts of the world, and what holds for any text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.config import TOKENIZERS as NAMES
from w2v_core.config import TextConfig
from w2v_core.text.slices import slices
from w2v_core.text.tokenize import BREAK, TOKENIZERS, pattern, sentences, tokens

TEXTS = st.text(max_size=200)
NAME = st.sampled_from(NAMES)


def words(text, tokenizer="words", **options):
    return tokens(text, TextConfig(tokenizer=tokenizer, **options))


def test_every_name_of_the_options_has_a_tokenizer_and_no_other():
    assert set(TOKENIZERS) == set(NAMES)


def test_the_worked_sentence_has_nine_words():
    sentence = "I love transformers when used in computer vision applications"
    assert words(sentence) == [
        "i", "love", "transformers", "when", "used", "in", "computer", "vision", "applications"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tokenizer", "expected"),
    [
        ("words", ["don't", "pay", "for", "b", "b"]),
        ("words-and-numbers", ["don't", "pay", "3", "50", "for", "b2b"]),
        ("words-and-punctuation", ["don't", "pay", "$", "3", ".", "50", "for", "b2b", "_", "!"]),
        ("whitespace", ["don't", "pay", "$3.50", "for", "b2b_!"]),
    ],
)
def test_what_each_tokenizer_takes_for_a_word(tokenizer, expected):
    assert words("Don't pay $3.50 for b2b_!", tokenizer) == expected


@pytest.mark.parametrize(
    "word", ["l’eau", "हिन्दी", "straße", "ελλάς", "русский", "می‌خواهم", "שָׁלוֹם", "c\u0327a", "co₂"]
)
def test_words_of_any_script_stay_whole(word):
    assert words(word) == [word]


def test_quotes_around_a_word_are_no_part_of_it():
    assert words("‘so’ 'it' goes'") == ["so", "it", "goes"]


def test_invisible_characters_are_no_punctuation():
    assert words("\ufeffa\u200b\x00b\xad", "words-and-punctuation") == ["a", "b"]


def test_case_is_kept_on_request():
    assert words("Oil OIL", lowercase=False) == ["Oil", "OIL"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_line_is_a_sentence_whatever_ends_it(line_end):
    assert sentences(f"a b{line_end}{line_end}c", TextConfig()) == [["a", "b"], ["c"]]


def test_sentences_end_at_final_marks_only_on_request():
    text = 'He said "go." We (he and I) went! 3.5 km? Yes'
    split = sentences(text, TextConfig(split_sentences=True))
    assert split == [["he", "said", "go"], ["we", "he", "and", "i", "went"], ["km"], ["yes"]]
    assert len(sentences(text, TextConfig())) == 1


def test_a_long_sentence_is_cut_at_a_thousand_words():
    assert [len(s) for s in sentences("a " * 2_500, TextConfig())] == [1000, 1000, 500]


@given(TEXTS, NAME, st.booleans(), st.booleans())
def test_no_token_holds_whitespace_or_is_empty(text, tokenizer, lowercase, split):
    for token in words(text, tokenizer, lowercase=lowercase, split_sentences=split):
        assert token == BREAK or (token and not any(map(str.isspace, token)))


@given(st.text(st.characters(max_codepoint=127), max_size=200), NAME)
def test_the_fast_path_for_ascii_finds_the_same(text, tokenizer):
    fast, general = (pattern(tokenizer, ascii_only).findall(text) for ascii_only in (True, False))
    assert fast == general


@given(TEXTS)
def test_words_are_made_of_letters_marks_and_apostrophes(text):
    for token in words(text):
        assert token == BREAK or not re.search(r"[\d_.,!?\"]", token)


@given(st.text("aBß1.!?\"'’) \n\t\u0301", max_size=200), NAME, st.booleans(), st.integers(2, 50))
def test_slices_do_not_split_words(text, tokenizer, split, size):
    # A run as long as a slice may be cut; so make every run shorter.
    text = re.sub(rf"(\S{{{size - 1}}})", r"\1 ", text)
    config = TextConfig(tokenizer=tokenizer, split_sentences=split)
    sliced = [token for piece, _ in slices([text], size) for token in tokens(piece, config)]
    assert sentences_of(sliced) == sentences_of(tokens(text, config))


@given(st.lists(TEXTS, max_size=5), st.integers(1, 50))
def test_slices_hold_every_character_and_count_them(texts, size):
    pieces = list(slices(texts, size))
    kept = "".join(piece for piece, _ in pieces)
    assert kept.replace("\n", "") == "".join(texts).replace("\n", "")
    reads = [read for _, read in pieces]
    assert reads == sorted(reads)
    assert (reads or [0])[-1] == sum(map(len, texts))


def test_a_run_without_any_space_is_cut_in_linear_time():
    pieces = [piece for piece, _ in slices(["x" * 1000], 64)]
    assert len(pieces) == 16  # the last with the end of the text
    assert "".join(pieces) == "x" * 1000 + "\n"


def sentences_of(found):
    return [part.split() for part in " ".join(found).split(BREAK) if part.strip()]
