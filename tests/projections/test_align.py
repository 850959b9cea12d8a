"""Procrustes: takes back any turn, mirror and shift, and bends nothing."""

import numpy as np
import pytest

from w2v_core.errors import ConfigError
from w2v_core.projections.align import Motion, align


def cloud(dims=2, seed=0):
    return np.random.default_rng(seed).standard_normal((40, dims)) * np.arange(1, dims + 1)


def distances(points):
    return np.linalg.norm(points[:, None] - points[None], axis=2)


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turned_mirrored_and_shifted_map_comes_back(dims, mirrored):
    reference = cloud(dims)
    turn = np.linalg.qr(np.random.default_rng(8).standard_normal((dims, dims)))[0]
    turn[:, 0] *= np.sign(np.linalg.det(turn)) * (-1 if mirrored else 1)
    moved = reference @ turn + 7
    assert np.abs(moved - reference).max() > 1
    np.testing.assert_allclose(align(moved, reference), reference, atol=1e-5)


def test_distances_within_a_map_stay_and_size_is_not_fitted():
    points, reference = cloud(seed=1), 10 * cloud(seed=2)
    np.testing.assert_allclose(distances(align(points, reference)), distances(points), atol=1e-4)


def test_no_turn_of_the_map_lies_nearer_to_the_reference():
    points, reference = cloud(seed=1), cloud(seed=1) + 0.3 * cloud(seed=2)
    aligned = align(points, reference)
    error = np.sum((aligned - reference) ** 2)
    centre = aligned.mean(axis=0)
    for angle in np.linspace(0.1, 6.2, 30):
        cos, sin = np.cos(angle), np.sin(angle)
        turned = (aligned - centre) @ np.array([[cos, sin], [-sin, cos]]) + centre
        assert error < np.sum((turned - reference) ** 2)


def test_maps_of_different_words_are_refused():
    with pytest.raises(ConfigError, match="same words"):
        align(np.zeros((3, 2)), np.zeros((4, 2)))


def test_empty_and_flat_maps():
    assert align(np.zeros((0, 2)), np.zeros((0, 2))).shape == (0, 2)
    assert align(np.zeros((3, 2)), np.ones((3, 2))).tolist() == [[1, 1]] * 3


def test_a_motion_found_on_some_words_moves_the_others_alike():
    reference, turn = cloud(3), np.linalg.qr(np.random.default_rng(8).standard_normal((3, 3)))[0]
    moved = reference @ turn - 2
    motion = Motion.between(moved[:9], reference[:9])
    np.testing.assert_allclose(motion(moved), reference, atol=1e-5)
    np.testing.assert_allclose(motion.turn @ motion.turn.T, np.eye(3), atol=1e-12)
