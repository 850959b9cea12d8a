"""Bytes and files as text: encodings, line ends, and what is no text at all."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from w2v_core.errors import TextError
from w2v_core.text.python_prose import collect
from w2v_core.text.slices import SLICE, Text, cut_before, cuts
from w2v_core.text.toy_world import toy_world

BUILT_IN_PREFIX = "built-in:"
BUILT_IN: Mapping[str, Callable[[], str]] = MappingProxyType(
    {"toy-world": toy_world, "python-prose": collect}
)
LABEL_LENGTH = 64  # characters of a file's name that are shown
CONTROL_SHARE = 0.02  # more control characters than this, and it is no text
SAMPLE = 1 << 16  # bytes looked at to tell text from other data
# Control characters that text does not hold: all but tab, line feed, form feed, return, escape.
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
UTF16 = (b"\xff\xfe", b"\xfe\xff")  # byte order marks
CODECS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "UTF-8": ("utf-8-sig", "strict"),
        "UTF-16": ("utf-16", "replace"),
        "Windows-1252": ("latin-1", "strict"),
    }
)
WINDOWS_1252: Mapping[int, str] = MappingProxyType(
    {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
)
LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read.

    Attributes:
        text: NFC, lines end in a line feed.
        encoding: as people call it: UTF-8, UTF-16 or Windows-1252.
        note: what the reader should know, a sentence; empty where all is as expected.
    """

    text: str
    encoding: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """A text in bytes whose encoding is known: going through it gives pieces that end with a space.

    Attributes:
        open: gives the bytes from their beginning.
        encoding: as in `CODECS`.
        note: what the reader should know; empty where all is as expected.
    """

    open: Callable[[], BinaryIO]
    encoding: str
    note: str = ""

    def __iter__(self) -> Iterator[str]:
        rest = ""
        for block in self.blocks():
            text = rest + block
            end = cut_before(text, 0, max(1, len(text) - 1))
            yield clean(text[:end])
            rest = text[end:]
        if rest:
            yield clean(rest)

    def blocks(self) -> Iterator[str]:
        """The text as it comes, in blocks that may end within a word."""
        codec, errors = CODECS[self.encoding]
        with TextIOWrapper(self.open(), codec, errors) as stream:
            while block := stream.read(SLICE):
                yield windows_1252(block) if self.encoding == "Windows-1252" else block


def recognised(open_bytes: Callable[[], BinaryIO], shown: str) -> Stream:
    """The bytes as a text in UTF-8, in UTF-16 with a byte order mark, else in Windows-1252.

    Raises:
        TextError: if there is nothing in it, or it is not text.
    """
    with open_bytes() as stream:
        sample = stream.read(SAMPLE)
    if not sample:
        raise TextError(f"{sentence_start(shown)} is empty; choose a file with words in it.")
    if sample.startswith(UTF16):
        return checked(Stream(open_bytes, "UTF-16"), shown)
    if looks_binary(sample):
        raise binary(shown)
    try:
        return checked(Stream(open_bytes, "UTF-8"), shown)
    except UnicodeDecodeError:
        note = f"{shown} is not UTF-8; it was read as Windows-1252 (Latin-1)."
        return checked(Stream(open_bytes, "Windows-1252", note), shown)


def decode(data: bytes, name: str = "the text") -> Decoded:
    """Text from bytes: UTF-8, UTF-16 with a byte order mark, else Windows-1252.

    Args:
        data: the whole file.
        name: what to call it in messages; shown as `label(name)`.

    Raises:
        TextError: if there is nothing in it, or it is not text.

    >>> decode("Straße".encode("latin-1"), "street.txt").note
    'street.txt is not UTF-8; it was read as Windows-1252 (Latin-1).'
    """
    stream = recognised(lambda: BytesIO(data), label(name))
    return Decoded("".join(stream), stream.encoding, stream.note)


def windows_1252(latin_1: str) -> str:
    """Windows-1252 that was read as Latin-1; the five bytes it leaves open stay Latin-1."""
    return latin_1.translate(WINDOWS_1252)


def checked(stream: Stream, shown: str) -> Stream:
    """The same, unless it holds nothing but space or is no text."""
    blank = True
    for block in stream.blocks():
        if "\0" in block:
            raise binary(shown)
        blank = blank and not block.strip()
    if blank:
        raise TextError(f"{sentence_start(shown)} holds only blanks; choose a file with words.")
    return stream


