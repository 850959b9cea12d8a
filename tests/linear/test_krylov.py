"""Block products in float32: ARPACK's values, NumPy's vectors, low ranks, restarts, stopping."""

import numpy as np
import pytest
import scipy.sparse
import torch

from w2v_core.errors import Cancelled
from w2v_core.linear import krylov, svd
from w2v_core.linear.krylov import Products, by_krylov, fits, longest
from w2v_core.linear.svd import by_arpack, truncated_svd


def never():
    return False


@pytest.fixture(scope="module")
def table():
    """Sparse, with a slowly falling spectrum, no square, and rows and columns of nothing."""
    rng = np.random.default_rng(3)
    found = scipy.sparse.random_array((700, 500), density=0.05, rng=rng).tolil()
    found[7], found[:, 9] = 0, 0
    return scipy.sparse.csr_array(found)


@pytest.mark.parametrize("shape", ["long", "wide"])
def test_every_value_is_arpacks_within_the_tolerance(table, shape):
    matrix = table if shape == "long" else scipy.sparse.csr_array(table.T)
    U, S, Vt = by_krylov(matrix, 12, 1, never)
    expected = by_arpack(matrix, 12, 1)[1]
    np.testing.assert_allclose(S, expected, rtol=krylov.TOLERANCE)
    assert (np.diff(S) < 0).all()
    np.testing.assert_allclose(U.T @ U, np.eye(12), atol=1e-5)
    np.testing.assert_allclose(Vt @ Vt.T, np.eye(12), atol=1e-5)
    residuals = np.linalg.norm(matrix.T @ U - Vt.T * S, axis=0)
    assert (residuals <= 1.01 * krylov.TOLERANCE * S).all()


def test_a_tighter_tolerance_restarts_until_values_agree_to_seven_digits(table, monkeypatch):
    asked = []
    monkeypatch.setattr(krylov, "TOLERANCE", 1e-4)
    S = by_krylov(table, 12, 1, lambda: bool(asked.append(1)))[1]
    assert len(asked) > 2 * longest(12) // krylov.BLOCK, "there was no restart"
    np.testing.assert_allclose(S, by_arpack(table, 12, 1)[1], rtol=1e-6)


def test_a_table_of_low_rank_has_zeros_for_the_rest():
    rng = np.random.default_rng(0)
    low = rng.standard_normal((600, 5)) @ rng.standard_normal((5, 400))
    U, S, Vt = by_krylov(scipy.sparse.csr_array(low), 8, 1, never)
    np.testing.assert_allclose(S[:5], np.linalg.svd(low, compute_uv=False)[:5], rtol=1e-5)
    assert not S[5:].any()
    np.testing.assert_allclose((U * S) @ Vt, low, atol=1e-3)


@pytest.mark.parametrize("width", [1, 3, 32])
def test_products_are_numpys_both_ways(table, width):
    A = Products(table, never)
    rng = np.random.default_rng(width)
    for product, dense in ((A.there, table.toarray()), (A.back, table.toarray().T)):
        X = rng.standard_normal((dense.shape[1], width)).astype(np.float32)
        np.testing.assert_allclose(product(torch.from_numpy(X)).numpy(), dense @ X, atol=1e-4)


def test_reruns_are_equal_and_seeds_differ_by_less_than_the_tolerance(table):
    first, again, other = (by_krylov(table, 6, seed, never) for seed in (1, 1, 2))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    assert (first[1] != other[1]).any()
    np.testing.assert_allclose(first[1], other[1], rtol=krylov.TOLERANCE)


@pytest.mark.parametrize("when", [1, 2, 5])
def test_it_stops_at_any_product(table, when):
    asked = []

    def should_stop():
        asked.append(1)
        return len(asked) == when

    with pytest.raises(Cancelled, match="Stopped"):
        by_krylov(table, 6, 1, should_stop)
    assert len(asked) == when


def test_large_sparse_tables_go_this_way_and_small_ones_do_not(table, monkeypatch):
    monkeypatch.setattr(svd, "LAPACK_WORK", 0)
    went = []
    monkeypatch.setattr(svd, "by_krylov", lambda *args: went.append(1) or by_krylov(*args))
    exact = truncated_svd(table, 6, 1)[1]
    assert not went
    monkeypatch.setattr(svd, "MANY_CELLS", table.nnz - 1)
    U, S, _ = truncated_svd(table, 6, 1)
    assert went
    np.testing.assert_allclose(S, exact, rtol=krylov.TOLERANCE)
    assert (U[np.abs(U).argmax(axis=0), range(6)] > 0).all()
    truncated_svd(table, 60, 1)
    assert len(went) == 1 and not fits(table.shape, 60), "chains as long as the table"
