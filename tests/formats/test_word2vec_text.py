"""The word2vec text format: exact, read by gensim, and firm with bad files."""

import io
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.embedding import Embedding
from w2v_core.formats.base import FormatError, Limits
from w2v_core.formats.word2vec_text import read, write
from w2v_core.query.neighbours import neighbours

finite = st.floats(width=32, allow_nan=False, allow_infinity=False)


def written(embedding):
    stream = io.BytesIO()
    write(embedding, stream)
    return stream.getvalue()


def parsed(data, **limits):
    return read(io.BytesIO(data), Limits(**limits)).embedding


def some_words(n_words=50, dim=7):
    vectors = np.random.default_rng(0).standard_normal((n_words, dim))
    return Embedding([f"wört{i}" for i in range(n_words)], vectors)


def test_the_very_bytes_of_a_small_file():
    embedding = Embedding(["oil", "gas"], [[0.25, -1, 0.5], [0.125, 0, 2]])
    assert written(embedding) == b"2 3\noil 0.25 -1 0.5\ngas 0.125 0 2\n"


@given(st.lists(st.lists(finite, min_size=3, max_size=3), min_size=1, max_size=5))
def test_every_number_comes_back_bit_by_bit(rows):
    vectors = np.array(rows, dtype=np.float32)
    words = [f"w{i}" for i in range(len(rows))]
    back = parsed(written(Embedding(words, vectors)))
    assert back.words == tuple(words)
    assert back.W_in.tobytes() == vectors.tobytes()


@given(st.lists(st.text(max_size=6), min_size=1, max_size=8, unique=True))
def test_no_word_breaks_the_file(words):
    embedding = Embedding(words, np.arange(len(words), dtype=np.float32)[:, None])
    back = parsed(written(embedding))
    assert len(set(back.words)) == len(words)
    assert back.W_in.tolist() == embedding.W_in.tolist()
    for before, after in zip(words, back.words, strict=True):
        if re.fullmatch(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", before):
            assert after == before


def test_gensim_reads_ours_and_finds_the_same_neighbours(tmp_path):
    gensim = pytest.importorskip("gensim.models")
    embedding = some_words()
    path = tmp_path / "vectors.txt"
    path.write_bytes(written(embedding))
    theirs = gensim.KeyedVectors.load_word2vec_format(str(path), binary=False)
    assert theirs.index_to_key == list(embedding.words)
    assert theirs.vectors.tobytes() == embedding.W_in.tobytes()
    for word in embedding.words[:5]:
        found = theirs.most_similar(word, topn=10)
        ours = neighbours(embedding, word)
        assert [n.word for n in ours] == [near for near, _ in found]
        assert [n.cosine for n in ours] == pytest.approx([cosine for _, cosine in found], abs=1e-6)


def test_we_read_gensims(tmp_path):
    gensim = pytest.importorskip("gensim.models")
    embedding = some_words()
    theirs = gensim.KeyedVectors(7)
    theirs.add_vectors(list(embedding.words), embedding.W_in)
    path = tmp_path / "vectors.txt"
    theirs.save_word2vec_format(str(path), binary=False)
    with path.open("rb") as stream:
        back = read(stream).embedding
    assert set(back.words) == set(embedding.words)
    for word in embedding.words:
        assert (
            back.W_in[back.id_of(word)].tolist() == embedding.W_in[embedding.id_of(word)].tolist()
        )


def test_word2vec_c_ends_lines_with_a_space_and_windows_with_a_return():
    back = parsed(b"2 2 \r\n</s> 1 2 \r\noil 3 4 \r\n")
    assert back.words == ("</s>", "oil")
    assert back.W_in.tolist() == [[1, 2], [3, 4]]
    assert back.counts is None and back.W_out is None


def test_a_last_line_without_an_end_and_blank_lines_after_it_are_fine():
    assert parsed(b"1 1\na 5").W_in.tolist() == [[5]]
    assert parsed(b"1 1\na 5\n\n").W_in.tolist() == [[5]]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "first line"),
        (b"oil 0.1 0.2\n", "first line"),
        (b"\x00\x01\xff" * 50, "first line"),
        (b"-1 2\n", "first line"),
        (b"0 3\n", "nothing to read"),
        (b"2 0\na\nb\n", "nothing to read"),
        (b"999999999999999 999999999999999\n", "at most"),
        (b"2 2\na 1 2\n", "promises 2 words; 1 came"),
        (b"1 2\na 1 2\nb 1 2\n", "more came"),
        (b"1 2\na 1\n", "Line 2 has 1 numbers, not 2"),
        (b"1 2\nnew york 1 2\n", "Line 2 has 3 numbers, not 2"),
        (b"2 2\na 1 2\nb 1 x\n", "Line 3 holds something"),
        (b"1 1\na nan\n", "Line 2 holds a number that is not finite"),
        (b"2 1\na 1\nb 1e39\n", "Line 3 holds a number that is not finite"),
        (b"1 1\n" + b"a" * 9_999 + b" 1\n", "Line 2"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(data, message):
    with pytest.raises(FormatError, match=message) as caught:
        parsed(data)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("limits", [{"words": 49}, {"dim": 6}, {"numbers": 349}])
def test_limits_are_kept_before_anything_is_read(limits):
    with pytest.raises(FormatError, match="at most"):
        parsed(b"50 7\n", **limits)


def test_a_word_that_came_before_is_left_out_and_told():
    found = read(io.BytesIO(b"3 1\na 1\nb 2\na 3\n"))
    assert found.embedding.words == ("a", "b")
    assert found.embedding.W_in.tolist() == [[1], [2]]
    assert found.notes == (
        "1 rows of words that came before were left out; the first of each was kept.",
    )


def test_a_word_cut_within_a_character_is_kept_and_told():
    found = read(io.BytesIO(b"2 1\nk\xc3 1\n\xc3\xb6l 2\n"))
    assert found.embedding.words == ("k\ufffd", "öl")
    assert "1 words are not UTF-8" in found.notes[0]
