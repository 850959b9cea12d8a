"""The queue: who may ask for what, and what becomes of each job.

Jobs wait in lanes (see `lanes`), one thread each; views are frozen, and whoever wants to know
polls. All that an owner asks is checked here, against whose job it is and what one may have.
"""

import dataclasses
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from w2v_core.errors import ConfigError, NotFound
from w2v_core.jobs import states
from w2v_core.jobs.book import Book
from w2v_core.jobs.boot import Boot
from w2v_core.jobs.entry import Chore, Job, row_of, view_of
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.lanes import Lanes
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.looking import look
from w2v_core.jobs.registry import Registry
from w2v_core.jobs.task import Executors, JobView
from w2v_core.jobs.turns import KEEPING, Turns

LONGEST = 1e5  # hours


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
        self._boot = Boot(home)
        self._registry = Registry(home / "jobs.sqlite")
        self._book = Book(self._registry, self._changed)
        self._turns = Turns(
            home, executors, self.limits, self._book, self._changed,
            self._running, lambda: self._lanes.closed, self._give_up,
        )  # fmt: skip
        self._lanes = Lanes(self._changed, self._turns)
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
            active = self._book.of(owner)
            for job in active:
                if key is not None and job.key == key:
                    return job.view.id
            self.limits.check_queued(len(active))
            self._check_shelf(owner, executor.adds(payload))
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
            elif self._lanes.waits(job) and not self._has_place(job.view):
                job.stop.set()
                self._leave(job, states.STOPPED)
            elif self._lanes.waits(job):
                self._leave(job, states.PAUSED)
                self._give_up(owner, job_id)
            elif job.view.state in (states.RUNNING, states.PAUSING):
                job.stop.set()
                self._book.enter(job, states.STOPPING)

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
            if not self._turns.resumes(job.view.kind):
                raise ConfigError("This work cannot be paused; stop it, and start it again later.")
            if self._lanes.waits(job):
                self._leave(job, states.PAUSED)
            elif job.view.state == states.RUNNING:
                job.stop.set()
                self._book.enter(job, states.PAUSING)

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
        if view.state not in states.RESUMABLE or not self._turns.resumes(view.kind):
            raise ConfigError("This job has ended and cannot go on; start another.")
        executor = self._executors[view.kind]
        limits = self.limits.replace(hours=LONGEST)  # part of its time has passed already
        executor.admit(Workspace(self.home, owner), view.payload, limits)
        lane = executor.lane(view.payload)
        with self._changed:
            self.limits.check_queued(len(self._book.of(owner)))
            self._again(owner, view, lane)

    def reopen(self, owner: str, job_id: str) -> None:
        """A deleted run was put back: its job, which was given up, may go on again.

        Raises:
            NotFound: if the owner has no such job.
        """
        with self._changed:
            view = self.view(owner, job_id)
            if view.state == states.STOPPED and self._has_place(view):
                cut = dataclasses.replace(view, state=states.INTERRUPTED)
                self._book.note(cut, owner, None)
                self._book.remember(owner, cut)

    def view(self, owner: str, job_id: str) -> JobView:
        """The job as it is now; raises NotFound if the owner has no such job."""
        with self._changed:
            job = self._book.jobs.get(job_id)
            if job is not None and job.owner == owner:
                mean = self._registry.mean_seconds
                return look(job, self._book.jobs.values(), self._lanes, mean)
            view = self._book.ended(owner, job_id)
        view = view or self._book.stored(owner, job_id)
        if view is None:
            raise NotFound("This job does not exist, or is not yours; choose another.")
        return view

    def views(self, owner: str, kind: str | None = None) -> tuple[JobView, ...]:
        """The owner's jobs, newest first, all or of one kind."""
        rows = self._registry.of_owner(owner, kind)
        with self._changed:
            known = {row.id for row in rows if self._book.knows(row.id)}
        return tuple(self.view(owner, row.id) if row.id in known else view_of(row) for row in rows)

    def forget(self, owner: str, seconds: float) -> None:
        """Stop all jobs of an owner, wait a little, and forget that they ever were.

        Raises:
            TimeoutError: if one of them has not ended within so many seconds.
        """
        with self._changed:
            for job in self._book.of(owner):
                self.stop(owner, job.view.id)
            if not self._changed.wait_for(lambda: not self._book.of(owner), seconds):
                raise TimeoutError("A job has not ended yet.")
            self._book.forget(owner)

    # -- for the frame of the server ---------------------------------------------------------------

    def when_idle(self, lane: str, chore: Callable[[], object], message: str = "") -> None:
        """Do something on a lane's thread once no job waits there; it is not recorded.

        Args:
            lane: of the thread.
            chore: what to do.
            message: what the next job is told while it waits for that.
        """
        with self._changed:
            self._lanes.add_chore(lane, Chore(chore, message))

    def wait(self, job_id: str, timeout: float) -> None:
        """Wait until a job of this process has ended; raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: job_id not in self._book.jobs, timeout):
                raise TimeoutError(f"The job {job_id} has not ended within {timeout:g} s.")

    def shutdown(self, seconds: float) -> None:
        """Ask all running jobs to end, and give them some seconds; waiting ones stay queued.

        Chores are not waited for: nobody misses what they make.
        """
        with self._changed:
            for job in self._running():
                job.stop.set()
            self._lanes.close()
            if self._changed.wait_for(lambda: not self._running(), seconds):
                self._registry.close()
                self._boot.close()

    def health(self) -> dict[str, int | bool]:
        """How the queue stands, in numbers of all owners together; raises sqlite3.Error."""
        self._registry.check()
        with self._changed:
            running, all_jobs = len(self._running()), len(self._book.jobs)
            alive = all(self._lanes.threads().values())
        return {"running": running, "waiting": all_jobs - running, "lanes_alive": alive}

    # -- inside; the lock is held unless said otherwise --------------------------------------------

    def _held(self, owner: str, job_id: str) -> Job | None:
        """The owner's job if it waits or runs here, None if it does not; raises NotFound."""
        job = self._book.jobs.get(job_id)
        if job is not None and job.owner == owner:
            return job
        if self.view(owner, job_id).state in states.ACTIVE:
            raise NotFound("This job runs in another process; stop it there.")
        return None

    def _check_shelf(self, owner: str, shelf: str | None) -> None:
        """Raise LimitReached where what is kept, and what waiting jobs will add, is enough."""
        if shelf is None:
            return
        coming = sum(
            row.state in states.OPEN
            and row.started is None
            and row.kind in self._executors
            and self._executors[row.kind].adds(row.payload) == shelf
            for row in self._registry.of_owner(owner, None)
        )
        self.limits.check_kept(shelf, Workspace(self.home, owner).count(shelf) + coming)

    def _has_place(self, view: JobView) -> bool:
        """Whether the job ran before, and left a place to go on from."""
        return view.started is not None and self._turns.resumes(view.kind)

    def _give_up(self, owner: str, job_id: str) -> None:
        """Stop a job that rests: what it had is kept by a thread of its own, without waiting."""
        view = self.view(owner, job_id)
        if view.state not in states.RESUMABLE:
            return
        if self._has_place(view):
            self._again(owner, view, KEEPING, stop=True)
        elif view.state == states.PAUSED:
            stopped = dataclasses.replace(view, state=states.STOPPED)
            self._book.note(stopped, owner, None)
            self._book.remember(owner, stopped)

    def _again(self, owner: str, view: JobView, lane: str, stop: bool = False) -> None:
        """Queue a job that rests."""
        row = self._registry.requeue(view.id, lane, self._boot.id)
        if row is None:
            return
        job = Job(owner, lane, row.key, view)
        self._book.change(job, state=states.QUEUED, error=None, finished=None)
        if stop:
            job.stop.set()
        self._enqueue(job)

    def _leave(self, job: Job, state: str) -> None:
        """Take a waiting job out of its lane."""
        self._lanes.remove(job)
        self._book.finish(job, state, None)

    def _running(self) -> list[Job]:
        return [job for job in self._book.jobs.values() if not self._lanes.waits(job)]

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
        self._book.jobs[job.view.id] = job
        self._lanes.add(job)
