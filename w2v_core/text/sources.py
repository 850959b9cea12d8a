"""Bytes and files as text: encodings, line ends, and what is no text at all."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from w2v_core.errors import TextError
from w2v_core.text.python_prose import collect
from w2v_core.text.slices import SLICE, cuts
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
UTF16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
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
    shown = label(name)
    if not data:
        raise TextError(f"{sentence_start(shown)} is empty; choose a file with words in it.")
    for mark, encoding in UTF16:
        if data.startswith(mark):
            text = data[2:].decode(encoding, "replace")
            return checked(Decoded(clean(text), "UTF-16"), shown)
    if looks_binary(data[:SAMPLE]):
        raise binary(shown)
    try:
        return checked(Decoded(clean(data.decode("utf-8-sig")), "UTF-8"), shown)
    except UnicodeDecodeError:
        note = f"{shown} is not UTF-8; it was read as Windows-1252 (Latin-1)."
        return checked(Decoded(clean(windows_1252(data)), "Windows-1252", note), shown)


def windows_1252(data: bytes) -> str:
    """Windows-1252; the five bytes it leaves open are read as Latin-1, so every file passes."""
    holes = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
    table = "".join(holes.get(code) or bytes([code]).decode("cp1252") for code in range(256))
    return (
        "".join(map(table.__getitem__, data)) if holes.keys() & set(data) else data.decode("cp1252")
    )


def checked(decoded: Decoded, shown: str) -> Decoded:
    """The same, unless it holds nothing but space or is no text."""
    if not decoded.text.strip():
        raise TextError(f"{sentence_start(shown)} holds only blanks; choose a file with words.")
    if "\0" in decoded.text:
        raise binary(shown)
    return decoded


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
    base = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    plain = "".join(sign for sign in base if unicodedata.category(sign)[0] != "C").strip()
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
    shown = label(str(path))
    try:
        return decode(path.read_bytes(), shown)
    except FileNotFoundError as error:
        raise TextError(f"There is no file {shown}; check the path.") from error
    except IsADirectoryError as error:
        raise TextError(f"{shown} is a folder; name the text files in it.") from error
    except OSError as error:
        raise TextError(f"{shown} cannot be read ({error.strerror}); check its rights.") from error


def read_files(paths: Iterable[Path]) -> Iterator[Decoded]:
    """The files one after another, each read when its turn comes."""
    return (read_file(Path(path)) for path in paths)


@dataclass(frozen=True, slots=True)
class Sources:
    """Texts in order, and what the reader should know of them."""

    texts: tuple[str, ...]
    notes: tuple[str, ...]


def read_sources(names: Iterable[str]) -> Sources:
    """Files by path, and built-in texts by name, such as `built-in:toy-world`.

    Raises:
        TextError: if one of them cannot be read, or there is no such built-in text.
    """
    found = [read_source(name) for name in names]
    return Sources(
        tuple(decoded.text for decoded in found),
        tuple(decoded.note for decoded in found if decoded.note),
    )


def read_source(name: str) -> Decoded:
    """One file, or one built-in text."""
    if not name.startswith(BUILT_IN_PREFIX):
        return read_file(Path(name))
    make = BUILT_IN.get(name.removeprefix(BUILT_IN_PREFIX))
    if make is None:
        known = " or ".join(BUILT_IN_PREFIX + built_in for built_in in BUILT_IN)
        raise TextError(f"{label(name)} is no built-in text; name a file, {known}.")
    return Decoded(make(), "UTF-8")
