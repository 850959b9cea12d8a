r"""The text format of word2vec.c, which nearly every program reads; fastText's .vec is the same.

    2 3\n                       words and dimensions
    oil 0.25 -1 0.5\n           a word, then its numbers, a space between, UTF-8
    gas 0.125 0 2\n

Does not: keep W_out or counts, which the format has no place for.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from w2v_core.embedding import Embedding
from w2v_core.formats.base import FormatError, FromFile, Limits
from w2v_core.formats.rows import Row, gather, line_of, write_rows

HEADER = re.compile(rb"[0-9]{1,15} [0-9]{1,15} ?\r?\n")
HEADER_BYTES = 100


def write(embedding: Embedding, stream: BinaryIO) -> None:
    """Write the words and W_in, most frequent word first, into a binary stream."""
    stream.write(header(embedding))
    write_rows(embedding, stream)


def header(embedding: Embedding) -> bytes:
    """The first line: words and dimensions."""
    n_words, dim = embedding.shape
    return f"{n_words} {dim}\n".encode()


def read(stream: BinaryIO, limits: Limits = Limits()) -> FromFile:  # noqa: B008, it is frozen
    """Read words and vectors from a binary stream; counts are unknown afterwards.

    Raises:
        FormatError: names the line and what is wrong with it: a header that is none or promises
            too much, a row with too few or too many numbers, text that is no number, a file that
            ends early or goes on.
    """
    n_words, dim = read_header(stream, limits)
    return gather(promised_rows(stream, limits, n_words, dim), dim, limits, first=2)


def promised_rows(stream: BinaryIO, limits: Limits, n_words: int, dim: int) -> Iterator[Row]:
    """As many rows as the header promises, no more and no less."""
    for id in range(n_words):
        line = line_of(stream, limits, id + 2, dim)
        if not line:
            raise FormatError(f"The first line promises {n_words:,} words; {id:,} came.")
        word, _, numbers = line.partition(b" ")
        yield word, numbers
    if stream.read(1000).strip():
        raise FormatError(f"The first line promises {n_words:,} words; more came.")


def read_header(stream: BinaryIO, limits: Limits) -> tuple[int, int]:
    """Words and dimensions of the first line."""
    line = stream.readline(HEADER_BYTES)
    if not HEADER.fullmatch(line):
        raise FormatError(
            "The first line must hold two numbers, words and dimensions; "
            f"it begins {line[:30].decode('utf-8', 'replace')!r}."
        )
    n_words, dim = map(int, line.split())
    limits.check(n_words, dim)
    return n_words, dim
