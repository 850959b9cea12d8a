"""Every format: what is written comes back, others' programs agree, and bad files end in words."""

import csv
import gzip
import io
import zipfile

import numpy as np
import pytest
from gensim.models import KeyedVectors

from tests.formats.files import parsed, some_words, written
from w2v_core.embedding import Embedding
from w2v_core.errors import Cancelled
from w2v_core.formats import FORMATS
from w2v_core.formats.base import FormatError, Limits
from w2v_core.formats.reading import READABLE, read_vectors, told_from
from w2v_core.query.neighbours import neighbours

TEXTS = ("word2vec-text", "glove")
WORD2VEC = {"word2vec-text": False, "word2vec-binary": True}


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize("n_words, dim", [(50, 7), (3, 1), (1, 300), (2_500, 2)])
def test_what_was_written_comes_back_bit_by_bit(name, n_words, dim):
    embedding = some_words(n_words, dim)
    told, found = read_vectors(io.BytesIO(written(embedding, name)))
    assert told == name and not found.notes
    assert found.embedding.words == embedding.words
    assert found.embedding.W_in.tobytes() == embedding.W_in.tobytes()


def test_safetensors_loses_nothing():
    embedding = some_words()
    back = parsed(written(embedding, "safetensors"))
    assert back.W_out.tobytes() == embedding.W_out.tobytes()
    assert back.counts.tolist() == embedding.counts.tolist()
    bare = Embedding(["a b", "", "\ud800"], np.eye(3))
    back = parsed(written(bare, "safetensors"))
    assert back.words == bare.words
    assert back.W_out is None and back.counts is None


@pytest.mark.parametrize("name, binary", WORD2VEC.items())
def test_gensim_reads_ours_and_finds_the_same_neighbours(name, binary, tmp_path):
    embedding, path = some_words(), tmp_path / "vectors"
    path.write_bytes(written(embedding, name))
    theirs = KeyedVectors.load_word2vec_format(str(path), binary=binary)
    assert theirs.index_to_key == list(embedding.words)
    assert theirs.vectors.tobytes() == embedding.W_in.tobytes()
    for word in embedding.words[:5]:
        found = theirs.most_similar(word, topn=10)
        ours = neighbours(embedding, word)
        assert [n.word for n in ours] == [near for near, _ in found]
        assert [n.cosine for n in ours] == pytest.approx([cosine for _, cosine in found], abs=1e-6)


def test_gensim_reads_our_glove_below_a_first_line(tmp_path):
    embedding, path = some_words(), tmp_path / "vectors.txt"
    path.write_bytes(b"50 7\n" + written(embedding, "glove"))
    theirs = KeyedVectors.load_word2vec_format(str(path), binary=False)
    assert theirs.index_to_key == list(embedding.words)
    assert theirs.vectors.tobytes() == embedding.W_in.tobytes()


@pytest.mark.parametrize("name, binary", WORD2VEC.items())
@pytest.mark.parametrize("packed", [False, True])
def test_we_read_gensims(name, binary, packed, tmp_path):
    embedding = some_words(1_500, 20)
    theirs = KeyedVectors(20)
    theirs.add_vectors(list(embedding.words), embedding.W_in)
    path = tmp_path / ("vectors.gz" if packed else "vectors")
    theirs.save_word2vec_format(str(path), binary=binary)
    with path.open("rb") as file:
        told, found = read_vectors(file)
    assert told == name
    again = KeyedVectors.load_word2vec_format(str(path), binary=binary)
    assert list(found.embedding.words) == again.index_to_key
    assert found.embedding.W_in.tobytes() == again.vectors.tobytes()


