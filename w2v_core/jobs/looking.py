"""How long a job will take, and what a look at it shows beside its own progress."""

import dataclasses
import time
from collections.abc import Callable, Iterable

from w2v_core.jobs.entry import Job
from w2v_core.jobs.lanes import Lanes
from w2v_core.jobs.task import JobView

Mean = Callable[[str], float | None]


def look(job: Job, jobs: Iterable[Job], lanes: Lanes, mean_seconds: Mean) -> JobView:
    """The view of a job with what depends on the others of its lane.

    Args:
        job: one that waits or runs.
        jobs: all that do.
        lanes: where they wait.
        mean_seconds: how long a kind of job took of late, None where nobody knows.
    """
    if not lanes.waits(job):
        return dataclasses.replace(
            job.view, rank=None, expected_seconds=seconds_left(job.view, mean_seconds)
        )
    before = lanes.ahead(job)
    running = [other for other in jobs if other.lane == job.lane and not lanes.waits(other)]
    lefts = [seconds_left(other.view, mean_seconds) for other in (*running, *before, job)]
    known = None if None in lefts else sum(left for left in lefts if left is not None)
    rank = len(before) + 1
    message = lanes.keeps_busy(job.lane) if rank == 1 else job.view.message
    return dataclasses.replace(job.view, rank=rank, expected_seconds=known, message=message)


def seconds_left(view: JobView, mean_seconds: Mean) -> float | None:
    """How long a job still runs once it has its turn; None where nobody knows."""
    known: float | None = getattr(view.detail, "seconds_left", None)
    if known is not None:
        return known
    if view.started is None:
        return mean_seconds(view.kind)
    gone = max(0.0, time.time() - view.started)  # clocks may be set back
    return gone * (1 - view.fraction) / view.fraction if view.fraction > 0 else None
