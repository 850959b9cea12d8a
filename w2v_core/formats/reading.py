"""Reading a file of vectors: packed or not, in whichever format it is, within limits."""

import gzip
import io
import zlib
from collections.abc import Callable
from typing import BinaryIO

from w2v_core.errors import Cancelled
from w2v_core.formats import FORMATS
from w2v_core.formats.base import FormatError, FromFile, Limits
from w2v_core.formats.word2vec_text import HEADER

PIECE = 1 << 20  # bytes read at a time
MOST_SWELLING = 20  # times its own size may come out of a packed file,
ANYWAY = 64_000_000  # and so many bytes of any
GZIP = b"\x1f\x8b"
AUTO = "auto"
READABLE = tuple(name for name, form in FORMATS.items() if form.read is not None)
STRANGERS = (  # how other files begin, what they are, and what to do
    (b"PK\x03\x04", "a zip archive", "unpack it and give one file of vectors"),
    (b"\xba\x16\x4f\x2f", "fastText's own .bin", "give the .vec file beside it"),
    (b"\x93NUMPY", "a NumPy table, which has no words", "give a file that has them"),
    (
        b"\x80",
        "a Python pickle, which could run any program",
        "write it anew with gensim's save_word2vec_format",
    ),
)

Progress = Callable[[float], None]
Asked = Callable[[], bool]


def read_vectors(
    file: BinaryIO,
    name: str = AUTO,
    limits: Limits = Limits(),  # noqa: B008, it is frozen
    progress: Progress = lambda share: None,
    should_stop: Asked = lambda: False,
) -> tuple[str, FromFile]:
    """The vectors of a file, and the name of the format it was in.

    Args:
        file: that can be sought in; packed by gzip or not.
        name: of a format; `auto`: told from how the file begins.
        limits: the most that is read.
        progress: told the share of the file that was read, 0..1, after each megabyte.
        should_stop: asked as often.

    Raises:
        FormatError: one sentence on what is wrong, and where.
        Cancelled: if `should_stop` said so.
    """
    size = max(file.seek(0, io.SEEK_END), 1)
    file.seek(0)

    def watch() -> None:
        if should_stop():
            raise Cancelled("Reading the vectors was stopped; nothing was kept.")
        progress(file.tell() / size)

    stream = io.BufferedReader(Unpacked(file, limits.unpacked, watch), PIECE)
    if name == AUTO:
        name = told_from(stream.peek(PIECE))
    read = FORMATS[name].read if name in FORMATS else None
    if read is None:
        raise FormatError(f"{name!r} is not read; choose {', '.join((AUTO, *READABLE))}.")
    return name, read(stream, limits)


class Unpacked(io.RawIOBase):
    """The bytes of a file, unpacked if it is packed; ends at limits of bytes that really came.

    Args:
        file: at its beginning.
        most: bytes.
        watch: called after each piece.
    """

    def __init__(self, file: BinaryIO, most: int, watch: Callable[[], None]) -> None:
        self._packed = file.read(len(GZIP)) == GZIP
        file.seek(0)
        self._file = file
        self._source = gzip.GzipFile(fileobj=file) if self._packed else file
        self._most, self._watch, self._came = most, watch, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next piece."""
        try:
            data = self._source.read(len(buffer))
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise FormatError("The packed file is damaged or cut short; get it anew.") from error
        self._came += len(data)
        if self._came > self._most:
            raise FormatError(
                f"The file has over {self._most:,} bytes once unpacked, more than is read."
            )
        if self._packed and self._came > max(ANYWAY, MOST_SWELLING * self._file.tell()):
            raise FormatError(
                f"The packed file swells to over {MOST_SWELLING} times its size, which no vectors "
                "do."
            )
        self._watch()
        buffer[: len(data)] = data
        return len(data)


def told_from(head: bytes) -> str:
    r"""The format of a file that begins with `head`; raises FormatError for a stranger.

    >>> told_from(b"1 2\noil 0.5 1\n"), told_from(b"oil 0.5 1\n")
    ('word2vec-text', 'glove')
    """
    for start, what, remedy in STRANGERS:
        if head.startswith(start):
            raise FormatError(f"This is {what}; {remedy}.")
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 2**32:
        return "safetensors"
    found = HEADER.match(head)
    if found is not None:
        dim = int(found[0].split()[1])
        return "word2vec-text" if is_text(head[found.end() :], dim) else "word2vec-binary"
    if is_row(head.partition(b"\n")[0]):
        return "glove"
    begins = head[:30].decode("utf-8", "replace")
    raise FormatError(
        f"The file begins {begins!r}, which is neither word2vec text or binary, GloVe, fastText's "
        ".vec nor safetensors; choose another file."
    )


def is_text(rest: bytes, dim: int) -> bool:
    """Whether what follows a first line of two numbers is rows of text, and not of bytes."""
    line = rest.partition(b"\n")[0]
    if is_row(line) and line.rstrip(b" \r").count(b" ") == dim:
        return True
    after_word = rest.partition(b" ")[2][: 4 * dim]
    return not any(byte < 32 and byte not in b"\t\r\n" for byte in after_word) and line.isascii()


def is_row(line: bytes) -> bool:
    """Whether a line ends with a number after a space, as rows of text do."""
    try:
        float(line.rstrip(b" \r").rpartition(b" ")[2])
    except ValueError:
        return False
    return b" " in line.strip()
