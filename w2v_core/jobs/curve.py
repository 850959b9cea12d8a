"""The loss curve of a run, short enough to be drawn at any length of training."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, NamedTuple

from w2v_core.training.progress import Progress

MOST_POINTS = 1_000


class Point(NamedTuple):
    """One point of a curve: corpus words passed, and losses in nats a pair, None where unknown."""

    words_done: int
    loss: float | None
    held_out: float | None


def add(points: Sequence[Point], point: Point, most: int = MOST_POINTS) -> tuple[Point, ...]:
    """The points with one more; where there are too many, those near each other are averaged.

    The first and the last point stay as they are, and no held-out loss is averaged.
    """
    longer = (*points, point)
    return longer if len(longer) <= most else thinned(longer, most // 2 - 1)


def thinned(points: Sequence[Point], n_cells: int) -> tuple[Point, ...]:
    """First point, last point, and one for each of up to `n_cells` equal stretches between them.

    Stretches of words, not of points: else each thinning would thin the oldest part again. Their
    width is a power of two, so that the next, coarser ones begin where these begin.

    >>> p = [Point(n, float(n), None) for n in (0, 1, 2, 3, 10, 12)]
    >>> [(point.words_done, point.loss) for point in thinned(p, 3)]
    [(0, 0.0), (3, 2.0), (10, 10.0), (12, 12.0)]
    """
    first, inner, last = points[0], points[1:-1], points[-1]
    width = 1 << (max(last.words_done - first.words_done, 1) // n_cells).bit_length()

    def cell(point: Point) -> int:
        return (point.words_done - first.words_done) // width

    return (first, *(merged(list(group)) for _, group in groupby(inner, cell)), last)


def merged(points: Sequence[Point]) -> Point:
    """One point for some: at the last place, with the mean loss and the last held-out loss."""
    losses = [point.loss for point in points if point.loss is not None]
    held_out = [point.held_out for point in points if point.held_out is not None]
    return Point(
        points[-1].words_done,
        sum(losses) / len(losses) if losses else None,
        held_out[-1] if held_out else None,
    )


def point_of(progress: Progress) -> Point:
    """The point of one report; a loss that is not finite counts as unknown."""
    return Point(progress.words_done, finite(progress.loss), finite(progress.held_out))


def event_of(progress: Progress) -> dict[str, Any]:
    """One report as an event of the run's log."""
    facts = {name: finite(value) for name, value in asdict(progress).items()}
    return {"event": "progress", **facts}


def curve_of(events: Iterable[Mapping[str, Any]]) -> tuple[Point, ...]:
    """The curve as a run's log of events tells it.

    Where a run was gone on with at an earlier place, what had been reported beyond it is left out:
    it is reported again.
    """
    points: tuple[Point, ...] = ()
    for event in events:
        if event.get("event") == "resume":
            points = tuple(p for p in points if p.words_done <= event.get("words_done", 0))
        elif event.get("event") == "progress":
            values = (event.get("words_done", 0), event.get("loss"), event.get("held_out"))
            points = add(points, Point(*values))
    return points


def finite(value: Any) -> Any:
    """The value, or None for a number that JSON cannot hold."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
