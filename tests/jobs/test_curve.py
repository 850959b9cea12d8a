"""The loss curve stays short, keeps its ends, and comes back from the log of events."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core.jobs.curve import Point, add, curve_of, event_of, point_of
from w2v_core.storage import append_event, read_events
from w2v_core.training.progress import Progress


def report(n, loss=1.0, held_out=None):
    return Progress(n, 10_000, 1, 1, 0.02, loss, held_out, n * 3, n / 7)


def grown(n_points, most):
    points = ()
    for n in range(n_points):
        points = add(points, Point(n, 4.0 + n % 2, float(n) if n % 7 == 0 else None), most)
    return points


@settings(deadline=None)
@given(n=st.integers(1, 3_000), most=st.integers(4, 100))
def test_curve_is_short_in_order_and_keeps_its_ends(n, most):
    points = grown(n, most)
    assert len(points) <= most
    places = [point.words_done for point in points]
    assert places == sorted(set(places))
    assert points[0] == Point(0, 4.0, 0.0)
    assert points[-1][:2] == (n - 1, 4.0 + (n - 1) % 2)


def test_curve_is_not_thinned_before_it_is_long():
    assert len(grown(1_000, 1_000)) == 1_000
    assert 250 <= len(grown(1_001, 1_000)) <= 501


def test_thinning_averages_losses_and_keeps_held_out_ones():
    points = grown(600, 100)
    thin = [point.loss for point in points[1:-60]]
    assert all(4.25 <= loss <= 4.75 for loss in thin)
    assert all(point.held_out in (None, *range(0, 600, 7)) for point in points)
    assert sum(point.held_out is not None for point in points) > 20


@pytest.mark.parametrize("n", [5_000, 20_000])
def test_the_start_of_a_long_curve_stays_as_fine_as_its_end(n):
    places = [point.words_done for point in grown(n, 100)]
    gaps = [after - before for before, after in itertools.pairwise(places)]
    assert max(gaps) <= 8 * n / 100


def test_points_at_one_place_are_no_trouble():
    points = ()
    for _ in range(50):
        points = add(points, Point(0, 1.0, None), 10)
    assert len(points) <= 10


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_losses_that_are_not_finite_become_unknown(tmp_path, bad):
    assert point_of(report(1, loss=bad)) == Point(1, None, None)
    append_event(tmp_path / "e", event_of(report(1, loss=bad, held_out=bad)))
    assert curve_of(read_events(tmp_path / "e")) == (Point(1, None, None),)


def test_curve_comes_back_from_the_log(tmp_path):
    reports = [report(n, loss=4 / (n + 1), held_out=0.1 * n if n % 2 else None) for n in range(9)]
    append_event(tmp_path / "e", {"event": "start"})
    for one in reports:
        append_event(tmp_path / "e", event_of(one))
    assert curve_of(read_events(tmp_path / "e")) == tuple(map(point_of, reports))
