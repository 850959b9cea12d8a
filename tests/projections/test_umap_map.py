"""The UMAP map: keeps groups together, repeats itself, can be watched and stopped."""

import numpy as np
import pytest

from w2v_core.config import MapConfig
from w2v_core.errors import Cancelled
from w2v_core.projections import PROJECTIONS, project
from w2v_core.projections.umap_map import neighbour_table, umap_map, warm_umap

CONFIG = MapConfig(method="umap", neighbours=8)


def groups(seed=0):
    """Three groups of twenty vectors about three directions."""
    rng = np.random.default_rng(seed)
    return np.repeat(np.eye(3, 10), 20, axis=0) + 0.1 * rng.standard_normal((60, 10))


def share_of_same_group(points):
    """How often the nearest point on the map belongs to the same group."""
    between = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(between, np.inf)
    return np.mean(between.argmin(axis=1) // 20 == np.arange(60) // 20)


def test_groups_stay_together_where_noise_alone_does_not():
    result = umap_map(groups(), CONFIG)
    assert result.points.shape == (60, 2) and result.points.dtype == np.float32
    assert share_of_same_group(result.points) > 0.95
    noise = np.random.default_rng(0).standard_normal((60, 10))
    assert share_of_same_group(umap_map(noise, CONFIG).points) < 0.7
    np.testing.assert_allclose(result.points.mean(axis=0), 0, atol=1e-4)


def test_the_same_seed_gives_the_same_map_and_another_another():
    first, again = umap_map(groups(), CONFIG), umap_map(groups(), CONFIG)
    assert first.points.tolist() == again.points.tolist()
    other = umap_map(groups(), CONFIG.replace(seed=2))
    assert other.points.tolist() != first.points.tolist()


def test_only_the_direction_of_a_vector_counts():
    scaled = groups() * np.repeat([1, 2, 4], 20)[:, None]  # powers of two scale without rounding
    assert umap_map(scaled, CONFIG).points.tolist() == umap_map(groups(), CONFIG).points.tolist()


def test_the_neighbour_table_begins_with_the_word_itself():
    rows = np.eye(4, dtype=np.float32)
    ids, distances = neighbour_table(rows, 15, None)
    assert ids.shape == (4, 4)
    assert ids[:, 0].tolist() == [0, 1, 2, 3]
    assert distances.tolist() == [[0, 1, 1, 1]] * 4


def test_progress_rises_from_zero_and_the_layout_can_be_stopped():
    heard = []
    umap_map(groups(), CONFIG, progress=heard.append)
    assert heard[0] == 0 and heard[-1] > 0.99 and heard == sorted(heard)
    from umap import layouts

    heard.clear()
    bar = layouts.tqdm
    with pytest.raises(Cancelled):
        umap_map(groups(), CONFIG, heard.append, should_stop=lambda: len(heard) > 10)
    assert 10 < len(heard) < 20
    assert layouts.tqdm is bar  # umap-learn is left as it was


@pytest.mark.parametrize("n_words", [0, 1, 2, 4])
def test_too_few_words_get_the_svd_map_and_are_told_so(n_words):
    result = umap_map(groups()[:n_words], CONFIG)
    assert result.points.shape == (n_words, 2)
    assert "SVD" in result.note


@pytest.mark.parametrize("dims", [2, 3])
def test_fewer_words_than_neighbours_are_laid_out_all_the_same(dims):
    result = umap_map(groups()[::6], CONFIG.replace(neighbours=15), dims=dims)
    assert result.points.shape == (10, dims)
    assert np.isfinite(result.points).all()


def test_many_equal_words_and_words_without_direction_are_laid_out():
    vectors = groups()
    vectors[:15] = vectors[0]
    vectors[15:20] = 0
    assert np.isfinite(umap_map(vectors, CONFIG).points).all()


@pytest.mark.parametrize("method", PROJECTIONS)
def test_every_way_of_the_table_makes_a_map(method):
    result = project(groups(), MapConfig(method=method), dims=3)
    assert result.points.shape == (60, 3)


def test_the_table_and_the_options_name_the_same_ways():
    option = next(option for option in MapConfig.options() if option.name == "method")
    assert tuple(PROJECTIONS) == option.choices


def test_warming_up_needs_nothing():
    warm_umap()
