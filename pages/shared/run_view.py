"""One run as the Train page shows it, whether it waits, trains, ended, was cut or is damaged."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from w2v_core.errors import NotFound, W2VError
from w2v_core.jobs.curve import Point, curve_of
from w2v_core.jobs.glimpse import Glimpse
from w2v_core.jobs.home import RunEntry, Workspace
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.states import ACTIVE, DONE, FAILED, INTERRUPTED, PAUSED, RESUMABLE, STOPPED
from w2v_core.jobs.task import JobView
from w2v_core.jobs.training import share_kept
from w2v_core.runs.folder import EVENTS, load_record
from w2v_core.runs.record import RunRecord
from w2v_core.storage import MANIFEST, read_events
from w2v_core.training.held_out import own_measure
from w2v_core.training.progress import Progress

DAMAGED = "damaged"  # beside the states of jobs


@dataclass(frozen=True, slots=True)
class RunView:
    """What is known of a run now.

    Attributes:
        state: one of the states of a job, or `DAMAGED`.
        says: what it is doing, or why it has no vectors; one sentence or less.
        method: name of its method, where that is known.
        fraction: how much is done, 0 to 1.
        rank: place in the queue, 1 is next; None where it does not wait.
        seconds_left: until it ends, None where unknown.
        curve: its losses so far.
        progress: the last report of a run that trains here, or None.
        glimpse: the last look at its vectors while it trained here, or None.
        probes: the words to watch that were asked for.
        record: of a run that ended with vectors, or None.
        settled: whether nothing of it will change by itself any more; a run that was just kept
            is still being scored.
        resumable: whether it rests and can go on.
        kept: of a run that rests, the share whose place is kept; 0: none yet.
        note: what went wrong without ending it; empty where nothing did.
    """

    id: str
    name: str
    state: str
    says: str
    method: str = ""
    fraction: float = 0.0
    rank: int | None = None
    seconds_left: float | None = None
    curve: tuple[Point, ...] = ()
    progress: Progress | None = None
    glimpse: Glimpse | None = None
    probes: tuple[str, ...] = ()
    record: RunRecord | None = None
    settled: bool = True
    resumable: bool = False
    kept: float = 0.0
    note: str = ""

    @property
    def active(self) -> bool:
        """Whether it waits or trains."""
        return self.state in ACTIVE


def run_view(queue: JobQueue, own: Workspace, id: str) -> RunView:
    """One run, the owner's or one that was published; raises NotFound where there is none."""
    job = _job(queue, own, id)
    if job is not None and job.state in ACTIVE and not _is_kept(own, id):
        return _of_job(own, job)
    try:
        return _of_entry(own, run_entry(own, id), job)
    except NotFound:
        if job is None or _was_kept(job):
            raise
        return _of_job(own, job)


def run_entry(own: Workspace, id: str) -> RunEntry:
    """One run of the list, which is read only where this one has no record.

    A run that another owner published is found too.

    Raises:
        NotFound: where there is no such run to look at, or is none any more.
    """
    shelf = own.shown_by(id)
    try:
        record = load_record(shelf.run_folder(id))
        return RunEntry(id, record.name, record.created, record)
    except W2VError:
        entry = next((entry for entry in shelf.runs() if entry.id == id), None)
    if entry is None:
        raise NotFound("This run is not here any more; choose another.")
    return entry


def whole_curve(events: Sequence[dict[str, Any]], record: RunRecord | None) -> tuple[Point, ...]:
    """The curve as a log of events tells it, up to the scores at the end."""
    curve = curve_of(events)
    if record is None or record.imported is not None:
        return curve
    result = record.result
    end = Point(result.words, result.loss, result.held_out.get(own_measure(record.model.method)))
    return (*(point for point in curve if point.words_done < end.words_done), end)


def curve_kept(own: Workspace, run: RunEntry) -> tuple[Point, ...]:
    """The curve of a run as its log tells it; none for vectors that were brought from elsewhere."""
    events = read_events(own.shown_by(run.id).run_folder(run.id) / EVENTS)
    return whole_curve(events, run.record)


def _job(queue: JobQueue, own: Workspace, id: str) -> JobView | None:
    try:
        job = queue.view(own.owner, id)
    except NotFound:
        return None
    return job if job.kind == "train" else None


def _is_kept(own: Workspace, id: str) -> bool:
    try:
        return (own.run_folder(id) / MANIFEST).exists()
    except NotFound:
        return False


def _was_kept(job: JobView) -> bool:
    """Whether the job left a folder, so that none means: deleted. One that waited left none."""
    left = job.state in (STOPPED, PAUSED) and job.started is not None and not job.error
    return job.state == DONE or left


def _of_job(own: Workspace, job: JobView) -> RunView:
    """A run that has no more than its job and its log: it waits, trains, or left nothing."""
    detail = job.detail
    return RunView(
        job.id,
        str(job.payload["name"]),
        job.state,
        job.error or job.message,
        str(job.payload["model"]["method"]),
        job.fraction,
        job.rank,
        detail.progress.seconds_left if detail else job.expected_seconds,
        detail.curve if detail else curve_of(_events(own, job.id)),
        detail and detail.progress,
        detail and detail.glimpse,
        tuple(job.payload.get("probes", ())),
        settled=job.state not in ACTIVE,
        resumable=job.state in RESUMABLE,
        note=detail.note if detail else "",
    )


def _events(own: Workspace, id: str) -> list[dict[str, Any]]:
    """The log of a run that may have none yet."""
    try:
        return read_events(own.run_folder(id) / EVENTS)
    except NotFound:
        return []


def _of_entry(own: Workspace, entry: RunEntry, job: JobView | None) -> RunView:
    """A run with a folder: it ended, rests, was cut, or is damaged."""
    folder, rests = own.shown_by(entry.id).run_folder(entry.id), False
    if entry.record is not None:
        state = STOPPED if entry.record.stopped else DONE
    else:
        rests = entry.unfinished and job is not None and job.state in RESUMABLE
        state = _resting(job) if entry.unfinished else DAMAGED
    events = read_events(folder / EVENTS)
    detail = job.detail if job is not None else None
    return RunView(
        entry.id,
        entry.name,
        state,
        (job.error if job is not None and state == FAILED else entry.problem) or "",
        entry.record.model.method if entry.record else "",
        fraction=_fraction(events, entry.record),
        curve=whole_curve(events, entry.record),
        progress=None if entry.record else last_progress(events),
        glimpse=detail.glimpse if detail else None,
        probes=tuple(events[0].get("probes", ())) if events else (),
        record=entry.record,
        settled=job is None or job.state not in ACTIVE,
        resumable=rests,
        kept=share_kept(folder) if rests else 0.0,
        note=(job.error or "") if job is not None and state == PAUSED else "",
    )


def _resting(job: JobView | None) -> str:
    """The state of a run that has not ended, by its job if that knows more than "cut"."""
    return job.state if job is not None and job.state in (PAUSED, FAILED) else INTERRUPTED


def last_progress(events: Sequence[dict[str, Any]]) -> Progress | None:
    """The last report in a log, or None."""
    for event in reversed(events):
        if event.get("event") == "progress":
            return Progress(**{item.name: event.get(item.name) or 0 for item in fields(Progress)})
    return None


def _fraction(events: Sequence[dict[str, Any]], record: RunRecord | None) -> float:
    """The share of the training that was done before it ended."""
    if record is not None and not record.stopped:
        return 1.0
    last = next((event for event in reversed(events) if event.get("event") == "progress"), {})
    return min(1.0, last.get("words_done", 0) / max(last.get("words_total", 1), 1))
