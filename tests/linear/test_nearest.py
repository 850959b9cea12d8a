"""Exact neighbours: equal to a plain sort of all inner products, ties by id."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from w2v_core.errors import Cancelled
from w2v_core.linear import nearest as module
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


def test_all_nearest_goes_in_pieces_and_each_row_misses_itself(monkeypatch):
    matrix = unit_rows(np.random.default_rng(0).standard_normal((50, 4)))
    whole = all_nearest(matrix, 5)
    monkeypatch.setattr(module, "CHUNK_CELLS", 3 * 50)
    pieces = all_nearest(matrix, 5)
    assert pieces[0].tolist() == whole[0].tolist()
    np.testing.assert_allclose(pieces[1], whole[1], atol=1e-6)
    assert not (whole[0] == np.arange(50)[:, None]).any()
    assert (np.diff(whole[1], axis=1) <= 0).all()


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
