"""Packed files of strangers: .zip, .gz and .xz become texts in memory, within limits.

Nothing is ever written under a name from an archive; names are labels. Sizes are looked at twice,
as the archive declares them and as they come out. An archive within an archive, a link, a path that
leads out, a file locked by a password and anything that swells beyond all measure are refused.
"""

import gzip
import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from w2v_core.errors import LimitReached, TextError
from w2v_core.text.sources import label

MB = 10**6
MOST = 200 * MB  # bytes that come out of one upload
MOST_FILES = 1_000  # of one archive
MOST_SWELLING = 100  # times its own size may come out of an archive,
ANYWAY = 16 * MB  # and so many bytes of any
PIECE = 1 << 18  # bytes unpacked at a time
MOST_STREAMS = 1_000  # of one xz file: an empty one costs time too
XZ_MEMORY = 80 * MB  # that the tightest setting of xz wants
LARGEST_INDEX = 1 * MB  # of a zip archive
ENDINGS = ("txt", "text", "md")  # of texts within a zip archive; others are left out
ZIP, GZIP, XZ = b"PK", b"\x1f\x8b", b"\xfd7zXZ\x00"
END, FAR_END = b"PK\x05\x06", b"PK\x06\x07"  # where the index of a zip archive is told
END_BYTES, LONGEST_COMMENT = 22, 1 << 16
DAMAGED = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError, OSError,
           struct.error, ValueError, NotImplementedError, IndexError, RuntimeError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """One file that came in, packed or not.

    Attributes:
        name: a label, fit to be shown.
        data: its bytes.
    """

    name: str
    data: bytes


def is_packed(data: bytes) -> bool:
    """Whether bytes begin as an archive does."""
    return data.startswith((b"PK\x03\x04", END, GZIP, XZ))


def unpacked(data: bytes, name: str, most: int = MOST) -> tuple[list[Member], str]:
    """The texts in a file: itself where it is no archive; and what was left out, a sentence or "".

    Args:
        data: the whole file.
        name: as somebody's browser sent it; only shown, as `label(name)`.
        most: bytes that may come out.

    Raises:
        TextError: if it is damaged, or holds what an archive of texts does not.
        LimitReached: if more comes out of it than is read.
    """
    shown = label(name)
    if not is_packed(data):
        return [Member(shown, data)], ""
    try:
        members, left_out = OPENERS[data[:2]](data, shown, most)
    except DAMAGED as error:
        raise TextError(f"The archive {shown} is damaged or cut short; pack it anew.") from error
    for member in members:
        if is_packed(member.data):
            raise TextError(
                f"{shown} holds an archive within the archive; unpack it once and bring that."
            )
    more = f"{left_out:,} other files in {shown} were left out; read are .txt and .md."
    return members, more if left_out else ""


def unzipped(data: bytes, shown: str, most: int) -> tuple[list[Member], int]:
    """The texts of a zip archive, and how many other files there are."""
    check_index(data, shown)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = [info for info in archive.infolist() if not info.is_dir()]
        if len(inside) > MOST_FILES:
            raise LimitReached(
                f"{shown} holds {len(inside):,} files, and {MOST_FILES:,} is the limit; "
                "put several into one."
            )
        for info in inside:
            check_entry(info, shown)
        texts = [info for info in inside if is_text(info.filename)]
        if not texts:
            raise TextError(f"{shown} holds no text; pack files that end with .txt or .md.")
        meter = Meter(shown, most, len(data))
        meter.declare(sum(info.file_size for info in texts))
        members = []
        for info in texts:
            with archive.open(info) as stream:
                members.append(Member(label(info.filename), meter.read(stream.read)))
    return members, len(inside) - len(texts)


def gunzipped(data: bytes, shown: str, most: int) -> tuple[list[Member], int]:
    """The one file of a gzip archive."""
    meter = Meter(shown, most, len(data))
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        return [Member(inner(shown, ".gz"), meter.read(stream.read))], 0


def unxzed(data: bytes, shown: str, most: int) -> tuple[list[Member], int]:
    """The one file of an xz archive."""
    meter = Meter(shown, most, len(data))
    pieces = xz_pieces(io.BytesIO(data))
    return [Member(inner(shown, ".xz"), meter.read(lambda _: next(pieces, b"")))], 0


