"""The small product in registers is the product that NumPy makes, wherever the tile lies."""

import numba
import numpy as np
import pytest

from w2v_core.linear import tile_kernels
from w2v_core.linear.tile_kernels import TILE


@numba.njit
def compiled(C, i, j, A, row, B, begin, n):
    """A loop that calls it."""
    tile_kernels.add_tile(C, i, j, A, row, B, begin, n)


@numba.njit
def transposed(C, i, j, A, row, B, begin, n):
    """The same for a matrix that lies the other way."""
    tile_kernels.add_tile(C, i, j, A.T, row, B, begin, n)


def matrices(rng, inner):
    """Three whose tile in the middle is worked on, with numbers that must stay around it."""
    shapes = (TILE + 5, TILE + 7), (TILE + 3, inner), (inner + 2, TILE + 7)
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


@pytest.mark.parametrize("n", [1, 2, 8, 100])
def test_a_tile_is_the_product(n):
    C, A, B = matrices(np.random.default_rng(n), n + 4)
    expected = C.copy()
    expected[2 : 2 + TILE, 3 : 3 + TILE] += A[1 : 1 + TILE, :n] @ B[2 : 2 + n, 3 : 3 + TILE]
    for product, left in (
        (tile_kernels.add_tile, A),
        (compiled, A),
        (transposed, np.ascontiguousarray(A.T)),
    ):
        got = C.copy()
        product(got, 2, 3, left, 1, B, 2, n)
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-4)
        assert (got != C).sum() == TILE * TILE
