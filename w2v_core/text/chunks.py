r"""A text as numbers of its chunks: a run of signs with the one space that follows it, or a space.

Tokenizers never join what a space parts, so the words in a chunk depend on the chunk alone. A
large text holds few distinct ones: each is tokenized once, and the rest of reading is looking up.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import count, pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]

CHUNK = re.compile(r"[^ \t-\r]+[ \t-\r]?|[ \t-\r]")
COMPILED_FROM = 1 << 20  # characters; less is read before the compiled loops are loaded
FEWEST_SLOTS = 1 << 16
STORE_PER_SLOT = 8  # bytes of distinct chunks


class Chunks(Protocol):
    """Numbers the distinct chunks of a text in the order seen, from 0."""

    def number(self, piece: str) -> Numbers:
        """The number of each chunk of a piece of text."""

    def known(self) -> Iterator[str]:
        """The distinct chunks so far, by number."""


class PlainChunks:
    """Numbers chunks with a regular expression and a dictionary."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, int] = defaultdict(count().__next__)

    def number(self, piece: str) -> Numbers:
        """The number of each chunk of a piece of text."""
        found = CHUNK.findall(piece)
        return np.fromiter(map(self.numbers.__getitem__, found), np.int32, len(found))

    def known(self) -> Iterator[str]:
        """The distinct chunks so far, by number."""
        return iter(self.numbers)


class CompiledChunks:
    """Does the same ten times as fast, without the GIL; see `chunk_kernels`.

    Args:
        known: chunks that have the first numbers.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        chunks = [as_bytes(chunk) for chunk in known]
        self.clear(FEWEST_SLOTS)
        self.looked_up(b"".join(chunks), np.cumsum([len(chunk) for chunk in chunks], dtype=int))

    def clear(self, n_slots: int) -> None:
        """An empty table, with room for half as many chunks as slots."""
        self.slots = np.full(n_slots, -1, np.int32)
        self.store = np.zeros(n_slots * STORE_PER_SLOT, np.uint8)
        self.bounds = np.zeros(n_slots // 2 + 1, np.int64)
        self.n_known = 0

    def number(self, piece: str) -> Numbers:
        """The number of each chunk of a piece of text."""
        from w2v_core.text.chunk_kernels import find_ends

        data = as_bytes(piece)
        ends = np.empty(len(data) + 1, np.int64)
        n_chunks = find_ends(np.frombuffer(data, np.uint8), ends)
        if data and not (n_chunks and ends[n_chunks - 1] == len(data)):
            ends[n_chunks] = len(data)
            n_chunks += 1
        return self.looked_up(data, ends[:n_chunks])

    def looked_up(self, data: bytes, ends: NDArray[np.int64]) -> Numbers:
        """The number of each chunk of bytes; the table grows as it must."""
        from w2v_core.text.chunk_kernels import number_chunks

        eights, numbers = as_eights(data + bytes(8)), np.empty(len(ends), np.int32)
        done = 0
        while True:
            table = self.slots, as_eights(self.store), self.bounds
            done, self.n_known = number_chunks(eights, ends, done, numbers, table, self.n_known)
            if done == len(ends):
                return numbers
            known, bounds = self.store.tobytes(), self.bounds[1 : self.n_known + 1]
            self.clear(2 * len(self.slots))
            self.looked_up(known, bounds)  # in their order, so that they keep their numbers

    def known(self) -> Iterator[str]:
        """The distinct chunks so far, by number."""
        store, bounds = self.store.tobytes(), self.bounds[: self.n_known + 1].tolist()
        for begin, end in pairwise(bounds):
            yield store[begin:end].decode("utf-8", "surrogatepass")


def as_bytes(text: str) -> bytes:
    """UTF-8, whatever stands in the text."""
    return text.encode("utf-8", "surrogatepass")


def as_eights(data: bytes | NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The eight bytes from each place on as a number, without a copy."""
    return np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
