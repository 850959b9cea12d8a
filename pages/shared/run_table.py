"""The list of runs as rows: for the table on the page and for the file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pages.shared.run_view import DAMAGED
from pages.shared.text import visible
from w2v_core.config import method_named
from w2v_core.errors import W2VError
from w2v_core.formats import FORMATS
from w2v_core.jobs.home import RunEntry, Workspace
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.states import DONE, INTERRUPTED, OPEN, STOPPED
from w2v_core.runs.record import RunRecord

COLUMNS = (  # name, what it is
    ("name", "Name"),
    ("state", "State"),
    ("corpus", "Text"),
    ("method", "Method"),
    ("dim", "Dimensions"),
    ("words", "Words read"),
    ("vocabulary", "Vocabulary"),
    ("words_per_second", "Words/s"),
    ("loss", "Loss"),
    ("pair_mrr", "Held-out rank"),
    ("created", "When"),
    ("note", "Note"),
)
ORDERS = {  # what people call it: the column, and whether the largest comes first
    "Newest first": ("created", True),
    "Oldest first": ("created", False),
    "Name": ("name", False),
    "Text": ("corpus", False),
    "Method": ("method", False),
    "Largest vocabulary": ("vocabulary", True),
    "Fastest": ("words_per_second", True),
    "Lowest loss": ("loss", False),
    "Best held-out rank": ("pair_mrr", True),
}


def states_of(queue: JobQueue, own: Workspace, runs: Sequence[RunEntry]) -> dict[str, str]:
    """How each run stands: trains, rests, is done, was stopped or cut, is damaged."""
    jobs = {} if all(run.record for run in runs) else _training(queue, own)
    return {run.id: jobs.get(run.id) or _ended(run) for run in runs}


def rows(
    runs: Sequence[RunEntry], states: dict[str, str], zone: str | None
) -> dict[str, list[Any]]:
    """Columns by name; what is not known of a run is None.

    Args:
        runs: as they are to be listed.
        states: of each run, by id.
        zone: the visitor's time zone, such as "Europe/Berlin"; None: UTC.
    """
    listed = [_row(run, states[run.id], zone) for run in runs]
    return {name: [row.get(name) for row in listed] for name, _ in COLUMNS}


def arranged(
    runs: Sequence[RunEntry], states: dict[str, str], typed: str, order: str
) -> tuple[RunEntry, ...]:
    """The runs that hold every typed word somewhere, in one of the `ORDERS`; unknowns come last."""
    found = [(run, _row(run, states[run.id], None)) for run in runs]
    column, falls = ORDERS[order]
    wanted = typed.casefold().split()
    searched = ("name", "state", "corpus", "method", "note")
    kept = [
        (run, row)
        for run, row in found
        if all(
            word in " ".join(str(row.get(name, "")) for name in searched).casefold()
            for word in wanted
        )
    ]
    known = [pair for pair in kept if pair[1].get(column) is not None]
    unknown = [run for run, row in kept if row.get(column) is None]
    known.sort(key=lambda pair: _sortable(pair, column), reverse=falls)
    return (*(run for run, _ in known), *unknown)


def _sortable(pair: tuple[RunEntry, dict[str, Any]], column: str) -> Any:
    """By the second of its making, not the minute that is shown; names without regard to case."""
    run, row = pair
    if column == "created":
        return run.created
    value = row[column]
    return value.casefold() if isinstance(value, str) else value


def _row(run: RunEntry, state: str, zone: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {"name": visible(run.name), "state": state}
    row |= {"created": local_time(run.created, zone), "note": visible(run.note) if run.note else ""}
    record = run.record
    if record is None:
        return row
    result = record.result
    if record.imported is not None:
        facts = {"corpus": visible(record.imported.file), "method": f"Imported, {_format(record)}"}
        return row | facts | {"dim": record.model.dim, "vocabulary": record.corpus.vocabulary}
    return row | {
        "corpus": visible(record.corpus.name),
        "method": _method(record.model.method),
        "dim": record.model.dim,
        "words": result.words,
        "vocabulary": record.corpus.vocabulary,
        "words_per_second": round(result.words_per_second),
        "loss": result.loss,
        "pair_mrr": result.held_out.get("pair_mrr"),
    }


def local_time(created: str, zone: str | None) -> str:
    """A stored time as the visitor's clock showed it, to the minute.

    >>> local_time("2026-01-31T23:30:00+00:00", "Europe/Berlin"), local_time("", None)
    ('2026-02-01 00:30', '')
    """
    try:
        return datetime.fromisoformat(created).astimezone(_zone(zone)).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""


def _zone(name: str | None) -> ZoneInfo:
    """The zone of a name that came from a browser; UTC where there is no such zone."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _training(queue: JobQueue, own: Workspace) -> dict[str, str]:
    jobs = queue.views(own.owner, "train")
    return {job.id: job.state for job in jobs if job.state in OPEN}


def _ended(run: RunEntry) -> str:
    if run.record is not None:
        return STOPPED if run.record.stopped else DONE
    return INTERRUPTED if run.unfinished else DAMAGED


def _format(record: RunRecord) -> str:
    name = record.imported.format if record.imported else ""
    return FORMATS[name].label if name in FORMATS else name


def _method(name: str) -> str:
    try:
        return method_named(name).label
    except W2VError:  # of a newer program
        return name
