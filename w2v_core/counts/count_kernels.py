"""Compiled loops that count which words stand near each other, row by row.

The places of a word are looked up in an index of the text, and the words around each place are
added up in one dense row, which the cache holds; what is not zero then becomes a sparse row. Each
pair costs one addition, and no pair is ever stored.
"""

from typing import Any

import numba
import numpy as np

jit = numba.njit(nogil=True, cache=True, error_model="numpy")
Array = np.ndarray[Any, Any]

BLOCK = 5  # log2 of the cells that share a mark "something was added here"


@jit
def index_places(text: Array, first: Array, places: Array) -> None:
    """Fill `places` (N,): the places of word 0, then of word 1 ..., each in the order of the text.

    Args:
        text: word ids, -1 between sentences.
        first: (V,) where the places of each word begin; moved on to where they end.
        places: (N,) filled.
    """
    for place in range(len(text)):
        word = text[place]
        if word >= 0:
            places[first[word]] = place
            first[word] += 1


@jit
def add_around(row: Array, mark: Array, text: Array, place: int, step: int, weights: Array) -> None:
    """Add the neighbours on one side of a place to a dense row, up to the sentence's end.

    Args:
        row: (V,) added to.
        mark: (V >> BLOCK + 1,) set where something was added.
        text: word ids, -1 between sentences.
        place: the centre's.
        step: -1 for the words before, 1 for those after.
        weights: (w,) what a neighbour counts, nearest first.
    """
    for weight in weights:
        place += step
        word = text[place]
        if word < 0:
            break
        row[word] += weight
        mark[word >> BLOCK] = 1


@jit
def move_out(row: Array, mark: Array, columns: Array, values: Array, n: int) -> int:
    """Append the cells of a dense row that are not zero, by column, and clear the row.

    Returns:
        `n`, the cells in `columns` and `values`, with the new ones.
    """
    for block in range(len(mark)):
        if mark[block]:
            mark[block] = 0
            for word in range(block << BLOCK, min((block + 1) << BLOCK, len(row))):
                if row[word] != 0.0:
                    columns[n] = word
                    values[n] = row[word]
                    row[word] = 0.0
                    n += 1
    return n


@jit
def count_rows(
    index: Any, first: int, last: int, left: Array, right: Array, row: Array, cells: Any
) -> int:
    """The rows `first` up to `last` (excluded) of the table of counts, as sparse cells.

    Args:
        index: a text by place and by word, as a tuple (text, places, bounds); see `matrix.Index`.
        first: first row word.
        last: word after the last one.
        left: (w,) or (0,), what a word before counts, nearest first.
        right: likewise a word after.
        row: (V,) zeros to work in, and zeros again at the end.
        cells: a tuple (columns, values, ends) of arrays to fill; see `matrix.Rows`.

    Returns:
        How many cells there are.
    """
    text, places, bounds = index
    columns, values, ends = cells
    mark = np.zeros((len(row) >> BLOCK) + 1, np.uint8)
    n = 0
    for word in range(first, last):
        for place in places[bounds[word] : bounds[word + 1]]:
            add_around(row, mark, text, place, -1, left)
            add_around(row, mark, text, place, 1, right)
        n = move_out(row, mark, columns, values, n)
        ends[word - first] = n
    return n
