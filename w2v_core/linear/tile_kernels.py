"""A small matrix product in the processor's registers, for compiled loops to call.

numba cannot be made to keep an array in registers, so the product is written in LLVM's language.
numba's cache of the loops that call it does not notice a change here: change their file as well.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, overload

Array = np.ndarray[Any, Any]

LANES = 8  # floats of a vector
TILE = 8  # rows and columns of a tile: 8 sums, each of 8 floats, that need not wait for each other
INT, BYTE = ir.IntType(64), ir.IntType(8)
VECTOR = ir.VectorType(ir.FloatType(), LANES)


def add_tile(C: Array, i: int, j: int, A: Array, row: int, B: Array, begin: int, n: int) -> None:
    """`C[i : i + 8, j : j + 8] += A[row : row + 8, :n] @ B[begin : begin + n, j : j + 8]`.

    Args:
        C: float32, changed in place; the numbers of a row lie side by side. So do those of B.
        i: first row of the tile.
        j: its first column, and that of B.
        A: float32, as it lies or transposed.
        row: its first row.
        B: float32.
        begin: its first row.
        n: how many products are summed up, at least 1.
    """
    C[i : i + TILE, j : j + TILE] += A[row : row + TILE, :n] @ B[begin : begin + n, j : j + TILE]


@overload(add_tile, strict=False)
def compiled_add_tile(C: Any, i: Any, j: Any, A: Any, row: Any, B: Any, begin: Any, n: Any) -> Any:
    """What a compiled loop calls for `add_tile`."""
    return lambda C, i, j, A, row, B, begin, n: add_tile_ir(  # noqa: PLW0108
        C, i, j, A, row, B, begin, n
    )


@intrinsic
def add_tile_ir(
    typing: Any, C: Any, i: Any, j: Any, A: Any, row: Any, B: Any, begin: Any, n: Any
) -> Any:
    """`add_tile` with its sums in registers."""

    def generate(context: Any, build: Any, signature: Any, values: Any) -> Any:
        C, i, j, A, row, B, begin, n = values
        C, A, B = (
            context.make_array(signature.args[k])(context, build, values[k]) for k in (0, 3, 5)
        )
        across = build.mul(j, INT(4))
        corner = moved(build, entry(build, C, i), across)
        height = step_of(build, C, 0)
        places = [moved(build, corner, build.mul(height, INT(t))) for t in range(TILE)]
        places = [build.bitcast(place, VECTOR.as_pointer()) for place in places]
        sums = [build.load(place, align=4) for place in places]
        vectors = moved(build, entry(build, B, begin), across)
        for place, total in zip(places, summed(build, sums, A, row, vectors, B, n), strict=True):
            build.store(total, place, align=4)
        return context.get_dummy_value()

    whole = types.int64
    return types.void(C, whole, whole, A, whole, B, whole, whole), generate


def summed(build: Any, sums: Any, A: Any, row: Any, vectors: Any, B: Any, n: Any) -> list[Any]:
    """The loop over k < n: sums[t] += A[row + t, k] x the vector of B's k-th row."""
    of_column, of_vector = step_of(build, A, 1), step_of(build, B, 0)
    starts = [entry(build, A, build.add(row, INT(t))) for t in range(TILE)]
    before, loop = build.block, build.append_basic_block("product")
    build.branch(loop)
    build.position_at_end(loop)
    k = build.phi(INT)
    totals = [build.phi(VECTOR) for _ in sums]
    place = moved(build, vectors, build.mul(k, of_vector))
    vector = build.load(build.bitcast(place, VECTOR.as_pointer()), align=4)
    along = build.mul(k, of_column)
    numbers = [broadcast(build, number_at(build, moved(build, s, along))) for s in starts]
    fused = ("contract",)  # a product and its sum may be one instruction
    added = [
        build.fadd(total, build.fmul(x, vector, flags=fused), flags=fused)
        for total, x in zip(totals, numbers, strict=True)
    ]
    following = build.add(k, INT(1))
    for value, first, then in zip([k, *totals], [INT(0), *sums], [following, *added], strict=True):
        value.add_incoming(first, before)
        value.add_incoming(then, loop)
    after = build.append_basic_block("summed")
    build.cbranch(build.icmp_signed("<", following, n), loop, after)
    build.position_at_end(after)
    return added


def step_of(build: Any, array: Any, axis: int) -> Any:
    """Bytes from one number of an array to the next along an axis."""
    return build.extract_value(array.strides, axis)


def entry(build: Any, array: Any, row: Any) -> Any:
    """Where a row of an array begins."""
    start = build.bitcast(array.data, BYTE.as_pointer())
    return moved(build, start, build.mul(row, step_of(build, array, 0)))


def moved(build: Any, place: Any, n_bytes: Any) -> Any:
    """A place, so many bytes further."""
    return build.gep(place, [n_bytes])


def number_at(build: Any, place: Any) -> Any:
    """The number at a place."""
    return build.load(build.bitcast(place, ir.FloatType().as_pointer()), align=4)


def broadcast(build: Any, number: Any) -> Any:
    """A vector with the number in every lane."""
    nothing, lane = VECTOR(ir.Undefined), ir.IntType(32)
    one = build.insert_element(nothing, number, lane(0))
    return build.shuffle_vector(one, nothing, ir.VectorType(lane, LANES)([0] * LANES))
