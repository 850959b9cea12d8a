"""What every file format offers, what a file may hold at most, and what can be wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from w2v_core.embedding import Embedding
from w2v_core.errors import W2VError


class FormatError(W2VError):
    """A file of vectors is not what its format promises; the message names the line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file of vectors that is read.

    Attributes:
        words: rows.
        dim: numbers a row.
        numbers: rows x numbers; four bytes each once read.
        word_bytes: length of one word in UTF-8.
    """

    words: int = 3_000_000
    dim: int = 4_096
    numbers: int = 300_000_000
    word_bytes: int = 1_000


@dataclass(frozen=True, slots=True)
class Format:
    """A way to keep vectors in a file.

    Attributes:
        name: as on the command line.
        label: for people.
        extension: of file names, with the dot.
        write: puts an embedding into a binary stream.
        read: takes one out of a binary stream, within limits.
    """

    name: str
    label: str
    extension: str
    write: Callable[[Embedding, BinaryIO], None]
    read: Callable[[BinaryIO, Limits], Embedding]