def test_fasttext_ends_lines_with_a_space_and_writes_short_numbers():
    data = "3 4\n</s> -0.0013 0.02 1e-05 -7.5e-06 \nöl 0.1 0.2 0.3 0.4 \nno\u00a0break 1 2 3 -0 \n"
    back = parsed(data.encode())
    assert back.words == ("</s>", "öl", "no\u00a0break")
    wanted = [[-0.0013, 0.02, 1e-05, -7.5e-06], [0.1, 0.2, 0.3, 0.4], [1, 2, 3, -0.0]]
    assert back.W_in.tobytes() == np.array(wanted, np.float32).tobytes()


def test_glove_has_words_with_spaces_and_no_first_line():
    data = ", -0.082752 0.67204 -0.14987\n. . . 0.1 0.2 0.3\nat name@domain.com 1 2 3\n"
    told, found = read_vectors(io.BytesIO(data.encode()))
    assert told == "glove"
    assert found.embedding.words == (",", ". . .", "at name@domain.com")
    wanted = [[-0.082752, 0.67204, -0.14987], [0.1, 0.2, 0.3], [1, 2, 3]]
    assert found.embedding.W_in.tobytes() == np.array(wanted, np.float32).tobytes()


def test_the_very_bytes_of_a_small_binary_file():
    data = written(Embedding(["oil", "gas"], [[1, -2], [0.5, 0]]), "word2vec-binary")
    rows = np.array([[1, -2], [0.5, 0]], "<f4")
    assert data == b"2 2\noil " + rows[0].tobytes() + b"\ngas " + rows[1].tobytes() + b"\n"
    assert parsed(data.replace(b"\ngas", b"gas")).words == ("oil", "gas"), "gensim's lack the end"


def test_the_projectors_tables_parse():
    embedding = some_words()
    packed = zipfile.ZipFile(io.BytesIO(written(embedding, "projector")))
    vectors = np.loadtxt(io.BytesIO(packed.read("vectors.tsv")), np.float32, delimiter="\t")
    assert vectors.tobytes() == embedding.W_in.tobytes()
    text = io.StringIO(packed.read("metadata.tsv").decode())
    rows = list(csv.DictReader(text, delimiter="\t"))
    assert [row["word"] for row in rows] == list(embedding.words)
    assert [int(row["count"]) for row in rows] == embedding.counts.tolist()


def test_one_column_of_the_projector_has_no_name_above():
    bare = Embedding(["oil", "a\tb"], np.eye(2))
    packed = zipfile.ZipFile(io.BytesIO(written(bare, "projector")))
    assert packed.read("metadata.tsv") == b"oil\na_b\n"


@pytest.mark.parametrize("name", READABLE)
def test_a_packed_file_is_unpacked(name):
    embedding = some_words()
    back = parsed(gzip.compress(written(embedding, name)))
    assert back.W_in.tobytes() == embedding.W_in.tobytes()


@pytest.mark.parametrize("name", READABLE)
def test_limits_hold_for_what_really_comes(name):
    data = written(some_words(50, 7), name)
    for limits in ({"words": 49}, {"dim": 6}, {"numbers": 349}):
        with pytest.raises(FormatError, match=r"at most|numbers, not"):
            parsed(data, name, **limits)
    assert len(parsed(data, name, words=50, dim=7, numbers=350)) == 50


def test_a_small_packed_file_does_not_become_a_large_one():
    bomb = gzip.compress(b"1000000 2\n" + b"a 1 2\n" * 1_000_000)
    assert len(bomb) < 10_000
    with pytest.raises(FormatError, match="over 2,000,000 bytes once unpacked"):
        parsed(bomb, unpacked=2_000_000)
    with pytest.raises(FormatError, match="longer than a word"):
        parsed(gzip.compress(b"2 2\n" + b" " * 50_000_000), unpacked=100_000_000)


