"""Compiled loops that find the nearest rows of every row, each pair of rows scored once.

The scores of HEIGHT rows with WIDTH others are summed up in the processor's registers and compared
there with the worst score that each row has kept: nearly all end so. A score counts for both of its
rows, so half the products of a plain search do.
"""

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, overload

from w2v_core.linear.tile_kernels import INT, LANES, VECTOR, broadcast

jit = numba.njit(nogil=True, cache=True, error_model="numpy")
Array = np.ndarray[Any, Any]

HEIGHT, VECTORS = 4, 2  # 4 x 2 sums of 8 floats leave registers for their factors
WIDTH = LANES * VECTORS


def scores(rows: Array, panel: Array, limits: Array, of_columns: Array, tile: Array) -> int:
    """The products of HEIGHT rows with the columns of a panel; this is what `scores_ir` does.

    Args:
        rows: (HEIGHT, D) float32, C order.
        panel: (D, WIDTH) float32, C order.
        limits: (HEIGHT,) float32, the least score that the row keeps.
        of_columns: (WIDTH,) float32, the same of the columns.
        tile: (HEIGHT, WIDTH) float32, filled.

    Returns:
        A bit for each score, the first row's lowest: whether the row or the column keeps it.
    """
    tile[:] = rows @ panel
    kept = tile >= np.minimum(limits[:, None], of_columns)
    return sum(1 << int(place) for place in np.flatnonzero(kept))


@overload(scores, strict=False)
def compiled_scores(rows: Any, panel: Any, limits: Any, of_columns: Any, tile: Any) -> Any:
    """What a compiled loop calls for `scores`."""
    return lambda rows, panel, limits, of_columns, tile: scores_ir(  # noqa: PLW0108
        rows, panel, limits, of_columns, tile
    )


@intrinsic
def scores_ir(typing: Any, rows: Any, panel: Any, limits: Any, of_columns: Any, tile: Any) -> Any:
    """`scores` with its sums in registers: numba cannot be made to keep an array there.

    The sums of a pair are taken in the order of the dimensions, wherever in a tile it stands, so
    equal rows get equal scores.
    """

    def generate(context: Any, build: Any, signature: Any, values: Any) -> Any:
        rows, panel, limits, of_columns, tile = (
            context.make_array(kind)(context, build, value)
            for kind, value in zip(signature.args, values, strict=True)
        )
        sums = summed(build, rows, as_vectors(build, panel))
        out = as_vectors(build, tile)
        for n, total in enumerate(sums):
            build.store(total, at(build, out, n), align=4)
        return kept(build, sums, limits.data, as_vectors(build, of_columns))

    return types.uint64(rows, panel, limits, of_columns, tile), generate


def as_vectors(build: Any, array: Any) -> Any:
    """The numbers of an array, LANES at a time."""
    return build.bitcast(array.data, VECTOR.as_pointer())


def at(build: Any, start: Any, place: Any) -> Any:
    """Where the `place`-th thing after a start is."""
    return build.gep(start, [INT(place) if isinstance(place, int) else place])


def summed(build: Any, rows: Any, columns: Any) -> list[Any]:
    """The loop over the dimensions: sums += row's number x panel's vector, HEIGHT x VECTORS."""
    n_dims = build.extract_value(rows.shape, 1)
    starts = [at(build, rows.data, build.mul(INT(r), n_dims)) for r in range(HEIGHT)]
    before, loop = build.block, build.append_basic_block("dimension")
    build.branch(loop)
    build.position_at_end(loop)
    k = build.phi(INT)
    sums = [build.phi(VECTOR) for _ in range(HEIGHT * VECTORS)]
    place = build.mul(k, INT(VECTORS))
    factors = [
        build.load(at(build, columns, build.add(place, INT(v))), align=4) for v in range(VECTORS)
    ]
    numbers = [broadcast(build, build.load(at(build, start, k))) for start in starts]
    fused = ("contract",)  # a product and its sum may be one instruction
    products = [build.fmul(x, y, flags=fused) for x in numbers for y in factors]
    added = [build.fadd(*pair, flags=fused) for pair in zip(sums, products, strict=True)]
    following = build.add(k, INT(1))
    for value, then in zip([k, *sums], [following, *added], strict=True):
        value.add_incoming(value.type(None), before)  # zero
        value.add_incoming(then, loop)
    after = build.append_basic_block("summed")
    build.cbranch(build.icmp_signed("<", following, n_dims), loop, after)
    build.position_at_end(after)
    return added


