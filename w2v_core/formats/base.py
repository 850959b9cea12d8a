"""What every file format offers, what a file may hold at most, and what can be wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from w2v_core.embedding import Embedding
from w2v_core.errors import W2VError


class FormatError(W2VError):
    """A file of vectors is not what its format promises; the message names the line or word."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file of vectors that is read.

    Attributes:
        words: rows.
        dim: numbers a row.
        numbers: rows x numbers; four bytes each once read.
        word_bytes: length of one word in UTF-8.
        unpacked: bytes of the file, after unpacking if it is packed.
    """

    words: int = 3_000_000
    dim: int = 1_000
    numbers: int = 300_000_000
    word_bytes: int = 1_000
    unpacked: int = 6_000_000_000

    def check(self, n_words: int, dim: int) -> None:
        """Raise FormatError if so many words of so many numbers are too much, or nothing."""
        if n_words < 1 or dim < 1:
            raise FormatError(f"The file holds {n_words} words of {dim} numbers; nothing to read.")
        if n_words > self.words or dim > self.dim or n_words * dim > self.numbers:
            raise FormatError(
                f"The file holds {n_words:,} words of {dim:,} numbers; at most {self.words:,} "
                f"words, {self.dim:,} numbers each and {self.numbers:,} in all are read."
            )


@dataclass(frozen=True, slots=True, eq=False)
class FromFile:
    """What a file of vectors held.

    Attributes:
        embedding: its words in the order of the file.
        notes: a sentence for each thing that was mended or left out.
    """

    embedding: Embedding
    notes: tuple[str, ...] = ()


Write = Callable[[Embedding, BinaryIO], None]
Read = Callable[[BinaryIO, Limits], FromFile]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to keep vectors in a file.

    Attributes:
        name: as on the command line.
        label: for people.
        extension: of file names, with the dot.
        keeps: what the file holds, a clause for people.
        write: puts an embedding into a binary stream.
        read: takes one out of a binary stream, within limits; None: the format is only written.
    """

    name: str
    label: str
    extension: str
    keeps: str
    write: Write
    read: Read | None
