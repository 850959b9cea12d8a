"""Executors that wait for a sign, for the tests of the queue."""

import threading

from w2v_core.errors import Cancelled, TextError
from w2v_core.jobs.task import Executor

ALICE, BERTA = "alice-00", "berta-00"
SOON = 10  # seconds; a limit for hangs, not a measure


class Stage:
    """Executors that note what they do and go on only when told."""

    def __init__(self):
        self.order, self.now, self.most = [], {}, {}
        self.started = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def run(self, task):
        lane = task.payload.get("lane", "one")
        self.now[lane] = self.now.get(lane, 0) + 1
        self.most[lane] = max(self.most.get(lane, 0), self.now[lane])
        self.order.append(task.payload["n"])
        task.publish(0.5, "half", ("detail", task.payload["n"]))
        self.started.release()
        try:
            while not self.go.acquire(timeout=0.01):
                if task.should_stop():
                    return False
            return True
        finally:
            self.now[lane] -= 1

    def table(self):
        return {
            "work": Executor(lambda p: p.get("lane", "one"), self.run),
            "text error": Executor(lambda p: "one", raising(TextError("No words."))),
            "defect": Executor(lambda p: "one", raising(KeyError("secret-word"))),
            "memory": Executor(lambda p: "one", raising(MemoryError())),
            "exit": Executor(lambda p: "one", raising(SystemExit(3))),
            "cancel": Executor(lambda p: "one", raising(Cancelled("Stopped."))),
        }


def raising(error):
    def run(task):
        raise error

    return run


def begin(queue, stage, n=0, owner=ALICE, **more):
    """Submit a job and wait until it runs."""
    id = queue.submit(owner, "work", {"n": n, **more})
    assert stage.started.acquire(timeout=SOON)
    return id


def finish(queue, stage, *ids):
    for _ in ids:
        stage.go.release()
    for id in ids:
        queue.wait(id, SOON)
