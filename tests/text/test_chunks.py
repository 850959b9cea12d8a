"""Numbering of chunks: the compiled way equals the plain one, and both equal the tokenizer."""

import errno
import io
import mmap
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.config import TOKENIZERS, TextConfig
from w2v_core.errors import StorageError
from w2v_core.text import corpus as reading
from w2v_core.text import room as rooms
from w2v_core.text.chunks import CompiledChunks, PlainChunks
from w2v_core.text.corpus import build_corpus
from w2v_core.text.tokenize import BREAK, sentences, tokens

# Signs that tokenizers, cases and line ends care about, beside any others.
SIGNS = "aAbİΣσ1_'’\".!?)-\u0301\u200d\x00\x1c\x85\xa0\u2028\ufeff \t\n\x0b\x0c\r"
TEXTS = st.text(st.sampled_from(SIGNS) | st.characters(codec=None), max_size=120)
OPTIONS = st.builds(
    TextConfig,
    tokenizer=st.sampled_from(TOKENIZERS),
    lowercase=st.booleans(),
    split_sentences=st.booleans(),
)


@pytest.fixture(autouse=True, scope="module")
def _compiled():
    CompiledChunks().number("a b")  # else the first example would take too long


def spelled(chunks, pieces):
    numbers = [chunks.number(piece) for piece in pieces]
    known = list(chunks.known())
    return [[known[number] for number in row] for row in numbers]


@given(TEXTS, OPTIONS)
def test_the_words_of_a_text_are_those_of_its_chunks(text, config):
    (chunks,) = spelled(PlainChunks(), [text])
    assert "".join(chunks) == text
    found = [token for chunk in chunks for token in tokens(chunk, config)]
    assert by_sentence(found) == by_sentence(tokens(text, config))


def by_sentence(found):
    sentences, words = [], []
    for token in [*found, BREAK]:
        if token == BREAK:
            sentences += [words] if words else []
            words = []
        else:
            words.append(token)
    return sentences


@given(st.lists(TEXTS, max_size=4))
def test_the_compiled_way_gives_the_same_numbers(pieces):
    plain, compiled = PlainChunks(), CompiledChunks()
    for piece in pieces:
        assert compiled.number(piece).tolist() == plain.number(piece).tolist()
    assert list(compiled.known()) == list(plain.known())


@given(TEXTS, TEXTS)
def test_the_compiled_way_goes_on_where_the_plain_one_stopped(first, second):
    plain = PlainChunks()
    plain.number(first)
    compiled = CompiledChunks(plain.known())
    assert compiled.number(second).tolist() == plain.number(second).tolist()


def test_a_full_table_grows_and_keeps_its_numbers(monkeypatch):
    monkeypatch.setattr("w2v_core.text.chunks.FEWEST_SLOTS", 4)
    words = [f"{'word' * (number % 7)}{number}\n" for number in range(3_000)]
    compiled = CompiledChunks()
    assert compiled.number("".join(words)).tolist() == list(range(3_000))
    assert compiled.number("".join(reversed(words))).tolist() == list(range(3_000))[::-1]
    assert list(compiled.known()) == words


@given(TEXTS, OPTIONS)
def test_a_corpus_read_by_compiled_loops_is_the_same(text, config):
    text = f"one two\n{text}"
    plain = build_corpus([text], config)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "COMPILED_FROM", 0)
        compiled = build_corpus([text], config)
    assert compiled.fingerprint() == plain.fingerprint()
    decoded = [compiled.words_of(number) for number in range(compiled.n_sentences)]
    assert decoded == sentences(text, config)


def test_a_corpus_larger_than_its_room_in_memory_is_the_same(monkeypatch):
    text = "".join(f"one two three {number % 90}x\n" for number in range(3_000))
    config = TextConfig(tokenizer="words-and-numbers")
    within = build_corpus([text], config)
    for module in (rooms, reading):
        monkeypatch.setattr(module, "IN_MEMORY", 1_000)
    monkeypatch.setattr(reading, "BLOCK", 100)
    mapped = build_corpus([text], config)
    assert isinstance(owner(mapped.ids), mmap.mmap)
    assert owner(within.ids) is None
    assert mapped.fingerprint() == within.fingerprint()
    assert mapped.keep(34).fingerprint() == within.keep(34).fingerprint()


def test_a_disk_without_room_is_told_before_a_map_is_written(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(rooms, "IN_MEMORY", 1_000)
    monkeypatch.setattr(rooms, "reserve", full)
    with pytest.raises(StorageError, match=r"No space left.*make room"):
        rooms.room(1_000, np.int32)


def test_a_spool_without_room_is_told(monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(reading, "SpooledTemporaryFile", lambda size: Full())
    with pytest.raises(StorageError, match=r"No space left.*make room"):
        build_corpus(["one two"], TextConfig())


def owner(array):
    while isinstance(array, np.ndarray):
        array = array.base
    return array
