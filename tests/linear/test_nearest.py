"""Exact neighbours: equal to a plain sort of all inner products, ties by id."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from w2v_core.errors import Cancelled
from w2v_core.linear import nearest as module
from w2v_core.linear import nearest_kernels as kernels
from w2v_core.linear.nearest import all_nearest, best, nearest, unit_rows


def by_sorting(scores, top):
    """Ids of the largest scores of each row, ties by id, the slow and plain way."""
    return np.array([sorted(range(len(row)), key=lambda j: (-row[j], j))[:top] for row in scores])


small_integers = st.integers(-3, 3).map(float)  # their products are exact, and ties are many


@given(
    scores=arrays(
        np.float32, st.tuples(st.integers(1, 4), st.integers(1, 40)), elements=small_integers
    ),
    data=st.data(),
)
def test_best_is_what_sorting_gives(scores, data):
    top = data.draw(st.integers(0, scores.shape[1]))
    ids, values = best(scores, top)
    assert ids.tolist() == by_sorting(scores, top).reshape(len(scores), top).tolist()
    assert values.tolist() == np.take_along_axis(scores, ids, axis=1).tolist()


def test_best_by_group_maxima_is_what_sorting_gives():
    rng = np.random.default_rng(3)
    scores = rng.integers(-50, 50, (3, 2_011)).astype(np.float32)
    scores[2] = 7  # one long tie
    ids, _ = best(scores, 20)
    assert ids.tolist() == by_sorting(scores, 20).tolist()
    assert ids[2].tolist() == list(range(20))


def test_best_entries_that_each_lead_a_group_are_all_found():
    scores = np.arange(8 * module.GROUPS, dtype=np.float32)[None]
    assert best(scores, 30)[0].tolist() == [list(range(scores.size - 1, scores.size - 31, -1))]


def test_best_entries_in_the_tail_beyond_the_groups_are_found():
    scores = np.zeros((1, 2 * module.GROUPS + 5), np.float32)
    scores[0, -1] = 1
    assert best(scores, 1)[0].tolist() == [[scores.shape[1] - 1]]


@given(
    matrix=arrays(np.float32, st.tuples(st.integers(1, 30), st.just(3)), elements=small_integers),
    top=st.integers(1, 35),
)
def test_nearest_leaves_out_what_it_is_told_to(matrix, top):
    own = np.arange(len(matrix))
    ids, scores = nearest(matrix, matrix, top, exclude=own)
    products = matrix @ matrix.T
    products[own, own] = -np.inf
    width = min(top, len(matrix) - 1)
    assert ids.tolist() == by_sorting(products, width).reshape(len(matrix), width).tolist()
    assert np.isfinite(scores).all()


@settings(deadline=None)
@given(
    matrix=arrays(
        np.float32, st.tuples(st.integers(0, 70), st.integers(0, 9)), elements=small_integers
    ),
    top=st.integers(1, 75),
    threads=st.integers(1, 3),
)
def test_the_nearest_of_all_rows_are_those_of_a_plain_sort(matrix, top, threads):
    ids, scores = all_nearest(matrix, top, threads=threads)
    products = matrix @ matrix.T
    np.fill_diagonal(products, -np.inf)
    width = max(min(top, len(matrix) - 1), 0)
    assert ids.tolist() == by_sorting(products, width).reshape(len(matrix), width).tolist()
    assert scores.tolist() == np.take_along_axis(products, ids, axis=1).tolist()


@pytest.mark.parametrize("n_rows, n_dims", [(1_100, 33), (257, 100), (17, 40)])
def test_the_nearest_of_all_rows_are_those_of_single_questions(n_rows, n_dims):
    rng = np.random.default_rng(n_rows)
    matrix = unit_rows(rng.standard_normal((n_rows, n_dims)))
    matrix[5] = matrix[n_rows - 2]  # the same word twice
    matrix[7:9] = 0  # and two without a direction
    ids, cosines = all_nearest(matrix, 12)
    asked_ids, asked = nearest(matrix, matrix, 13, np.arange(n_rows))
    np.testing.assert_allclose(cosines, asked[:, :12], atol=1e-6)
    # Two programs add in different orders: where cosines differ by no more, either may come first.
    apart = np.abs(np.diff(asked, axis=1, prepend=2)) > 1e-6
    clear = apart[:, :12] & apart[:, 1:]
    assert (ids == asked_ids[:, :12])[clear].all()
    assert not (ids == np.arange(n_rows)[:, None]).any()


def test_the_number_of_threads_changes_nothing():
    matrix = unit_rows(np.random.default_rng(0).standard_normal((1_500, 6)))
    one, three = (all_nearest(matrix, 5, threads=threads) for threads in (1, 3))
    assert [part.tolist() for part in one] == [part.tolist() for part in three]


def test_the_products_in_registers_are_those_in_numpy():
    rng = np.random.default_rng(1)
    rows = rng.integers(-3, 4, (kernels.HEIGHT, 7)).astype(np.float32)
    panel = rng.integers(-3, 4, (7, kernels.WIDTH)).astype(np.float32)
    limits, of_columns = np.float32([0, 5, 9, np.inf]), np.full(kernels.WIDTH, 6, np.float32)
    tiles = np.empty((2, kernels.HEIGHT, kernels.WIDTH), np.float32)

    @numba.njit
    def compiled(rows, panel, limits, of_columns, tile):
        return kernels.scores(rows, panel, limits, of_columns, tile)

    bits = [
        int(score(rows, panel, limits, of_columns, tile))
        for score, tile in zip((kernels.scores, compiled), tiles, strict=True)
    ]
    assert bits[0] == bits[1] > 0
    assert tiles[0].tolist() == tiles[1].tolist()


def test_several_ids_are_left_out_and_minus_one_stands_for_none():
    matrix = unit_rows([[1, 0], [1, 0.1], [1, 0.2], [0, 1]])
    ids, _ = nearest(matrix[:2], matrix, 2, exclude=[[0, 1], [1, -1]])
    assert ids.tolist() == [[2, 3], [2, 0]]


def test_a_search_can_be_stopped():
    with pytest.raises(Cancelled):
        all_nearest(np.eye(3, dtype=np.float32), 1, should_stop=lambda: True)


def test_nothing_to_search():
    ids, cosines = all_nearest(np.empty((0, 4), np.float32), 3)
    assert ids.shape == cosines.shape == (0, 0)
    assert all_nearest(np.ones((1, 4), np.float32), 3)[0].shape == (1, 0)


def test_unit_rows_have_length_one_or_zero():
    rows = unit_rows([[3.0, 4.0], [0.0, 0.0], [1e-30, 0.0], [1e30, 1e30]])
    np.testing.assert_allclose(np.linalg.norm(rows.astype(float), axis=1), [1, 0, 1, 1], atol=1e-6)
    assert rows.dtype == np.float32
