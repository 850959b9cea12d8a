"""The queue: jobs wait in lanes, and each lane's one thread does them in order.

Lanes stand for what must not be shared: a device, the projection worker. Threads are daemons and
publish frozen views; whoever wants to know polls. The registry keeps what must outlive the
process; the progress of a job lives in memory, its results in files.
"""

import dataclasses
import os
import sqlite3
import sys
import threading
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from logging import getLogger
from pathlib import Path
from typing import Any

from w2v_core.errors import NotFound, StorageError
from w2v_core.jobs import states
from w2v_core.jobs.boot import Boot
from w2v_core.jobs.failure import outcome
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.registry import JobRow, Registry
from w2v_core.jobs.task import Executors, JobView, Task

LANE_NICENESS = 5  # 0 is usual, 19 the last in line
REMEMBERED = 100  # last views kept in memory after their jobs ended
log = getLogger(__name__)


def give_way() -> None:
    """Let this thread, and those it starts, run behind the ones that serve pages (Linux only)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LANE_NICENESS)


@dataclass(eq=False)
class _Job:
    """A job that waits or runs; let go when it ends."""

    owner: str
    lane: str
    key: str | None
    view: JobView
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class _Chore:
    do: Callable[[], object]
    message: str


class JobQueue:
    """The jobs of all owners over one home; every method may be called from any thread.

    Args:
        home: folder of all state.
        executors: how each kind of job is done.
        limits: what one owner may ask for.
    """

    def __init__(self, home: Path, executors: Executors, limits: Limits | None = None) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.limits = limits or Limits()
        self._executors = executors
        self._changed = threading.Condition()
        self._jobs: dict[str, _Job] = {}
        self._waiting: defaultdict[str, deque[_Job]] = defaultdict(deque)
        self._chores: defaultdict[str, deque[_Chore]] = defaultdict(deque)
        self._doing: dict[str, str] = {}  # what the chore of a lane that is at one says
        self._last: OrderedDict[str, tuple[str, JobView]] = OrderedDict()
        self._threads: dict[str, threading.Thread] = {}
        self._closed = False
        self._boot = Boot(home)
        self._registry = Registry(home / "jobs.sqlite")
        self._recover()

    # -- for pages ---------------------------------------------------------------------------------

    def submit(
        self, owner: str, kind: str, payload: Mapping[str, Any], key: str | None = None
    ) -> str:
        """Queue a job and return its id; the id of the owner's active job of this key, if any.

        Args:
            owner: whose job it is.
            kind: name in the table of executors.
            payload: plain JSON values.
            key: names what is asked for, so that a double click asks once.

        Raises:
            NotFound: for a malformed owner.
            LimitReached: if the owner has too many jobs waiting or running, or keeps too much.
            W2VError: if the executor does not admit the payload.
        """
        executor = self._executors[kind]
        executor.admit(Workspace(self.home, owner), payload, self.limits)
        lane = executor.lane(payload)
        with self._changed:
            active = [job for job in self._jobs.values() if job.owner == owner]
            for job in active:
                if key is not None and job.key == key:
                    return job.view.id
            self.limits.check_queued(len(active))
            view = JobView(new_id(), kind, states.QUEUED, time.time(), dict(payload))
            id = self._registry.add(_row(view, owner, lane, key, self._boot.id))
            if id == view.id:
                self._enqueue(_Job(owner, lane, key, view))
            return id

    def stop(self, owner: str, job_id: str) -> None:
        """Take a waiting job out, or ask a running one to end and keep what it has.

        Raises:
            NotFound: if the owner has no such job, or another process runs it.
        """
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or job.owner != owner:
                if self.view(owner, job_id).state in states.ACTIVE:
                    raise NotFound("This job runs in another process; stop it there.")
                return
            job.stop.set()
            if job in self._waiting[job.lane]:
                self._waiting[job.lane].remove(job)
                self._finish(job, states.STOPPED, None)
            elif job.view.state == states.RUNNING:
                self._enter(job, states.STOPPING)

    def view(self, owner: str, job_id: str) -> JobView:
        """The job as it is now; raises NotFound if the owner has no such job."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is not None and job.owner == owner:
                return self._look(job)
            last_owner, view = self._last.get(job_id, (None, None))
            if view is not None and last_owner == owner:
                return view
        row = self._registry.row(job_id)
        if row is None or row.owner != owner:
            raise NotFound("This job does not exist, or is not yours; choose another.")
        return _view(row)

    def views(self, owner: str, kind: str | None = None) -> tuple[JobView, ...]:
        """The owner's jobs, newest first, all or of one kind."""
        rows = self._registry.of_owner(owner, kind)
        with self._changed:
            known = self._jobs.keys() | self._last.keys()
        return tuple(self.view(owner, row.id) if row.id in known else _view(row) for row in rows)

    # -- for the frame of the server ---------------------------------------------------------------

    def when_idle(self, lane: str, chore: Callable[[], object], message: str = "") -> None:
        """Do something on a lane's thread once no job waits there; it is not recorded.

        Args:
            lane: of the thread.
            chore: what to do.
            message: what the next job is told while it waits for that.
        """
        with self._changed:
            self._chores[lane].append(_Chore(chore, message))
            self._wake(lane)

    def wait(self, job_id: str, timeout: float) -> None:
        """Wait until a job of this process has ended; raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: job_id not in self._jobs, timeout):
                raise TimeoutError(f"The job {job_id} has not ended within {timeout:g} s.")

    def shutdown(self, seconds: float) -> None:
        """Ask all running jobs to end, and give them some seconds; waiting ones stay queued.

        Chores are not waited for: nobody misses what they make.
        """
        with self._changed:
            self._closed = True
            for job in self._running():
                job.stop.set()
            self._changed.notify_all()
            if self._changed.wait_for(lambda: not self._running(), seconds):
                self._registry.close()
                self._boot.close()

    # -- inside; the lock is held unless said otherwise --------------------------------------------

    def _running(self) -> list[_Job]:
        return [job for job in self._jobs.values() if job not in self._waiting[job.lane]]

    def _recover(self) -> None:
        """Take over the waiting jobs of dead processes, and mark their running ones as cut."""
        with self._changed:
            rows = self._registry.active()
            alive = {id: self._boot.lives(id) for id in {row.boot_id for row in rows}}
            dead = [row for row in rows if not alive[row.boot_id]]
            ours = [r for r in dead if r.state == states.QUEUED and r.kind in self._executors]
            self._registry.interrupt([row.id for row in dead if row not in ours])
            self._registry.adopt([row.id for row in ours], self._boot.id)
            for row in ours:
                self._enqueue(_Job(row.owner, row.lane, row.key, _view(row)))

    def _enqueue(self, job: _Job) -> None:
        self._jobs[job.view.id] = job
        self._waiting[job.lane].append(job)
        self._wake(job.lane)

    def _wake(self, lane: str) -> None:
        if lane not in self._threads and not self._closed:
            name = f"lane {lane}"
            thread = threading.Thread(target=self._work, args=(lane,), name=name, daemon=True)
            self._threads[lane] = thread
            thread.start()
        self._changed.notify_all()

    def _work(self, lane: str) -> None:
        """The thread of a lane (lock not held)."""
        give_way()
        while self._step(lane):
            pass

    def _step(self, lane: str) -> bool:
        """Do the next job or chore of a lane; False when the queue is closed (lock not held)."""
        waiting, chores = self._waiting[lane], self._chores[lane]
        with self._changed:
            self._changed.wait_for(lambda: self._closed or waiting or chores)
            if self._closed:
                return False
            job = waiting.popleft() if waiting else None
            if job is not None:
                self._enter(job, states.RUNNING)
            else:
                chore = chores.popleft()
                self._doing[lane] = chore.message
        if job is None:
            outcome(lambda: bool(chore.do()))
            with self._changed:
                del self._doing[lane]
            return True
        state, error = outcome(lambda: self._executors[job.view.kind].run(self._task(job)))
        with self._changed:
            if state == states.STOPPED and self._closed and job.view.state != states.STOPPING:
                state = states.INTERRUPTED
            self._finish(job, state, error)
        return True

    def _task(self, job: _Job) -> Task:
        def publish(fraction: float, message: str, detail: Any = None) -> None:
            with self._changed:
                if job.view.id in self._jobs:
                    kept = job.view.detail if detail is None else detail
                    self._change(job, fraction=fraction, message=message, detail=kept)

        workspace = Workspace(self.home, job.owner)
        return Task(job.view.id, workspace, job.view.payload, publish, job.stop.is_set)

    def _enter(self, job: _Job, state: str) -> None:
        started = time.time() if state == states.RUNNING else job.view.started
        self._change(job, state=state, started=started)
        self._note(job.view.id, state, None)

    def _finish(self, job: _Job, state: str, error: str | None) -> None:
        fraction = 1.0 if state == states.DONE else job.view.fraction
        self._change(job, state=state, error=error, fraction=fraction, finished=time.time())
        self._note(job.view.id, state, error)
        del self._jobs[job.view.id]
        self._last[job.view.id] = (job.owner, job.view)
        while len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        self._changed.notify_all()

    def _change(self, job: _Job, **changes: Any) -> None:
        job.view = dataclasses.replace(job.view, version=job.view.version + 1, **changes)

    def _note(self, id: str, state: str, error: str | None) -> None:
        try:
            self._registry.set_state(id, state, error)
        except (sqlite3.Error, StorageError):  # a full disk must not end the lane
            log.exception("The state of a job could not be stored.")

    def _look(self, job: _Job) -> JobView:
        """The view with what depends on the other jobs of the lane."""
        waiting = self._waiting[job.lane]
        rank = waiting.index(job) + 1 if job in waiting else None
        ahead = [j for j in self._jobs.values() if j.lane == job.lane and j not in waiting]
        ahead += [other for other, _ in zip(waiting, range(rank or 0), strict=False)]
        lefts = [self._seconds_left(other.view) for other in ([job] if rank is None else ahead)]
        expected = None if None in lefts else sum(left for left in lefts if left is not None)
        message = self._doing.get(job.lane, "") if rank == 1 else job.view.message
        return dataclasses.replace(job.view, rank=rank, expected_seconds=expected, message=message)

    def _seconds_left(self, view: JobView) -> float | None:
        known: float | None = getattr(view.detail, "seconds_left", None)
        if known is not None:
            return known
        if view.started is None:
            return self._registry.mean_seconds(view.kind)
        gone = time.time() - view.started
        return gone * (1 - view.fraction) / view.fraction if view.fraction > 0 else None


def _row(view: JobView, owner: str, lane: str, key: str | None, boot_id: str) -> JobRow:
    facts = (view.id, owner, view.kind, lane, key, view.payload, view.state, boot_id, view.created)
    return JobRow(*facts, started=None, finished=None, error=None)


def _view(row: JobRow) -> JobView:
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
