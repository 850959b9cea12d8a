"""The SVD map is the best flat picture of the centred unit vectors."""

import numpy as np
import pytest

from w2v_core.linear.nearest import unit_rows
from w2v_core.projections.svd_map import svd_map


def test_points_are_principal_components_and_shares_their_variances():
    vectors = np.random.default_rng(0).standard_normal((50, 6)) * [5, 3, 1, 1, 1, 1] + 2
    rows = unit_rows(vectors).astype(float)
    values, axes = np.linalg.eigh(np.cov(rows.T))
    result = svd_map(vectors, dims=3)
    np.testing.assert_allclose(result.explained, values[:-4:-1] / values.sum(), rtol=1e-6)
    expected = (rows - rows.mean(axis=0)) @ axes[:, :-4:-1]
    np.testing.assert_allclose(np.abs(result.points), np.abs(expected), atol=1e-5)
    np.testing.assert_allclose(result.points.mean(axis=0), 0, atol=1e-6)
    assert f"{sum(result.explained):.0%}" in result.note


def test_length_of_a_vector_plays_no_part_and_signs_do_not_flip():
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((30, 5))
    longer = vectors * rng.uniform(0.1, 9, (30, 1))
    np.testing.assert_allclose(svd_map(longer).points, svd_map(vectors).points, atol=1e-5)


def test_flat_vectors_lose_nothing_in_two_dimensions():
    angles = np.random.default_rng(2).uniform(0, 6, 40)
    vectors = np.stack([np.cos(angles), np.sin(angles), 0 * angles], axis=1)
    result = svd_map(vectors)
    assert sum(result.explained) == pytest.approx(1)
    between = np.linalg.norm(result.points[:, None] - result.points[None], axis=2)
    true = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    np.testing.assert_allclose(between, true, atol=1e-5)


@pytest.mark.parametrize("shape", [(0, 4), (1, 4), (2, 4), (5, 1)])
def test_few_words_or_dimensions_leave_axes_empty(shape):
    result = svd_map(np.arange(np.prod(shape), dtype=float).reshape(shape), dims=3)
    assert result.points.shape == (shape[0], 3) and result.points.dtype == np.float32
    assert np.isfinite(result.points).all() and np.isfinite(result.explained).all()


def test_words_all_alike_lie_on_one_point():
    result = svd_map(np.ones((6, 3)))
    assert not result.points.any()
    assert result.explained == (0, 0)
