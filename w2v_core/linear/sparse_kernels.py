"""Compiled products of a sparse table with some dense columns, in float32."""

from typing import Any

import numba
import numpy as np

Array = np.ndarray[Any, Any]


@numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract"})
def times_rows(table: Any, X: Array, first: int, last: int, product: Array) -> None:
    """The rows `first` up to `last` (excluded) of a sparse table times X.

    Four cells are taken at a time, so that the row of the product is read and written once for
    the four.

    Args:
        table: (R, C) as a tuple (starts, columns, values) of compressed sparse rows.
        X: (C, b).
        first: first row.
        last: row after the last one.
        product: (R, b), the rows filled.
    """
    starts, columns, values = table
    for row in range(first, last):
        total = product[row]
        total[:] = 0
        cell, end = starts[row], starts[row + 1]
        while cell + 4 <= end:
            a, b, c, d = values[cell], values[cell + 1], values[cell + 2], values[cell + 3]
            x, y = X[columns[cell]], X[columns[cell + 1]]
            z, w = X[columns[cell + 2]], X[columns[cell + 3]]
            for n in range(len(total)):
                total[n] += (a * x[n] + b * y[n]) + (c * z[n] + d * w[n])
            cell += 4
        while cell < end:
            a, x = values[cell], X[columns[cell]]
            for n in range(len(total)):
                total[n] += a * x[n]
            cell += 1
