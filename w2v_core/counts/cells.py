"""A function of the cells of a table of counts, dense or sparse, where something was counted.

Does not: touch cells that are zero. A pair that was never seen stays 0 whatever is measured.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
CellMeasure = Callable[[Floats, Floats, Floats], Floats]  # of count, row's and column's number

BLOCK = 1_000_000  # sparse cells handled at a time


def cellwise(counts: Any, rows: ArrayLike, columns: ArrayLike, measure: CellMeasure) -> Any:
    """`measure(count, row's number, column's number)` of every cell above zero.

    Args:
        counts: (R, C), an array or a SciPy sparse table.
        rows: (R,) a number for each row.
        columns: (C,) a number for each column.
        measure: works on arrays of cells.

    Returns:
        (R, C) float64, an array where `counts` is none but sparse; else a `csr_array` without
        stored zeros.

    >>> cellwise([[2, 0]], [10], [1, 5], lambda count, row, column: count * row + column)
    array([[21.,  0.]])
    """
    of_rows = np.asarray(rows, dtype=np.float64)
    of_columns = np.asarray(columns, dtype=np.float64)
    if hasattr(counts, "tocsr"):
        return sparse_cells(counts, of_rows, of_columns, measure)
    found = np.asarray(counts, dtype=np.float64)
    row, column = np.nonzero(found > 0)
    values = np.zeros_like(found)
    values[row, column] = measure(found[row, column], of_rows[row], of_columns[column])
    return values


def sparse_cells(counts: Any, rows: Floats, columns: Floats, measure: CellMeasure) -> Any:
    """The sparse half of `cellwise`.

    It is worked out some rows at a time, so that beside the counts and the result only what
    belongs to a block of cells is held.
    """
    from scipy.sparse import csr_array

    table = csr_array(counts)
    starts = table.indptr
    values = np.empty(table.nnz)
    first = 0
    while first < len(rows):
        last = int(np.searchsorted(starts, starts[first] + BLOCK, side="right")) - 1
        last = max(last, first + 1)
        cells = slice(starts[first], starts[last])
        row = np.repeat(rows[first:last], np.diff(starts[first : last + 1]))
        found = table.data[cells].astype(np.float64)
        values[cells] = measure(found, row, columns[table.indices[cells]])
        first = last
    result = csr_array((values, table.indices.copy(), starts.copy()), shape=table.shape)
    result.eliminate_zeros()  # in place, so its own copy of where the cells are
    return result
