"""Truncated SVD: NumPy's values, the Eckart-Young error, fixed signs; each of its three ways."""

import numpy as np
import pytest
import scipy.sparse

from w2v_core.errors import ConfigError
from w2v_core.linear.svd import by_arpack, by_gram, by_lapack, truncated_svd


def a_matrix(shape=(60, 12), seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def arpack(matrix, k):
    return by_arpack(matrix, k, seed=1)


def arpack_sparse(matrix, k):
    return by_arpack(scipy.sparse.csr_array(matrix), k, seed=1)


WAYS = [by_lapack, by_gram, arpack, arpack_sparse]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", [(60, 12), (12, 60), (20, 20)])
def test_every_way_gives_numpys_values_and_unit_vectors(way, shape):
    matrix = a_matrix(shape)
    U, S, Vt = way(matrix, 4)
    np.testing.assert_allclose(S, np.linalg.svd(matrix, compute_uv=False)[:4], rtol=1e-10)
    np.testing.assert_allclose(U.T @ U, np.eye(4), atol=1e-10)
    np.testing.assert_allclose(Vt @ Vt.T, np.eye(4), atol=1e-10)
    np.testing.assert_allclose(matrix @ Vt.T, U * S, atol=1e-9)


@pytest.mark.parametrize("way", WAYS)
def test_the_error_is_what_eckart_and_young_say_and_no_other_rank_k_does_better(way):
    matrix, k = a_matrix(), 3
    U, S, Vt = way(matrix, k)
    error = np.linalg.norm(matrix - (U * S) @ Vt)
    left_out = np.linalg.svd(matrix, compute_uv=False)[k:]
    assert error == pytest.approx(np.sqrt((left_out**2).sum()), rel=1e-10)
    other = np.linalg.qr(a_matrix((60, k), seed=9))[0]
    assert error < np.linalg.norm(matrix - other @ (other.T @ matrix))


@pytest.mark.parametrize("way", [by_lapack, by_gram])
def test_small_singular_values_keep_their_digits(way):
    rng = np.random.default_rng(4)
    left, right = (
        np.linalg.qr(rng.standard_normal((80, 4)))[0],
        np.linalg.qr(rng.standard_normal((4, 4)))[0],
    )
    values = np.array([1.0, 1e-2, 1e-5, 1e-6])
    np.testing.assert_allclose(way((left * values) @ right, 4)[1], values, rtol=1e-8)


def test_a_table_worked_by_hand():
    U, S, Vt = truncated_svd(np.array([[3.0, 0.0], [0.0, -2.0], [0.0, 0.0]]), 2)
    np.testing.assert_allclose(S, [3, 2])
    np.testing.assert_allclose(U, [[1, 0], [0, 1], [0, 0]], atol=1e-15)
    np.testing.assert_allclose(Vt, [[1, 0], [0, -1]], atol=1e-15)


@pytest.mark.parametrize("kind", [np.asarray, scipy.sparse.csr_array])
def test_signs_are_fixed_by_the_largest_left_entry(kind):
    matrix = a_matrix((40, 15))
    U, _, Vt = truncated_svd(kind(matrix), 3, seed=1)
    again = truncated_svd(kind(matrix), 3, seed=2)
    assert (U[np.abs(U).argmax(axis=0), range(3)] > 0).all()
    np.testing.assert_allclose(U, again[0], atol=1e-8)
    np.testing.assert_allclose(Vt, again[2], atol=1e-8)


def test_the_negative_of_a_matrix_moves_the_sign_to_the_right():
    U, _, Vt = truncated_svd(a_matrix(), 2)
    minus = truncated_svd(-a_matrix(), 2)
    np.testing.assert_allclose(minus[0], U, atol=1e-12)
    np.testing.assert_allclose(minus[2], -Vt, atol=1e-12)


def test_a_long_thin_matrix_goes_the_gram_way_and_is_right():
    matrix = a_matrix((30_000, 200))  # beyond LAPACK_WORK
    _, S, _ = truncated_svd(matrix, 2)
    np.testing.assert_allclose(S**2, np.linalg.eigvalsh(matrix.T @ matrix)[:-3:-1], rtol=1e-10)


@pytest.mark.parametrize("k", [0, 13])
def test_a_rank_out_of_range_is_refused(k):
    with pytest.raises(ConfigError, match="choose 1 to 12"):
        truncated_svd(a_matrix(), k)


def test_a_matrix_of_zeros():
    U, S, Vt = truncated_svd(np.zeros((5, 3)), 2)
    assert S.tolist() == [0, 0]
    assert np.isfinite(U).all() and np.isfinite(Vt).all()
