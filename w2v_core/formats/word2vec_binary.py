r"""The binary format of word2vec.c, as in the GoogleNews vectors.

    2 3\n                       words and dimensions, as text
    oil <12 bytes>\n            a word, a space, its numbers as little-endian float32, a line end

Some programs leave the line end out; both are read. Words may hold no white space: what is
written is as in the text format.

Does not: keep W_out or counts, which the format has no place for.
"""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import numpy as np

from w2v_core.embedding import Embedding
from w2v_core.formats.base import FormatError, FromFile, Limits
from w2v_core.formats.rows import Gathered, safe_words
from w2v_core.formats.word2vec_text import header, read_header

PIECE = 1 << 20  # bytes read at a time
ROWS_AT_ONCE = 1_000


def write(embedding: Embedding, stream: BinaryIO) -> None:
    """Write the words and W_in, most frequent word first, into a binary stream."""
    stream.write(header(embedding))
    vectors = embedding.W_in.astype("<f4", copy=False)
    for word, vector in zip(safe_words(embedding.words), vectors, strict=True):
        stream.write(word.encode("utf-8") + b" " + vector.tobytes() + b"\n")


def read(stream: BinaryIO, limits: Limits = Limits()) -> FromFile:  # noqa: B008, it is frozen
    """Read words and vectors from a binary stream; counts are unknown afterwards.

    Raises:
        FormatError: for a header that is none or promises too much, a word that does not end, a
            number that is not finite, a file that ends early or goes on.
    """
    n_words, dim = read_header(stream, limits)
    gathered = Gathered(dim, limits, "Word", first=1)
    rows = rows_of(stream, limits, n_words, dim)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        words, vectors = zip(*batch, strict=True)
        found = np.frombuffer(b"".join(vectors), "<f4").reshape(-1, dim)
        gathered.add(words, found.astype(np.float32, copy=False))
    return gathered.result()


def rows_of(
    stream: BinaryIO, limits: Limits, n_words: int, dim: int
) -> Iterator[tuple[bytes, bytes]]:
    """Each word and the bytes of its numbers."""
    held, at = b"", 0
    most = limits.word_bytes + 2 + 4 * dim  # bytes of a row
    for id in range(n_words):
        if len(held) - at < most:
            held, at = held[at:] + stream.read(PIECE + most), 0
        space = held.find(b" ", at, at + limits.word_bytes)
        end = space + 1 + 4 * dim
        word = held[at:space].lstrip(b"\r\n")
        if (space < 0 and len(held) - at >= most) or b"\n" in word:
            raise FormatError(f"Word {id + 1:,} does not end; this is no binary file of word2vec.")
        if space < 0 or end > len(held):
            raise FormatError(f"The first line promises {n_words:,} words; {id:,} came whole.")
        yield word, held[space + 1 : end]
        at = end
    if (held[at:] + stream.read(1000)).strip(b"\r\n"):
        raise FormatError(f"The first line promises {n_words:,} words; more came.")
