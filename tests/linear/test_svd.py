"""Truncated SVD: NumPy's values, the Eckart-Young error, fixed signs; each of its three ways."""

import tracemalloc

import numpy as np
import pytest
import scipy.sparse

from w2v_core.errors import Cancelled, ConfigError
from w2v_core.linear.svd import (
    by_arpack,
    by_gram,
    by_lapack,
    explained,
    truncated_svd,
    vectors,
)


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


@pytest.mark.parametrize("kind", [np.asarray, scipy.sparse.csr_array])
@pytest.mark.parametrize("when", [1, 2, 7])
def test_arpack_stops_at_any_product(kind, when):
    asked = []

    def should_stop():
        asked.append(1)
        return len(asked) == when

    with pytest.raises(Cancelled, match="Stopped"):
        by_arpack(kind(a_matrix((60, 40))), 3, 1, should_stop)
    assert len(asked) == when


def test_arpack_does_not_copy_a_table_of_doubles():
    matrix = scipy.sparse.random_array((20_000, 20_000), density=0.005, format="csr", rng=1)
    tracemalloc.start()
    by_arpack(matrix, 1, seed=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < matrix.data.nbytes * 0.9


@pytest.mark.parametrize("k", [0, 13])
def test_a_rank_out_of_range_is_refused(k):
    with pytest.raises(ConfigError, match="choose 1 to 12"):
        truncated_svd(a_matrix(), k)


def test_a_matrix_of_zeros():
    U, S, Vt = truncated_svd(np.zeros((5, 3)), 2)
    assert S.tolist() == [0, 0]
    assert np.isfinite(U).all() and np.isfinite(Vt).all()


@pytest.mark.parametrize("shape", [(2_000, 1_500), (30, 12)])
def test_a_sparse_matrix_of_zeros(shape):
    U, S, Vt = truncated_svd(scipy.sparse.csr_array(shape), 2)
    assert S.tolist() == [0, 0]
    assert np.isfinite(U).all() and np.isfinite(Vt).all()


@pytest.mark.parametrize("kind", [np.asarray, scipy.sparse.csr_array])
def test_explained_is_one_less_the_error_of_the_truncated_matrix(kind):
    matrix = a_matrix((30, 12)) * (a_matrix((30, 12), seed=1) > 0)
    U, S, Vt = truncated_svd(kind(matrix), 5)
    for k, share in enumerate(explained(S, kind(matrix)), start=1):
        error = np.linalg.norm(matrix - (U[:, :k] * S[:k]) @ Vt[:k]) ** 2
        assert share == pytest.approx(1 - error / np.linalg.norm(matrix) ** 2, abs=1e-10)
    full = explained(truncated_svd(matrix, 12)[1], matrix)
    assert full[-1] == pytest.approx(1, abs=1e-12) and (full <= 1).all()
    assert explained(np.zeros(2), kind(0 * matrix)).tolist() == [0, 0]


@pytest.mark.parametrize("power", [0, 0.5, 1])
def test_vectors_of_any_power_multiply_to_the_truncated_matrix(power):
    U, S, Vt = truncated_svd(a_matrix((30, 12)), 4)
    W_in, W_out = vectors(U, S, Vt, power)
    assert W_in.shape == (30, 4) and W_out.shape == (12, 4)
    np.testing.assert_allclose(W_in @ W_out.T, (U * S) @ Vt, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(W_in, axis=0), S**power, rtol=1e-12)


def test_power_1_keeps_the_distances_between_rows_and_power_0_does_not():
    matrix = a_matrix((6, 5))
    triple = truncated_svd(matrix, 5)
    gaps = np.linalg.norm(matrix[:, None] - matrix, axis=-1)
    for power, keeps in ((1, True), (0, False)):
        rows = vectors(*triple, power)[0]
        assert np.allclose(np.linalg.norm(rows[:, None] - rows, axis=-1), gaps) == keeps
