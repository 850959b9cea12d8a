"""Bytes and files as text, and what is refused."""

import contextlib
import gzip
import os
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import TextError
from w2v_core.text.sources import clean, decode, label, open_file, read_file, read_sources
from w2v_core.text.toy_world import toy_world


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_note(encoding):
    decoded = decode("Grüße an Ελλάς".encode(encoding))
    assert (decoded.text, decoded.note) == ("Grüße an Ελλάς", "")


def test_big_endian_utf_16_is_read():
    decoded = decode(b"\xfe\xff" + "zwölf Wörter".encode("utf-16-be"))
    assert (decoded.text, decoded.encoding) == ("zwölf Wörter", "UTF-16")


def test_latin_1_is_read_and_said():
    decoded = decode("Straße, “café”".encode("cp1252"), "menu.txt")
    assert decoded.text == "Straße, “café”"
    assert decoded.encoding == "Windows-1252"
    assert decoded.note == "menu.txt is not UTF-8; it was read as Windows-1252 (Latin-1)."


def test_bytes_that_windows_1252_leaves_open_are_read_too():
    assert decode(b"caf\xe9 \x81 bar").text == "café \x81 bar"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "a.txt is empty"),
        (b"\xef\xbb\xbf", "a.txt holds only blanks"),
        (b"\xff\xfe", "a.txt holds only blanks"),
        (b" \n\t", "a.txt holds only blanks"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "binary"),
        (b"words and then a \x00 byte", "binary"),
        (b"a" * 100_000 + b"\x00", "binary"),
        (gzip.compress(b"some text", mtime=0), "binary"),
        (bytes(range(1, 256)), "binary"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data, sentence):
    with pytest.raises(TextError, match=sentence) as caught:
        decode(data, "a.txt")
    assert str(caught.value).count("\n") == 0


def test_text_is_brought_to_one_form():
    assert clean("e\u0301a\r\nb\rc\u2028d") == "éa\nb\nc\nd"
    assert clean("a\ud800b") == "a\ufffdb"


@given(st.text())
def test_a_clean_text_stays_as_it_is_and_can_be_written(text):
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


@given(st.binary(min_size=1))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(TextError):
        assert decode(data).text.strip()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\texts\\moby dick.txt", "moby dick.txt"),
        ("evil\u202etxt.exe\x1b[31m\n", "eviltxt.exe[31m"),
        ("", "the text"),
        ("\x00\x01", "the text"),
        ("x" * 100, "x" * 63 + "…"),
    ],
)
def test_a_label_is_fit_to_be_shown(name, shown):
    assert label(name) == shown


def test_files_are_read_in_turn(tmp_path):
    for name, text in (("a.txt", "one"), ("b.txt", "two")):
        (tmp_path / name).write_text(text)
    sources = read_sources([str(tmp_path / "b.txt"), str(tmp_path / "a.txt")])
    assert ["".join(text) for text in sources.texts] == ["two", "one"]


@pytest.mark.parametrize(
    ("name", "sentence"), [("none.txt", "no file none.txt"), ("folder", "folder is a folder")]
)
def test_a_path_without_a_text_is_refused(tmp_path, name, sentence):
    (tmp_path / "folder").mkdir()
    with pytest.raises(TextError, match=sentence):
        read_file(tmp_path / name)


def test_files_and_built_in_texts_by_name(tmp_path):
    path = tmp_path / "menu.txt"
    path.write_bytes("Café".encode("latin-1"))
    sources = read_sources([str(path), "built-in:toy-world"])
    assert ["".join(text) for text in sources.texts] == ["Café", toy_world()]
    assert sources.notes == ("menu.txt is not UTF-8; it was read as Windows-1252 (Latin-1).",)


def test_an_unknown_built_in_text_is_refused():
    with pytest.raises(TextError, match="built-in:shire is no built-in text"):
        read_sources(["built-in:shire"])


RUN = st.text(st.sampled_from("aé\u0301ß."), max_size=4)
SPACES = st.text(st.sampled_from(" \r\n\x85\u2028"), min_size=1, max_size=3)


@given(
    st.lists(st.tuples(RUN, SPACES)),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    st.integers(6, 20),
)
def test_a_file_in_pieces_is_the_text_whole(tmp_path_factory, parts, encoding, block):
    path = tmp_path_factory.mktemp("pieces") / "a.txt"
    text = "x " + "".join(run + spaces for run, spaces in parts)
    path.write_bytes(text.encode(encoding, "replace"))
    whole = read_file(path).text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("w2v_core.text.sources.SLICE", block)
        assert "".join(open_file(path)) == whole


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_whole_though_it_can_be_read_but_once(tmp_path):
    path, text = tmp_path / "pipe", "seven letters " * 20_000
    os.mkfifo(path)
    writer = Thread(target=path.write_text, args=(text,), daemon=True)
    writer.start()
    stream = open_file(path)
    assert "".join(stream) == "".join(stream) == text
    writer.join()


def test_pieces_of_a_file_do_not_split_words(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("seven letters " * 50_000)
    pieces = list(open_file(path))
    assert len(pieces) > 2
    assert all(piece.endswith(" ") for piece in pieces)
