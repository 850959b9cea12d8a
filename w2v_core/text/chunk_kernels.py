"""Compiled loops that number the distinct chunks of a text: a hash table over their bytes.

Bytes are compared eight at a time: `eights[i]` stands for the bytes i .. i + 7, so a text and the
store of known chunks are both seen as arrays of overlapping 64-bit numbers, with some bytes behind
the last chunk. Numba takes it for granted that a number lies at a multiple of its size, which these
do not, so `number_chunks` is told. `text.chunks.PlainChunks` says what must come out.
"""

from typing import Any

import numba
import numpy as np
from numba import types

jit = numba.njit(nogil=True, cache=True, error_model="numpy")
Array = np.ndarray[Any, Any]
Table = tuple[Array, Array, Array]

ALL_BITS = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
MIX = np.uint64(0x9E37_79B9_7F4A_7C15)  # odd, its bits without pattern: 2^64 / golden ratio

TEXT = types.Array(types.uint64, 1, "A", readonly=True, aligned=False)
STORE = types.Array(types.uint64, 1, "A", aligned=False)
PLACES, NUMBERS = types.int64[::1], types.int32[::1]


@jit
def find_ends(data: Array, ends: Array) -> int:
    """Write the places after each space of `data` to `ends`; returns how many there are.

    All places are written, most to be overwritten at once: no branch, nothing to guess wrongly.
    """
    n = 0
    for place in range(len(data)):
        byte = data[place]
        ends[n] = place + 1
        n += (byte == 32) | ((byte >= 9) & (byte <= 13))
    return n


@jit
def last_bytes(eights: Array, place: int, size: int) -> Any:
    """The 1 to 8 bytes from `place` on as a number."""
    return eights[place] & (ALL_BITS >> np.uint64(64 - 8 * size))


@jit
def hashed(eights: Array, place: int, size: int) -> Any:
    """A 32-bit number from the `size` bytes from `place` on."""
    code = np.uint64(size)
    while size > 8:
        code = (code ^ eights[place]) * MIX
        code ^= code >> np.uint64(32)
        place += 8
        size -= 8
    return ((code ^ last_bytes(eights, place, size)) * MIX) >> np.uint64(32)


@jit
def same(eights: Array, place: int, others: Array, other: int, size: int) -> bool:
    """Whether two stretches of `size` bytes are equal."""
    while size > 8:
        if eights[place] != others[other]:
            return False
        place += 8
        other += 8
        size -= 8
    return bool(last_bytes(eights, place, size) == last_bytes(others, other, size))


@numba.njit(
    [(TEXT, PLACES, types.int64, NUMBERS, types.Tuple((NUMBERS, STORE, PLACES)), types.int64)],
    nogil=True,
    cache=True,
    error_model="numpy",
)
def number_chunks(
    eights: Array, ends: Array, done: int, numbers: Array, table: Table, n_known: int
) -> tuple[int, int]:
    """Give each chunk its number, a new one where it was never seen.

    Args:
        eights: the bytes of the text.
        ends: (N,) where each chunk ends; the first begins at 0.
        done: chunks that have their number already.
        numbers: (N,) filled.
        table: slots, a hash table of numbers, -1 where empty, its length a power of 2; the store,
            the bytes of the known chunks, one after another; bounds, chunk k is the bytes
            bounds[k] .. bounds[k + 1] - 1 of the store.
        n_known: how many are known.

    Returns:
        Chunks done and chunks known; not all are done where the table or the store was full.
    """
    slots, store, bounds = table
    mask = np.uint64(len(slots) - 1)
    start = ends[done - 1] if done else 0
    for place in range(done, len(ends)):
        size = ends[place] - start
        slot = hashed(eights, start, size) & mask
        number = slots[slot]
        while number >= 0:
            begin = bounds[number]
            if bounds[number + 1] - begin == size and same(eights, start, store, begin, size):
                break
            slot = (slot + np.uint64(1)) & mask
            number = slots[slot]
        if number < 0:
            begin = bounds[n_known]
            if n_known == len(slots) // 2 or begin + size + 8 > len(store):
                return place, n_known
            for offset in range(0, size, 8):
                store[begin + offset] = eights[start + offset]
            bounds[n_known + 1] = begin + size
            slots[slot] = number = n_known
            n_known += 1
        numbers[place] = number
        start = ends[place]
    return len(ends), n_known
