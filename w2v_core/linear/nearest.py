"""Exact nearest rows by cosine, in pieces, so that memory stays small for any vocabulary.

The cosine of unit vectors is their inner product. For some queries a piece of the work is one
matrix product and a choice of the best entries of each of its rows; the neighbours of all rows are
found by a compiled loop that needs half the products, for a cosine counts both ways.

Does not: approximate. Below a few hundred thousand words exact search is fast enough.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.errors import Cancelled
from w2v_core.linear.cores import cores

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]
Found = tuple[NDArray[np.int32], Floats]
Asked = Callable[[], bool]

CHUNK_CELLS = 4_000_000  # cosines held at a time: 16 MB
JOB = 256  # rows that a thread compares with those before them without looking up
GROUPS = 256  # groups whose maxima bound the best entries of a row


def unit_rows(matrix: ArrayLike) -> Floats:
    """The rows of a (V, D) matrix scaled to length one, float32; rows of zeros stay zero.

    >>> unit_rows([[3, 4], [0, 0]])
    array([[0.6, 0.8], [0. , 0. ]], dtype=float32)
    """
    rows = np.asarray(matrix, dtype=np.float32)
    lengths = np.sqrt(np.einsum("vd,vd->v", rows, rows, dtype=np.float64))
    lengths[lengths == 0] = 1.0
    return np.asarray(rows / lengths.astype(np.float32)[:, None], dtype=np.float32)


def nearest(
    queries: Floats, matrix: Floats, top: int, exclude: ArrayLike | None = None
) -> tuple[Ids, Floats]:
    """The rows of `matrix` nearest to each query, best first, equal ones by id.

    Args:
        queries: (Q, D) float32 unit rows.
        matrix: (V, D) float32 unit rows.
        top: how many; fewer come back where `matrix` has fewer to give.
        exclude: (Q,) or (Q, E) ids that a query must not find; -1 stands for none.

    Returns:
        Ids (Q, top) int64 and cosines (Q, top) float32.
    """
    banned = no_ids(len(queries)) if exclude is None else columns(exclude)
    top = max(min(top, len(matrix) - banned.shape[1]), 0)
    found = np.empty((len(queries), top), np.int64), np.empty((len(queries), top), np.float32)
    step = max(CHUNK_CELLS // max(len(matrix), 1), 1)
    for first in range(0, len(queries), step):
        piece = slice(first, first + step)
        scores = queries[piece] @ matrix.T
        row, column = np.nonzero(banned[piece] >= 0)
        scores[row, banned[piece][row, column]] = -np.inf
        found[0][piece], found[1][piece] = best(scores, top)
    return found


def all_nearest(
    matrix: Floats,
    top: int,
    should_stop: Asked = lambda: False,
    threads: int | None = None,
    device: str = "cpu",
) -> tuple[Ids, Floats]:
    """The rows nearest to every row of `matrix`, itself left out.

    Args:
        matrix: (V, D) float32 unit rows.
        top: how many; fewer come back where `matrix` has fewer to give.
        should_stop: asked every tenth of a second or so.
        threads: that search; by default one for each core. The result is the same.
        device: "cpu", or "cuda" for a search through torch, which has no need of threads.

    Returns:
        Ids (V, top) int64 and cosines (V, top) float32, as `nearest` gives them.

    Raises:
        Cancelled: if `should_stop` said so.
    """
    top = max(min(top, len(matrix) - 1), 0)
    if device != "cpu":
        from w2v_core.linear.nearest_torch import all_nearest_on

        return all_nearest_on(device, matrix, top, should_stop)
    if top == 0:
        return no_ids(len(matrix)), np.empty((len(matrix), 0), np.float32)
    rows, bounds = in_tiles(matrix)
    jobs = iter(range(len(rows) // JOB * JOB, -1, -JOB))  # the longest first
    n_threads = threads or cores()
    with ThreadPoolExecutor(n_threads, thread_name_prefix="nearest") as pool:
        found = list(
            pool.map(
                lambda _: found_in(jobs, rows, bounds, (len(matrix), top), should_stop),
                range(n_threads),
            )
        )
    return merged(found)


def in_tiles(matrix: Floats) -> tuple[Floats, Floats]:
    """The rows with some of zeros added, to a whole number of tiles, and the bound of each.

    A row takes any score at first; those that were added take none.
    """
    from w2v_core.linear.nearest_kernels import WIDTH

    n_rows, n_dims = matrix.shape
    rows = np.zeros((-(-n_rows // WIDTH) * WIDTH, max(n_dims, 1)), np.float32)
    rows[:n_rows, :n_dims] = matrix
    return rows, np.where(np.arange(len(rows)) < n_rows, -np.inf, np.inf).astype(np.float32)


def found_in(
    jobs: Iterator[int], rows: Floats, bounds: Floats, shape: tuple[int, int], should_stop: Asked
) -> Found:
    """What one thread finds: it takes stretches of rows until none is left.

    The bounds are shared with other threads. One that came too late to raise a bound leaves it
    lower than it might be, which costs time and changes nothing.
    """
    from w2v_core.linear.nearest_kernels import HEIGHT, WIDTH, search

    ids, cosines = np.full(shape, -1, np.int32), np.full(shape, -np.inf, np.float32)
    panels = np.empty((JOB // WIDTH, rows.shape[1], WIDTH), np.float32)
    tile = np.empty((HEIGHT, WIDTH), np.float32)
    for first in jobs:
        if should_stop():
            raise Cancelled("The search for nearest neighbours was stopped; nothing was kept.")
        search(rows, first, min(first + JOB, len(rows)), ids, cosines, bounds, panels, tile)
    return ids, cosines


def merged(found: Sequence[Found]) -> tuple[Ids, Floats]:
    """The best of what several threads found."""
    from w2v_core.linear.nearest_kernels import merge

    ids, cosines = found[0]
    for more in found[1:]:
        merge(ids, cosines, *more)
    return ids.astype(np.int64), cosines


def best(scores: Floats, top: int) -> tuple[Ids, Floats]:
    """Columns and values of the `top` largest entries of each row of (Q, V) scores, `top` <= V.

    Largest first, equal ones by column. The columns are dealt into groups; at least `top` entries
    are as large as the `top`-th largest group maximum, so only entries from that bound up are
    sorted. That takes two plain passes, a tenth of the time of `argpartition`.

    >>> best(np.array([[1, 3, 2, 3]], dtype=np.float32), 3)
    (array([[1, 3, 2]]), array([[3., 3., 2.]], dtype=float32))
    """
    n_rows, n_columns = scores.shape
    if top == 0 or n_rows == 0:
        return no_ids(n_rows), np.empty((n_rows, 0), np.float32)
    place = np.flatnonzero(scores >= lower_bound(scores, top))
    row, id = np.divmod(place, n_columns)
    values = scores.ravel()[place]
    order = np.lexsort((id, -values, row))
    first = np.searchsorted(row, np.arange(n_rows))
    chosen = order[first[:, None] + np.arange(top)]
    return id[chosen], values[chosen]


def lower_bound(scores: Floats, top: int) -> Floats:
    """A number for each row (Q, 1) that at least `top` of its entries reach."""
    n_rows, n_columns = scores.shape
    n_groups = max(GROUPS, 4 * top)
    if n_columns < 2 * n_groups:
        return np.partition(scores, -top, axis=1)[:, -top, None]
    whole = n_columns // n_groups * n_groups
    maxima = scores[:, :whole].reshape(n_rows, -1, n_groups).max(axis=1)
    return np.asarray(np.partition(maxima, -top, axis=1)[:, -top, None])


def columns(ids: ArrayLike) -> Ids:
    """Ids of shape (Q,) or (Q, E) as a table (Q, E)."""
    table = np.asarray(ids, dtype=np.int64)
    return table.reshape(len(table), -1) if table.size else no_ids(len(table))


def no_ids(n_rows: int) -> Ids:
    """An empty table (n_rows, 0) of ids."""
    return np.empty((n_rows, 0), np.int64)
