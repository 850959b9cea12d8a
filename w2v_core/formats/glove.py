r"""The text format of GloVe: rows as in word2vec's text, without a first line before them.

    oil 0.25 -1 0.5\n
    gas 0.125 0 2\n

The first row tells how many numbers each has. Published files hold words with spaces inside, such
as `. . .`; what stands before the numbers is the word, whatever it is.

Does not: keep W_out or counts, which the format has no place for.
"""

from collections.abc import Iterator
from typing import BinaryIO

from w2v_core.embedding import Embedding
from w2v_core.formats.base import FormatError, FromFile, Limits
from w2v_core.formats.rows import Row, gather, line_of, write_rows


def write(embedding: Embedding, stream: BinaryIO) -> None:
    """Write the words and W_in, most frequent word first, into a binary stream."""
    write_rows(embedding, stream)


def read(stream: BinaryIO, limits: Limits = Limits()) -> FromFile:  # noqa: B008, it is frozen
    """Read words and vectors from a binary stream; counts are unknown afterwards.

    Raises:
        FormatError: names the line and what is wrong with it: a first row that is none, a row
            with too few numbers, text that is no number, more words than are read.
    """
    line = line_of(stream, limits, 1)
    dim = line.count(b" ")
    if dim < 1:
        raise FormatError("The first line must hold a word and its numbers, a space between.")
    limits.check(1, dim)
    return gather(rows_of(line, stream, limits, dim), dim, limits, first=1)


def rows_of(line: bytes, stream: BinaryIO, limits: Limits, dim: int) -> Iterator[Row]:
    """The rows from the first line on; blank lines may stand at the end only."""
    number = 1
    while line:
        word, *numbers = line.rsplit(b" ", dim)
        if len(numbers) < dim:
            raise FormatError(f"Line {number:,} has {len(numbers):,} numbers, not {dim:,}.")
        yield word, b" ".join(numbers)
        number += 1
        line = line_of(stream, limits, number, dim)
    if stream.read(1000).strip():
        raise FormatError(f"Line {number:,} is empty; the rows must follow each other.")