def binary(shown: str) -> TextError:
    """The error for data that is not text."""
    return TextError(
        f"{sentence_start(shown)} is not a text file but binary data (such as a picture, a PDF or "
        "an archive); save it as plain text first."
    )


def looks_binary(sample: bytes) -> bool:
    """Whether bytes hold a NUL or many control characters, as text in UTF-8 or Latin-1 does not."""
    controls = len(sample) - len(sample.translate(None, CONTROLS))
    return b"\0" in sample or controls > CONTROL_SHARE * len(sample)


def clean(text: str) -> str:
    r"""NFC, "\n" at line ends, no lone surrogates: what every kept text is made of."""
    for line_end in LINE_ENDS:
        text = text.replace(line_end, "\n")
    if text.isascii():
        return text
    # In pieces, so that other threads get their turn while a large text is normalised.
    return "".join(composed(text[start:end]) for start, end in cuts(text, SLICE))


def composed(piece: str) -> str:
    """A piece of text in NFC; a lone surrogate, which no file can hold, becomes U+FFFD."""
    piece = unicodedata.normalize("NFC", piece)
    try:
        piece.encode()
    except UnicodeEncodeError:
        piece = SURROGATES.sub("\ufffd", piece)
    return piece


def label(name: str) -> str:
    r"""A file's name fit to be shown: no folders, no control or direction characters, not long.

    >>> label("/tmp/a\u202etxt.exe\n"), label("C:\\texts\\moby dick.txt")
    ('atxt.exe', 'moby dick.txt')
    """
    return title(re.split(r"[/\\]", name.rstrip("/\\"))[-1])


def title(name: str) -> str:
    r"""A name fit to be shown, whatever it is of: no control or direction characters, not long.

    >>> title("and/or\n")
    'and/or'
    """
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip()
    short = plain if len(plain) <= LABEL_LENGTH else plain[: LABEL_LENGTH - 1] + "…"
    return short or "the text"


def sentence_start(shown: str) -> str:
    """The label at the head of a sentence."""
    return "The text" if shown == "the text" else shown


def read_file(path: Path) -> Decoded:
    """One file of text.

    Raises:
        TextError: if it is missing, a folder, unreadable, empty or binary.
    """
    stream = open_file(path)
    return Decoded("".join(stream), stream.encoding, stream.note)


def open_file(path: Path) -> Stream:
    """One file of text, to be read in pieces, as often as wanted; raises TextError as above."""
    shown = label(str(path))
    try:
        if path.is_fifo():  # it gives its bytes only once, as in `train <(zcat text.gz)`
            data = path.read_bytes()
            return recognised(lambda: BytesIO(data), shown)
        return recognised(lambda: path.open("rb"), shown)
    except FileNotFoundError as error:
        raise TextError(f"There is no file {shown}; check the path.") from error
    except IsADirectoryError as error:
        raise TextError(f"{shown} is a folder; name the text files in it.") from error
    except OSError as error:
        raise TextError(f"{shown} cannot be read ({error.strerror}); check its rights.") from error


@dataclass(frozen=True, slots=True)
class Sources:
    """Texts in order, and what the reader should know of them."""

    texts: tuple[Text, ...]
    notes: tuple[str, ...]


def read_sources(names: Iterable[str]) -> Sources:
    """Files by path, and built-in texts by name, such as `built-in:toy-world`.

    Raises:
        TextError: if one of them cannot be read, or there is no such built-in text.
    """
    texts = tuple(map(read_source, names))
    notes = (text.note for text in texts if isinstance(text, Stream))
    return Sources(texts, tuple(note for note in notes if note))


def read_source(name: str) -> str | Stream:
    """One built-in text, or one file, to be read in pieces."""
    if not name.startswith(BUILT_IN_PREFIX):
        return open_file(Path(name))
    make = BUILT_IN.get(name.removeprefix(BUILT_IN_PREFIX))
    if make is None:
        known = " or ".join(BUILT_IN_PREFIX + built_in for built_in in BUILT_IN)
        raise TextError(f"{label(name)} is no built-in text; name a file, {known}.")
    return make()
