import numpy as np
import pytest

from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import unit_rows
from w2v_core.projections.trust import trust


def crude(vectors, points, top):
    """The same by sorting everything."""
    rows = unit_rows(vectors)
    cosines, distances = rows @ rows.T, np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(cosines, -np.inf)
    np.fill_diagonal(distances, np.inf)
    true, near = (-cosines).argsort(axis=1)[:, :top], distances.argsort(axis=1)[:, :top]
    return [len(set(a) & set(b)) / top for a, b in zip(true, near, strict=True)]


@pytest.mark.parametrize("dims", [2, 3])
def test_it_is_what_sorting_everything_finds(dims):
    rng = np.random.default_rng(0)
    vectors, points = rng.standard_normal((60, 8)), rng.standard_normal((60, dims))
    assert trust(vectors, points, 5).tolist() == pytest.approx(crude(vectors, points, 5))


def test_a_map_without_a_fault_is_trusted_and_a_shuffled_one_is_not():
    rng = np.random.default_rng(1)
    angles = np.sort(rng.random(300)) * 3
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert trust(circle, circle).min() == 1.0
    assert trust(circle, rng.permutation(circle)).mean() < 0.2


def test_points_in_one_place_and_few_words():
    same = trust(np.eye(6), np.zeros((6, 2)), 3)
    assert ((same >= 0) & (same <= 1)).all()
    assert trust(np.eye(1), np.zeros((1, 2))).tolist() == [1.0]
    with pytest.raises(ConfigError):
        trust(np.eye(3), np.zeros((2, 2)))
