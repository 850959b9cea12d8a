"""Lanes: jobs wait in line, and each lane's one thread does them in order.

A lane stands for what must not be shared: a device, the projection worker. Threads are daemons. A
job whose owner has enough running is passed over until one of those ends. Does not: know states,
owners' rights or the registry; `turns` tells what may begin and does it.
"""

import os
import sys
import threading
from collections import defaultdict, deque
from itertools import takewhile

from w2v_core.jobs.entry import Chore, Job
from w2v_core.jobs.failure import outcome
from w2v_core.jobs.turns import Turns

LANE_NICENESS = 5  # 0 is usual, 19 the last in line


def give_way() -> None:
    """Let this thread, and those it starts, run behind the ones that serve pages (Linux only)."""
    if sys.platform == "linux":
        own = threading.get_native_id()
        niceness = max(LANE_NICENESS, os.getpriority(os.PRIO_PROCESS, own))
        os.setpriority(os.PRIO_PROCESS, own, niceness)


class Lanes:
    """The lines of one queue; its lock is held at each call.

    Args:
        changed: the lock of the queue, told of every change.
        turns: says which job may begin, and does it.
    """

    def __init__(self, changed: threading.Condition, turns: Turns) -> None:
        self._changed, self._turns = changed, turns
        self._waiting: defaultdict[str, deque[Job]] = defaultdict(deque)
        self._chores: defaultdict[str, deque[Chore]] = defaultdict(deque)
        self._doing: dict[str, str] = {}  # what the chore of a lane that is at one says
        self._threads: dict[str, threading.Thread] = {}
        self.closed = False

    def add(self, job: Job) -> None:
        """Put a job at the end of its lane."""
        self._waiting[job.lane].append(job)
        self._wake(job.lane)

    def add_chore(self, lane: str, chore: Chore) -> None:
        """Something to do once no job of a lane may begin."""
        self._chores[lane].append(chore)
        self._wake(lane)

    def remove(self, job: Job) -> None:
        """Take a waiting job out of its lane."""
        self._waiting[job.lane].remove(job)

    def waits(self, job: Job) -> bool:
        """Whether a job waits, and does not run."""
        return job in self._waiting[job.lane]

    def ahead(self, job: Job) -> list[Job]:
        """The jobs that wait in its lane before a job that waits."""
        return list(takewhile(lambda other: other is not job, self._waiting[job.lane]))

    def keeps_busy(self, lane: str) -> str:
        """What a lane is doing that is no job; empty where there is no such thing."""
        return self._doing.get(lane, "")

    def threads(self) -> dict[str, bool]:
        """Each lane that has a thread, and whether that lives."""
        return {lane: thread.is_alive() for lane, thread in self._threads.items()}

    def close(self) -> None:
        """Begin nothing more; the threads end."""
        self.closed = True
        self._changed.notify_all()

    def _wake(self, lane: str) -> None:
        if lane not in self._threads and not self.closed:
            name = f"lane {lane}"
            thread = threading.Thread(target=self._run, args=(lane,), name=name, daemon=True)
            self._threads[lane] = thread
            thread.start()
        self._changed.notify_all()

    # -- on the thread of a lane, lock not held ----------------------------------------------------

    def _run(self, lane: str) -> None:
        give_way()
        while self._step(lane):
            pass

    def _step(self, lane: str) -> bool:
        """Do the next job or chore of a lane; False when the queue is closed."""
        chores = self._chores[lane]
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self._next(lane) or chores)
            if self.closed:
                return False
            job = self._next(lane)
            if job is not None:
                self._waiting[lane].remove(job)
                self._turns.begin(job)
            else:
                chore = chores.popleft()
                self._doing[lane] = chore.message
        if job is not None:
            self._turns.work(job)
            return True
        outcome(lambda: bool(chore.do()))
        with self._changed:
            del self._doing[lane]
        return True

    def _next(self, lane: str) -> Job | None:
        return next(filter(self._turns.may_begin, self._waiting[lane]), None)