def kept(build: Any, sums: list[Any], limits: Any, of_columns: Any) -> Any:
    """A bit for each sum: whether it reaches the lower one of its two limits."""
    columns = [build.load(at(build, of_columns, v), align=4) for v in range(VECTORS)]
    bits = INT(0)
    for n, total in enumerate(sums):
        row = broadcast(build, build.load(at(build, limits, n // VECTORS)))
        column = columns[n % VECTORS]
        limit = build.select(build.fcmp_ordered("<", row, column), row, column)
        good = build.bitcast(build.fcmp_ordered(">=", total, limit), ir.IntType(LANES))
        bits = build.or_(bits, build.shl(build.zext(good, INT), INT(n * LANES)))
    return bits


@jit
def put(ids: Array, values: Array, id: int, value: float) -> None:
    """Insert a candidate into a row's list, best first and equal ones by id; the last falls out."""
    last = len(ids) - 1
    if values[last] > value or (values[last] == value and ids[last] < id):
        return
    place = last
    while place > 0 and (
        values[place - 1] < value or (values[place - 1] == value and ids[place - 1] > id)
    ):
        ids[place] = ids[place - 1]
        values[place] = values[place - 1]
        place -= 1
    ids[place] = id
    values[place] = value


@jit
def keep(
    bits: int, row: int, column: int, tile: Array, ids: Array, values: Array, bounds: Array
) -> None:
    """Offer the scores of a tile that have a bit to their two rows, where there are such rows."""
    for h in range(HEIGHT):
        of_row = (bits >> np.uint64(h * WIDTH)) & np.uint64((1 << WIDTH) - 1)
        if of_row == 0:
            continue
        for j in range(WIDTH):
            if (of_row >> np.uint64(j)) & np.uint64(1) and row + h < column + j < len(ids):
                value = tile[h, j]
                for one, other in ((row + h, column + j), (column + j, row + h)):
                    if value >= bounds[one]:
                        put(ids[one], values[one], other, value)
                        bounds[one] = max(bounds[one], values[one, -1])


@jit
def search(
    rows: Array,
    first: int,
    last: int,
    ids: Array,
    values: Array,
    bounds: Array,
    panels: Array,
    tile: Array,
) -> None:
    """Score rows `first` to `last` with all rows before them, and with one another.

    Args:
        rows: (N, D) float32, N a multiple of WIDTH.
        first: a multiple of WIDTH.
        last: too.
        ids: (V, top) int32, the best found so far of each row; changed in place.
        values: (V, top) float32, their scores; -inf where there is none yet.
        bounds: (N,) float32, a score that a new entry of the row must reach; infinite for the
            rows from V on, which only fill the last tile. Raised in place.
        panels: ((last - first) / WIDTH, D, WIDTH) float32, written over.
        tile: (HEIGHT, WIDTH) float32, written over.
    """
    n_panels = (last - first) // WIDTH
    for p in range(n_panels):
        turn(rows[first + p * WIDTH :], panels[p])
    for block in range(0, last, WIDTH):  # its rows stay in the first cache, the panels in the next
        for p in range(max(0, (block - first) // WIDTH), n_panels):
            column = first + p * WIDTH
            of_columns = bounds[column : column + WIDTH]
            for row in range(block, block + WIDTH, HEIGHT):
                few, of_rows = rows[row : row + HEIGHT], bounds[row : row + HEIGHT]
                bits = scores(few, panels[p], of_rows, of_columns, tile)
                if bits != 0:
                    keep(bits, row, column, tile, ids, values, bounds)


@jit
def turn(rows: Array, panel: Array) -> None:
    """Copy the first WIDTH rows into the columns of a panel."""
    for k in range(rows.shape[1]):
        for j in range(WIDTH):
            panel[k, j] = rows[j, k]


@jit
def merge(ids: Array, values: Array, more_ids: Array, more_values: Array) -> None:
    """Put the entries of a second table of lists into the first."""
    for row in range(len(ids)):
        for n in range(ids.shape[1]):
            if more_ids[row, n] >= 0:
                put(ids[row], values[row], more_ids[row, n], more_values[row, n])
