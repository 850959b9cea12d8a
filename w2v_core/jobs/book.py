"""What is known of the jobs of a process: those in hand, the last that ended, and all on disk.

The registry keeps what must outlive the process; progress lives in memory. Does not: decide
anything, or start a thread.
"""

import dataclasses
import sqlite3
import threading
import time
from collections import OrderedDict
from logging import getLogger
from typing import Any

from w2v_core.errors import StorageError
from w2v_core.jobs import journal, states
from w2v_core.jobs.entry import Job, view_of
from w2v_core.jobs.registry import Registry
from w2v_core.jobs.task import JobView

REMEMBERED = 100  # last views kept in memory after their jobs ended
log = getLogger(__name__)


class Book:
    """The jobs of one process; the lock of the queue is held at each call.

    Args:
        registry: what is on disk.
        changed: told when a job ends.

    Attributes:
        jobs: those that wait or run here, by id.
    """

    def __init__(self, registry: Registry, changed: threading.Condition) -> None:
        self.jobs: dict[str, Job] = {}
        self._registry, self._changed = registry, changed
        self._last: OrderedDict[str, tuple[str, JobView]] = OrderedDict()

    def of(self, owner: str) -> list[Job]:
        """The owner's jobs that wait or run here."""
        return [job for job in self.jobs.values() if job.owner == owner]

    def ended(self, owner: str, id: str) -> JobView | None:
        """The owner's job as it ended here, if that was lately."""
        last_owner, view = self._last.get(id, (None, None))
        return view if last_owner == owner else None

    def knows(self, id: str) -> bool:
        """Whether more is known of a job than its row."""
        return id in self.jobs or id in self._last

    def stored(self, owner: str, id: str) -> JobView | None:
        """The owner's job as its row tells it."""
        row = self._registry.row(id)
        return view_of(row) if row is not None and row.owner == owner else None

    def change(self, job: Job, **changes: Any) -> None:
        """Another view of a job."""
        job.view = dataclasses.replace(job.view, version=job.view.version + 1, **changes)

    def enter(self, job: Job, state: str) -> None:
        """A job in hand comes into another state."""
        started = time.time() if state == states.RUNNING else job.view.started
        self.change(job, state=state, started=started)
        self.note(job.view, job.owner, None)

    def finish(self, job: Job, state: str, error: str | None) -> None:
        """A job ended, or rests; it is in hand no more."""
        fraction = 1.0 if state == states.DONE else job.view.fraction
        finished = time.time() if state in states.FINAL else None
        self.change(job, state=state, error=error, fraction=fraction, finished=finished)
        self.note(job.view, job.owner, error)
        del self.jobs[job.view.id]
        self.remember(job.owner, job.view)
        self._changed.notify_all()

    def remember(self, owner: str, view: JobView) -> None:
        """Keep the last view of a job in memory for a while."""
        self._last[view.id] = (owner, view)
        while len(self._last) > REMEMBERED:
            self._last.popitem(last=False)

    def forget(self, owner: str) -> None:
        """Let go of the owner's jobs that ended, on disk too."""
        for id in [id for id, (other, _) in self._last.items() if other == owner]:
            del self._last[id]
        self._registry.forget(owner)

    def note(self, view: JobView, owner: str, error: str | None) -> None:
        """Store the state of a job."""
        journal.job(view, owner)
        try:
            self._registry.set_state(view.id, view.state, error)
        except (sqlite3.Error, StorageError):  # a full disk must not end the lane
            log.exception("The state of a job could not be stored.")