BAD = {
    "empty": (b"", "auto", "neither word2vec"),
    "prose": (b"Call me Ishmael.\n", "auto", "neither word2vec"),
    "pickle": (b"\x80\x04\x95", "auto", "pickle"),
    "zip": (b"PK\x03\x04", "auto", "zip archive; unpack"),
    "fasttext bin": (b"\xba\x16\x4f\x2f\x0c", "auto", ".vec file"),
    "numpy": (b"\x93NUMPY\x01", "auto", "no words"),
    "torn gzip": (gzip.compress(b"1 2\na 1 2\n" * 99)[:-20], "auto", "damaged or cut short"),
    "unknown format": (b"1 1\na 1\n", "xml", "is not read; choose auto"),
    "only written": (b"1 1\na 1\n", "projector", "is not read; choose auto"),
    "binary cut": (b"2 1\noil \0\0\0\0\nga", "auto", "promises 2 words; 1 came whole"),
    "binary more": (b"1 1\noil \0\0\0\0\ngas", "auto", "promises 1 words; more came"),
    "binary nan": (b"1 1\noil \0\0\xc0\x7f\n", "auto", "Word 1 holds a number that is not finite"),
    "binary no end": (b"1 1\n" + b"o" * 9_999, "word2vec-binary", "Word 1 does not end"),
    "glove short row": (b"oil 1 2\ngas 1\n", "glove", "Line 2 has 1 numbers, not 2"),
    "glove word": (b"oil 1 2\ngas x 1\n", "glove", "Line 2 holds something that is no number"),
    "glove gap": (b"oil 1 2\n\ngas 1 2\n", "glove", "Line 2 is empty"),
    "glove one word": (b"oil\n", "glove", "a word and its numbers"),
    "other tensors": (b"\x02\0\0\0\0\0\0\0{}", "auto", "W_in and words"),
    "torn tensors": (written(some_words(), "safetensors")[:-5], "auto", "damaged or cut short"),
}


@pytest.mark.parametrize("data, name, says", BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_in_one_sentence(data, name, says):
    with pytest.raises(FormatError, match=says) as caught:
        parsed(data, name)
    assert len(str(caught.value)) < 250


def test_a_header_alone_takes_no_memory():
    with pytest.raises(FormatError, match="promises 3,000,000 words; 0 came"):
        parsed(b"3000000 100\n", "word2vec-text")


def test_progress_rises_to_the_end_and_reading_can_be_stopped():
    data, shares = written(some_words(20_000, 20), "word2vec-text"), []
    read_vectors(io.BytesIO(data), progress=shares.append)
    assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) > 3
    with pytest.raises(Cancelled):
        read_vectors(io.BytesIO(data), should_stop=lambda: True)


def mutated(data, rng):
    """The data with some bytes changed, cut out, or put in twice."""
    sick = bytearray(data)
    for _ in range(rng.integers(1, 5)):
        at, n = rng.integers(len(sick)), int(rng.integers(1, 9))
        kind = rng.integers(4)
        if kind == 0:
            sick[at : at + n] = rng.bytes(n)
        elif kind == 1:
            del sick[at : at + n]
        elif kind == 2:
            sick[at:at] = sick[at : at + 40]
        else:
            sick[at] ^= 1 << int(rng.integers(8))
    return bytes(sick) or b"\0"


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize("times", [150, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_sick_file_is_read_or_refused_in_a_sentence(name, times):
    rng = np.random.default_rng(len(name) + times)
    whole = written(some_words(6, 3), name)
    small = Limits(words=100, dim=50, numbers=1_000, word_bytes=100, unpacked=100_000)
    for n in range(times):
        data = mutated(gzip.compress(whole) if n % 5 == 0 else whole, rng)
        try:
            _, found = read_vectors(io.BytesIO(data), name if n % 2 else "auto", small)
        except FormatError as error:
            assert 20 < len(str(error)) < 250
        else:
            assert np.isfinite(found.embedding.W_in).all()
            assert len(found.embedding) <= small.words


def test_the_table_names_each_format_once():
    assert all(name == form.name and form.extension[0] == "." for name, form in FORMATS.items())
    assert told_from(b"2 1\na 0.5\nb 1\n") == "word2vec-text"
