"""A job within the queue, and what its view and its row in the registry have in common."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from w2v_core.jobs import states
from w2v_core.jobs.registry import JobRow
from w2v_core.jobs.task import JobView


@dataclass(eq=False)
class Job:
    """A job that waits or runs; let go when it ends.

    Attributes:
        stop: set when it is to end, for good or for a rest.
        rests: whether it was told, when it last asked, that its end is a rest.
        ends: when it has run long enough, on the clock that is never set (`time.monotonic`).
        late: whether it was ended for that.
    """

    owner: str
    lane: str
    key: str | None
    view: JobView
    stop: threading.Event = field(default_factory=threading.Event)
    rests: bool = False
    ends: float = float("inf")
    late: bool = False


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do when nobody waits, and what it is, for people."""

    do: Callable[[], object]
    message: str


def row_of(view: JobView, owner: str, lane: str, key: str | None, boot_id: str) -> JobRow:
    """The row of a job that was just asked for."""
    facts = (view.id, owner, view.kind, lane, key, view.payload, view.state, boot_id, view.created)
    return JobRow(*facts, started=None, finished=None, error=None)


def view_of(row: JobRow) -> JobView:
    """The view of a job of which nothing but its row is left."""
    return JobView(
        row.id,
        row.kind,
        row.state,
        row.created,
        row.payload,
        started=row.started,
        finished=row.finished,
        error=row.error,
        fraction=1.0 if row.state == states.DONE else 0.0,
    )
