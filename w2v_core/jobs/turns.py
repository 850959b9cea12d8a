"""The turn of a job: when it may begin, what it is told meanwhile, and as what it ends."""

import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from logging import getLogger
from pathlib import Path
from typing import Any

from w2v_core.errors import W2VError
from w2v_core.jobs import states
from w2v_core.jobs.book import Book
from w2v_core.jobs.entry import Job
from w2v_core.jobs.failure import outcome
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.task import Executors, Task

KEEPING = "keep"  # the lane of jobs that only have to keep what they had
log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turns:
    """What the lanes of one queue ask and do.

    Attributes:
        home: folder of all state.
        executors: how each kind of job is done.
        limits: what one owner may have.
        book: of the queue.
        changed: its lock.
        running: the jobs that do not wait; the lock is held.
        closing: whether the program ends.
        give_up: told of a job that rests and was stopped for good meanwhile; the lock is held.
    """

    home: Path
    executors: Executors
    limits: Limits
    book: Book
    changed: threading.Condition
    running: Callable[[], list[Job]]
    closing: Callable[[], bool]
    give_up: Callable[[str, str], None]

    def may_begin(self, job: Job) -> bool:
        """Whether the owner may have one more running; to keep what it had, any job may."""
        running = sum(other.owner == job.owner for other in self.running())
        return job.lane == KEEPING or running < self.limits.running

    def begin(self, job: Job) -> None:
        """The turn of a job begins; the lock is held."""
        job.ends = time.monotonic() + 3600 * self.limits.hours
        self.book.enter(job, states.STOPPING if job.stop.is_set() else states.RUNNING)

    def work(self, job: Job) -> None:
        """Do a job, without the lock."""
        state, error = outcome(lambda: self.executors[job.view.kind].run(self.task(job)))
        with self.changed:
            self._end(job, state, error)

    def task(self, job: Job) -> Task:
        """The job as its executor sees it."""

        def publish(fraction: float, message: str, detail: Any = None) -> None:
            with self.changed:
                if job.view.id in self.book.jobs:
                    kept = job.view.detail if detail is None else detail
                    self.book.change(job, fraction=fraction, message=message, detail=kept)

        def should_stop() -> bool:
            if not job.stop.is_set() and time.monotonic() > job.ends:
                self._time_is_up(job)
            return job.stop.is_set()

        def is_break() -> bool:
            with self.changed:
                job.rests = self._is_break(job)
                return job.rests

        workspace = Workspace(self.home, job.owner)
        return Task(job.view.id, workspace, job.view.payload, publish, should_stop, is_break)

    def resumes(self, kind: str) -> bool:
        """Whether jobs of a kind go on where they were."""
        executor = self.executors.get(kind)
        return executor is not None and executor.resumes

    def _is_break(self, job: Job) -> bool:
        """Whether a stop is no end: the job was paused, or the program ends."""
        state = job.view.state
        return state == states.PAUSING or (self.closing() and state != states.STOPPING)

    def _end(self, job: Job, state: str, error: str | None) -> None:
        """Note how a job ended, or that it rests."""
        if state == states.STOPPED and self._is_break(job):
            pausing = job.view.state == states.PAUSING
            rest = states.PAUSED if pausing else states.INTERRUPTED
            self.book.finish(job, rest, self._too_long(job))
        elif state == states.STOPPED and job.rests:  # the stop came after it had kept its place
            self.book.finish(job, states.PAUSED, None)
            try:
                self.give_up(job.owner, job.view.id)
            except (W2VError, sqlite3.Error):  # a full disk must not end the lane
                log.exception("A job that rests could not be stopped for good.")
        else:
            self.book.finish(job, state, error or self._too_long(job))

    def _time_is_up(self, job: Job) -> None:
        """Have a job that ran too long rest, or end."""
        with self.changed:
            if job.view.state == states.RUNNING:
                job.late = True
                job.stop.set()
                rests = self.resumes(job.view.kind)
                self.book.enter(job, states.PAUSING if rests else states.STOPPING)

    def _too_long(self, job: Job) -> str | None:
        """What is said of a job that reached the limit of time; None for any other."""
        if not job.late:
            return None
        then = "paused; resume it to go on" if self.resumes(job.view.kind) else "stopped"
        return f"It ran for {self.limits.hours:g} h, the limit of one job, and was {then}."