Opener = Callable[[bytes, str, int], tuple[list[Member], int]]
OPENERS: Mapping[bytes, Opener] = MappingProxyType({ZIP: unzipped, GZIP: gunzipped, XZ[:2]: unxzed})


class Meter:
    """Counts what comes out of an archive, and stops it in time.

    Args:
        shown: label of the archive.
        most: bytes that may come out.
        packed: bytes of the archive.
    """

    def __init__(self, shown: str, most: int, packed: int) -> None:
        self._shown, self._most, self._packed = shown, most, packed
        self._came = 0

    def declare(self, n_bytes: int) -> None:
        """Look at a size that is only said; raises LimitReached."""
        self._check(n_bytes)

    def read(self, read: Callable[[int], bytes]) -> bytes:
        """All that `read` gives, piece by piece; raises LimitReached once it is too much."""
        pieces = []
        while piece := read(PIECE):
            self._came += len(piece)
            self._check(self._came)
            pieces.append(piece)
        return b"".join(pieces)

    def _check(self, n_bytes: int) -> None:
        if n_bytes > self._most:
            raise LimitReached(
                f"{self._shown} unpacks to more than {self._most / MB:,.0f} MB, the limit of one "
                "text; bring a part of it."
            )
        if n_bytes > max(ANYWAY, MOST_SWELLING * self._packed):
            raise LimitReached(
                f"{self._shown} swells to over {MOST_SWELLING} times its size, which no text "
                "does; bring the text unpacked."
            )


def check_index(data: bytes, shown: str) -> None:
    """Refuse an index that would take long to read, before it is read.

    Every place where it might be told counts, for readers differ in which they believe.
    """
    first = max(0, len(data) - END_BYTES - LONGEST_COMMENT)
    for found in re.finditer(re.escape(END), data[first:]):
        place = first + found.start()
        far = data[max(0, place - 20) : place].startswith(FAR_END)
        size = int.from_bytes(data[place + 12 : place + 16], "little")
        if far or size > LARGEST_INDEX:
            raise LimitReached(
                f"{shown} says that it holds more files than are read, {MOST_FILES:,}; pack fewer."
            )


def check_entry(info: zipfile.ZipInfo, shown: str) -> None:
    """Refuse what an archive of texts does not hold; raises TextError."""
    path = info.filename.replace("\\", "/")
    within = label(info.filename)
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        raise TextError(f"In {shown} the path of {within} leads out of it; pack it anew.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise TextError(f"In {shown} {within} is a link; pack the file that it leads to.")
    if info.flag_bits & 1:
        raise TextError(f"In {shown} {within} is locked by a password; pack it without.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise TextError(f"In {shown} {within} is packed in a rare way; pack it as plain zip.")


def is_text(path: str) -> bool:
    """Whether a file of an archive is read: it ends like a text and is not hidden.

    >>> is_text("texts/novel.TXT"), is_text("__MACOSX/._novel.txt"), is_text("cover.jpg")
    (True, False, False)
    """
    parts = path.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX"
    return not hidden and parts[-1].rpartition(".")[2].lower() in ENDINGS


def inner(shown: str, ending: str) -> str:
    """The name of what was packed by itself."""
    return shown[: -len(ending)] if shown.lower().endswith(ending) else shown


def xz_pieces(file: BinaryIO) -> Iterator[bytes]:
    """What one or several streams of xz unpack to, a bounded piece at a time."""
    rest, streams = b"", 0
    while rest := rest.lstrip(b"\0") or file.read(PIECE):  # zeros may stand between streams
        streams += 1
        if streams > MOST_STREAMS:
            raise lzma.LZMAError("The file has more streams than are read.")
        unpack = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        while not unpack.eof:
            if unpack.needs_input and not rest:
                rest = file.read(PIECE)
                if not rest:
                    raise EOFError("The stream is cut short.")
            piece = unpack.decompress(rest, PIECE)
            rest = b""
            if piece:
                yield piece
        rest = unpack.unused_data
