"""A training as a film: frames lie still, and each answers for its own moment."""

import numpy as np
import pytest

from w2v_core.lessons.film import Film
from w2v_core.runs.snapshots import Snapshot

WORDS = ("man", "king", "woman", "queen", "tea", "pot")
START = np.random.default_rng(3).standard_normal((6, 3)).astype(np.float32)
END = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [-1, 1, 0], [-1, 1, -1]], np.float32)


def film(*tables):
    return Film.of(WORDS, [Snapshot(10 * n, None, table) for n, table in enumerate(tables)])


def test_a_model_that_does_not_change_does_not_move():
    first, second = film(END, END).frames
    np.testing.assert_allclose(first.points, second.points, atol=1e-6)


def test_a_turned_model_is_turned_back_as_far_as_the_plane_shows_it():
    flat = END.copy()
    flat[:, 2] = 0
    turn = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]], np.float32)
    first, second = film(flat @ turn, flat).frames
    np.testing.assert_allclose(first.points, second.points, atol=1e-6)


def test_the_last_frame_shows_the_two_widest_directions():
    (frame,) = film(END).frames
    unit = END / np.linalg.norm(END, axis=1, keepdims=True)
    values = np.linalg.svd(unit - unit.mean(axis=0), compute_uv=False)
    np.testing.assert_allclose(np.linalg.norm(frame.points, axis=0), values[:2], rtol=1e-5)


def test_the_answer_of_an_analogy_rises_while_the_model_learns():
    ranks = film(START, END).ranks(("man", "king", "woman", "queen"))
    assert ranks[1] == 1 < ranks[0]


def test_neighbours_are_those_of_the_moment():
    made = film(START, END)
    assert [word for word, _ in made.neighbours(1, "tea", 1)] == ["pot"]
    (_, cosine), *_ = made.neighbours(1, "tea", 1)
    assert cosine == pytest.approx(2 / np.sqrt(6), abs=1e-6)
    with pytest.raises(ValueError, match="not in"):
        made.neighbours(0, "coffee")


def test_no_snapshots_make_an_empty_film():
    assert film().frames == ()
