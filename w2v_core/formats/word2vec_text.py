r"""The text format of word2vec.c, which nearly every program reads.

    2 3\n                       words and dimensions
    oil 0.25 -1 0.5\n           a word, then its numbers, a space between, UTF-8
    gas 0.125 0 2\n

Words may hold no white space there. When writing, each white-space or control character of a word
becomes `_`, and a word that is then equal to another one gets a number at its end. Vectors are
written with nine significant digits, which give every float32 back exactly.

Does not: keep W_out or counts, which the format has no place for.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np

from w2v_core.embedding import Embedding
from w2v_core.formats.base import FormatError, Limits

UNFIT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # the last are halves of characters
NUMBER_BYTES = 64  # the longest text of a number that is read
HEADER_BYTES = 100
BATCH = 1_000  # rows formatted at a time


def write(embedding: Embedding, stream: BinaryIO) -> None:
    """Write the words and W_in, most frequent word first, into a binary stream."""
    n_words, dim = embedding.shape
    stream.write(f"{n_words} {dim}\n".encode())
    row = "%s" + " %.9g" * dim + "\n"
    words = list(safe_words(embedding.words))
    for first in range(0, n_words, BATCH):
        numbers = embedding.W_in[first : first + BATCH].tolist()
        lines = map(row.__mod__, map(tuple, prefixed(words[first : first + BATCH], numbers)))
        stream.write("".join(lines).encode("utf-8"))


def prefixed(words: Sequence[str], rows: Sequence[list[float]]) -> Iterator[list[object]]:
    """Each row with its word before its numbers."""
    return ([word, *row] for word, row in zip(words, rows, strict=True))


def safe_words(words: Sequence[str]) -> Iterator[str]:
    r"""The words as the file can hold them, still distinct.

    >>> list(safe_words(["new york", "new_york", "a\tb", ""]))
    ['new_york_2', 'new_york', 'a_b', '_']
    """
    taken = {word for word in words if word and not UNFIT.search(word)}
    uses: Counter[str] = Counter()
    for word in words:
        safe = word
        if word not in taken:
            safe = plain = UNFIT.sub("_", word) or "_"
            uses[plain] += 1
            while safe in taken:
                uses[plain] += 1
                safe = f"{plain}_{uses[plain]}"
            taken.add(safe)
        yield safe


def read(stream: BinaryIO, limits: Limits = Limits()) -> Embedding:  # noqa: B008, it is frozen
    """Read words and vectors from a binary stream; counts are unknown afterwards.

    Raises:
        FormatError: names the line and what is wrong with it: a header that is none or promises
            too much, a row with too few or too many numbers, text that is no number, a word that
            came before, a file that ends early or goes on.
    """
    n_words, dim = read_header(stream, limits)
    vectors = np.empty((n_words, dim), np.float32)
    places: dict[str, int] = {}
    longest = limits.word_bytes + dim * NUMBER_BYTES
    for id in range(n_words):
        line = stream.readline(longest)
        if not line.strip():
            raise FormatError(f"The first line promises {n_words:,} words; {id:,} came.")
        word, numbers = parse_row(line, id + 2, dim)
        with np.errstate(over="ignore"):  # becomes infinite, which `checked` reports
            vectors[id] = numbers
        if places.setdefault(word, id) != id:
            raise FormatError(f"Line {id + 2:,} repeats the word of line {places[word] + 2:,}.")
    if stream.readline(longest).strip():
        raise FormatError(f"The first line promises {n_words:,} words; more came.")
    return Embedding(tuple(places), checked(vectors))


def read_header(stream: BinaryIO, limits: Limits) -> tuple[int, int]:
    """Words and dimensions of the first line."""
    line = stream.readline(HEADER_BYTES)
    if not re.fullmatch(rb"[0-9]{1,15} [0-9]{1,15} ?\r?\n", line):
        raise FormatError(
            "The first line must hold two numbers, words and dimensions; "
            f"it begins {line[:30].decode('utf-8', 'replace')!r}."
        )
    n_words, dim = map(int, line.split())
    if n_words < 1 or dim < 1:
        raise FormatError(f"The file holds {n_words} words of {dim} numbers; nothing to read.")
    if n_words > limits.words or dim > limits.dim or n_words * dim > limits.numbers:
        raise FormatError(
            f"The file holds {n_words:,} words of {dim:,} numbers; at most {limits.words:,} words, "
            f"{limits.dim:,} numbers each and {limits.numbers:,} in all are read."
        )
    return n_words, dim


def parse_row(line: bytes, line_number: int, dim: int) -> tuple[str, list[float]]:
    """The word and the numbers of one line."""
    word, *numbers = line.rstrip(b" \r\n").split(b" ")
    if len(numbers) != dim:
        raise FormatError(f"Line {line_number:,} has {len(numbers):,} numbers, not {dim:,}.")
    try:
        return word.decode("utf-8"), list(map(float, numbers))
    except UnicodeDecodeError as error:
        raise FormatError(f"The word of line {line_number:,} is not UTF-8.") from error
    except ValueError as error:
        raise FormatError(f"Line {line_number:,} holds something that is no number.") from error


def checked(vectors: np.ndarray) -> np.ndarray:
    """The vectors, if all their numbers are finite."""
    bad = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(bad):
        raise FormatError(f"Line {bad[0] + 2:,} holds a number that is not finite.")
    return vectors
