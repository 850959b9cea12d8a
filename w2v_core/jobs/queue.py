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
from logging import getLogger
from pathlib import Path
from typing import Any

from w2v_core.errors import ConfigError, NotFound, StorageError
from w2v_core.jobs import states
from w2v_core.jobs.boot import Boot
from w2v_core.jobs.entry import Chore, Job, row_of, view_of
from w2v_core.jobs.failure import outcome
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.registry import Registry
from w2v_core.jobs.task import Executors, JobView, Task

LANE_NICENESS = 5  # 0 is usual, 19 the last in line
KEEPING = "keep"  # the lane of jobs that only have to keep what they had
REMEMBERED = 100  # last views kept in memory after their jobs ended
log = getLogger(__name__)


def give_way() -> None:
    """Let this thread, and those it starts, run behind the ones that serve pages (Linux only)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LANE_NICENESS)


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
        self._jobs: dict[str, Job] = {}
        self._waiting: defaultdict[str, deque[Job]] = defaultdict(deque)
        self._chores: defaultdict[str, deque[Chore]] = defaultdict(deque)
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
            id = self._registry.add(row_of(view, owner, lane, key, self._boot.id))
            if id == view.id:
                self._enqueue(Job(owner, lane, key, view))
            return id

    def stop(self, owner: str, job_id: str) -> None:
        """Take a waiting job out, or ask a running one to end and keep what it has.

        One that rests keeps what it had then.

        Raises:
            NotFound: if the owner has no such job, or another process runs it.
        """
        with self._changed:
            job = self._held(owner, job_id)
            if job is None:
                self._give_up(owner, job_id)
            elif job in self._waiting[job.lane] and not self._has_place(job.view):
                job.stop.set()
                self._leave(job, states.STOPPED)
            elif job in self._waiting[job.lane]:
                self._leave(job, states.PAUSED)
                self._give_up(owner, job_id)
            elif job.view.state in (states.RUNNING, states.PAUSING):
                job.stop.set()
                self._enter(job, states.STOPPING)

    def pause(self, owner: str, job_id: str) -> None:
        """Put a waiting job aside, or ask a running one to keep its place and leave its lane.

        Raises:
            NotFound: if the owner has no such job, or another process runs it.
            ConfigError: if such work cannot be paused.
        """
        with self._changed:
            job = self._held(owner, job_id)
            if job is None:
                return
            if not self._resumes(job.view):
                raise ConfigError("This work cannot be paused; stop it, and start it again later.")
            if job in self._waiting[job.lane]:
                self._leave(job, states.PAUSED)
            elif job.view.state == states.RUNNING:
                job.stop.set()
                self._enter(job, states.PAUSING)

    def resume(self, owner: str, job_id: str) -> None:
        """Queue a job again that was paused or cut; it keeps its id and goes on from its place.

        Raises:
            NotFound: if the owner has no such job, or what it needs is gone.
            ConfigError: if it has ended for good, or the same is being done already.
            LimitReached: if the owner has too many jobs waiting or running.
        """
        view = self.view(owner, job_id)
        if view.state in states.ACTIVE:
            return
        if view.state not in states.RESUMABLE or not self._resumes(view):
            raise ConfigError("This job has ended and cannot go on; start another.")
        executor = self._executors[view.kind]
        # Its run is one of those that are kept already.
        limits = dataclasses.replace(self.limits, runs=self.limits.runs + 1)
        executor.admit(Workspace(self.home, owner), view.payload, limits)
        lane = executor.lane(view.payload)
        with self._changed:
            self.limits.check_queued(sum(job.owner == owner for job in self._jobs.values()))
            self._again(owner, view, lane)

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
        return view_of(row)

    def views(self, owner: str, kind: str | None = None) -> tuple[JobView, ...]:
        """The owner's jobs, newest first, all or of one kind."""
        rows = self._registry.of_owner(owner, kind)
        with self._changed:
            known = self._jobs.keys() | self._last.keys()
        return tuple(self.view(owner, row.id) if row.id in known else view_of(row) for row in rows)

    # -- for the frame of the server ---------------------------------------------------------------

    def when_idle(self, lane: str, chore: Callable[[], object], message: str = "") -> None:
        """Do something on a lane's thread once no job waits there; it is not recorded.

        Args:
            lane: of the thread.
            chore: what to do.
            message: what the next job is told while it waits for that.
        """
        with self._changed:
            self._chores[lane].append(Chore(chore, message))
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

    def _held(self, owner: str, job_id: str) -> Job | None:
        """The owner's job if it waits or runs here, None if it does not; raises NotFound."""
        job = self._jobs.get(job_id)
        if job is not None and job.owner == owner:
            return job
        if self.view(owner, job_id).state in states.ACTIVE:
            raise NotFound("This job runs in another process; stop it there.")
        return None

    def _has_place(self, view: JobView) -> bool:
        """Whether the job ran before, and left a place to go on from."""
        return view.started is not None and self._resumes(view)

    def _resumes(self, view: JobView) -> bool:
        executor = self._executors.get(view.kind)
        return executor is not None and executor.resumes

    def _give_up(self, owner: str, job_id: str) -> None:
        """Stop a job that rests: what it had is kept by a thread of its own, without waiting."""
        view = self.view(owner, job_id)
        if view.state not in states.RESUMABLE:
            return
        if self._has_place(view):
            self._again(owner, view, KEEPING, stop=True)
        elif view.state == states.PAUSED:
            self._note(job_id, states.STOPPED, None)
            self._last[job_id] = (owner, dataclasses.replace(view, state=states.STOPPED))

    def _again(self, owner: str, view: JobView, lane: str, stop: bool = False) -> None:
        """Queue a job that rests."""
        row = self._registry.requeue(view.id, lane, self._boot.id)
        if row is None:
            return
        job = Job(owner, lane, row.key, view)
        self._change(job, state=states.QUEUED, error=None, finished=None)
        if stop:
            job.stop.set()
        self._enqueue(job)

    def _leave(self, job: Job, state: str) -> None:
        """Take a waiting job out of its lane."""
        self._waiting[job.lane].remove(job)
        self._finish(job, state, None)

    def _is_break(self, job: Job) -> bool:
        """Whether a stop is no end: the job was paused, or the program ends."""
        return job.view.state == states.PAUSING or (
            self._closed and job.view.state != states.STOPPING
        )

    def _running(self) -> list[Job]:
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
                job = Job(row.owner, row.lane, row.key, view_of(row))
                if row.lane == KEEPING:
                    job.stop.set()
                self._enqueue(job)

    def _enqueue(self, job: Job) -> None:
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
                self._enter(job, states.STOPPING if job.stop.is_set() else states.RUNNING)
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
            self._end(job, state, error)
        return True

    def _end(self, job: Job, state: str, error: str | None) -> None:
        """Note how a job ended, or that it rests."""
        if state == states.STOPPED and self._is_break(job):
            pausing = job.view.state == states.PAUSING
            self._finish(job, states.PAUSED if pausing else states.INTERRUPTED, None)
        elif state == states.STOPPED and job.rests:  # the stop came after it had kept its place
            self._finish(job, states.PAUSED, None)
            self._give_up(job.owner, job.view.id)
        else:
            self._finish(job, state, error)

    def _task(self, job: Job) -> Task:
        def publish(fraction: float, message: str, detail: Any = None) -> None:
            with self._changed:
                if job.view.id in self._jobs:
                    kept = job.view.detail if detail is None else detail
                    self._change(job, fraction=fraction, message=message, detail=kept)

        def is_break() -> bool:
            with self._changed:
                job.rests = self._is_break(job)
                return job.rests

        workspace = Workspace(self.home, job.owner)
        return Task(job.view.id, workspace, job.view.payload, publish, job.stop.is_set, is_break)

    def _enter(self, job: Job, state: str) -> None:
        started = time.time() if state == states.RUNNING else job.view.started
        self._change(job, state=state, started=started)
        self._note(job.view.id, state, None)

    def _finish(self, job: Job, state: str, error: str | None) -> None:
        fraction = 1.0 if state == states.DONE else job.view.fraction
        finished = time.time() if state in states.FINAL else None
        self._change(job, state=state, error=error, fraction=fraction, finished=finished)
        self._note(job.view.id, state, error)
        del self._jobs[job.view.id]
        self._last[job.view.id] = (job.owner, job.view)
        while len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        self._changed.notify_all()

    def _change(self, job: Job, **changes: Any) -> None:
        job.view = dataclasses.replace(job.view, version=job.view.version + 1, **changes)

    def _note(self, id: str, state: str, error: str | None) -> None:
        try:
            self._registry.set_state(id, state, error)
        except (sqlite3.Error, StorageError):  # a full disk must not end the lane
            log.exception("The state of a job could not be stored.")

    def _look(self, job: Job) -> JobView:
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
