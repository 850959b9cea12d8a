r"""Rows of words and numbers: what the text formats share, and how rows become an embedding.

Words may hold no white space in a text file. When writing, each white-space or control character
of a word becomes `_`, and a word that is then equal to another one gets a number at its end.
Numbers are written with nine significant digits, which give every float32 back exactly.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO

import numpy as np

from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.formats.base import FormatError, FromFile, Limits

UNFIT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # the last are halves of characters
NUMBER_BYTES = 64  # the longest text of a number that is read
BATCH = 1_000  # rows formatted at a time
NUMBERS_AT_ONCE = 20_000  # parsed in one call: some milliseconds, so that others get their turn

Row = tuple[bytes, bytes]  # a word, and the text of its numbers with a space between


class Gathered:
    """Words and vectors as they come; memory follows what came, not what a file promises.

    A word that came before is left out, as in gensim; bytes that are not UTF-8 become the
    replacement character. Both are counted and told.

    Args:
        dim: numbers a word.
        limits: of words and numbers.
        unit: what places are called in messages, `Line` or `Word`.
        first: the number of the first place.
    """

    def __init__(self, dim: int, limits: Limits, unit: str, first: int) -> None:
        self._limits, self._unit, self._first = limits, unit, first
        self._ids: dict[str, int] = {}
        self._table = np.empty((0, dim), np.float32)
        self.came = self._repeated = self._mended = 0

    def add(self, words: Sequence[bytes], vectors: FloatMatrix) -> None:
        """Take some rows in; raises FormatError naming the row that cannot be taken."""
        finite = np.isfinite(vectors).all(axis=1)
        if not finite.all():
            place = self.place(int(np.argmin(finite)))
            raise FormatError(f"{place} holds a number that is not finite.")
        new = [place for place, word in enumerate(words) if self._is_new(word)]
        self.came += len(words)
        self._limits.check(self.came, vectors.shape[1])
        start = len(self._ids) - len(new)
        self._make_room(len(self._ids))
        self._table[start : len(self._ids)] = vectors[new]

    def place(self, row: int) -> str:
        """What a row of those to be added next is called."""
        return f"{self._unit} {self._first + self.came + row:,}"

    def result(self) -> FromFile:
        """All that came, as an embedding."""
        self._limits.check(self.came, self._table.shape[1])
        self._table.resize((len(self._ids), self._table.shape[1]), refcheck=False)
        return FromFile(Embedding(tuple(self._ids), self._table), tuple(self._notes()))

    def _is_new(self, raw: bytes) -> bool:
        try:
            word = raw.decode("utf-8")
        except UnicodeDecodeError:
            word, self._mended = raw.decode("utf-8", "replace"), self._mended + 1
        n_words = len(self._ids)
        is_new = self._ids.setdefault(word, n_words) == n_words
        self._repeated += not is_new
        return is_new

    def _make_room(self, n_rows: int) -> None:
        if n_rows > len(self._table):
            room = max(n_rows, len(self._table) * 3 // 2)
            self._table.resize((room, self._table.shape[1]), refcheck=False)

    def _notes(self) -> Iterator[str]:
        if self._repeated:
            yield (
                f"{self._repeated:,} rows of words that came before were left out; the first "
                "of each was kept."
            )
        if self._mended:
            yield f"{self._mended:,} words are not UTF-8; the bytes in question became “\ufffd”."


def gather(rows: Iterable[Row], dim: int, limits: Limits, first: int) -> FromFile:
    """Rows of text as an embedding; `first` is the number of the first row's line."""
    gathered = Gathered(dim, limits, "Line", first)
    rows = iter(rows)
    while batch := list(islice(rows, max(NUMBERS_AT_ONCE // dim, 1))):
        words, texts = zip(*batch, strict=True)
        gathered.add(words, numbers(texts, dim, gathered.place))
    return gathered.result()


def numbers(texts: Sequence[bytes], dim: int, place: Callable[[int], str]) -> FloatMatrix:
    """The numbers (n, dim) of n rows; raises FormatError naming the first bad row."""
    for row, text in enumerate(texts):
        found = text.count(b" ") + 1 if text else 0
        if found != dim:
            raise FormatError(f"{place(row)} has {found:,} numbers, not {dim:,}.")
    try:
        return _parsed(texts)
    except ValueError:
        for row, text in enumerate(texts):
            try:
                _parsed([text])
            except ValueError as error:
                says = f"{place(row)} holds something that is no number."
                raise FormatError(says) from error
        raise


def _parsed(texts: Sequence[bytes]) -> FloatMatrix:
    lines = [text.decode("latin-1") for text in texts]
    with np.errstate(over="ignore"):  # becomes infinite, which `add` reports
        found = np.loadtxt(lines, np.float32, comments=None, delimiter=" ", ndmin=2)
    return np.asarray(found, dtype=np.float32)


def line_of(stream: BinaryIO, limits: Limits, number: int, dim: int | None = None) -> bytes:
    """The next line, the `number`-th, without its end; FormatError if no row is as long."""
    longest = limits.word_bytes + (dim or limits.dim) * NUMBER_BYTES
    line = stream.readline(longest)
    if len(line) == longest:
        raise FormatError(f"Line {number:,} is longer than a word and its numbers can be.")
    return line.rstrip(b" \r\n")


def write_rows(embedding: Embedding, stream: BinaryIO) -> None:
    """A line a word: the word and the numbers of W_in, a space between."""
    n_words, dim = embedding.shape
    row = "%s" + " %.9g" * dim + "\n"
    words = list(safe_words(embedding.words))
    for first in range(0, n_words, BATCH):
        vectors = embedding.W_in[first : first + BATCH].tolist()
        pairs = zip(words[first : first + BATCH], vectors, strict=True)
        lines = (row % (word, *vector) for word, vector in pairs)
        stream.write("".join(lines).encode("utf-8"))


def safe_words(words: Sequence[str]) -> Iterator[str]:
    r"""The words as a text file can hold them, still distinct.

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
