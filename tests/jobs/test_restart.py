"""The end of the process: what was running is cut, what was waiting goes on."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.jobs.stage import ALICE, SOON, Stage, begin, finish
from w2v_core.errors import NotFound
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.task import Executor


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def queue(tmp_path, stage):
    made = JobQueue(tmp_path, stage.table())
    yield made
    made.shutdown(SOON)


def test_shutdown_ends_running_jobs_and_the_next_start_goes_on(tmp_path, stage):
    queue = JobQueue(tmp_path, stage.table())
    running = begin(queue, stage, 0)
    waiting = queue.submit(ALICE, "work", {"n": 1})
    queue.shutdown(SOON)
    queue.shutdown(SOON)  # twice does no harm

    again = JobQueue(tmp_path, stage.table())
    assert again.view(ALICE, running).state == "interrupted"
    finish(again, stage, waiting)
    assert again.view(ALICE, waiting).state == "done"
    assert stage.order == [0, 1]
    again.shutdown(SOON)


def test_shutdown_does_not_wait_for_a_job_that_does_not_listen(tmp_path):
    began, go = threading.Event(), threading.Event()

    def deaf(task):
        began.set()
        return go.wait(SOON)

    queue = JobQueue(tmp_path, {"deaf": Executor(lambda p: "one", deaf)})
    id = queue.submit(ALICE, "deaf", {})
    assert began.wait(SOON)
    queue.shutdown(0.05)
    assert queue.view(ALICE, id).state == "running"
    go.set()
    queue.wait(id, SOON)
    queue.shutdown(SOON)


def test_shutdown_does_not_wait_for_a_chore(tmp_path):
    began, go = threading.Event(), threading.Event()
    queue = JobQueue(tmp_path, {})
    queue.when_idle("one", lambda: began.set() or go.wait(SOON))
    assert began.wait(SOON)
    queue.shutdown(SOON)
    again = JobQueue(tmp_path, {})  # the home was let go of
    assert list((tmp_path / "boots").iterdir()) == [tmp_path / "boots" / again._boot.id]
    go.set()
    again.shutdown(SOON)


KILLED = """
import sys, time
from pathlib import Path
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.task import Executor

def run(task):
    print(task.id, flush=True)
    time.sleep(60)
    return True

queue = JobQueue(Path(sys.argv[1]), {"work": Executor(lambda p: "one", run)})
queue.submit("alice-00", "work", {"n": 0})
print(queue.submit("alice-00", "work", {"n": 1}), flush=True)
time.sleep(60)
"""


def killed_after_two_jobs(home, meanwhile):
    """The ids of a running and a waiting job of a process that was killed."""
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home)], stdout=subprocess.PIPE, text=True, cwd=root
    )
    with child:
        try:
            ids = {child.stdout.readline().strip(), child.stdout.readline().strip()}
            meanwhile(ids)
        finally:
            os.kill(child.pid, signal.SIGKILL)
    return ids


def test_a_killed_process_leaves_interrupted_and_queued_jobs(tmp_path, stage):
    def meanwhile(ids):  # while the other lives, its jobs are its own
        queue = JobQueue(tmp_path, stage.table())
        assert {queue.view(ALICE, id).state for id in ids} == {"running", "queued"}
        for id in ids:
            with pytest.raises(NotFound, match="another process"):
                queue.stop(ALICE, id)
        queue.shutdown(SOON)

    ids = killed_after_two_jobs(tmp_path, meanwhile)
    queue = JobQueue(tmp_path, stage.table())
    (cut,) = (id for id in ids if queue.view(ALICE, id).state == "interrupted")
    (taken,) = ids - {cut}
    finish(queue, stage, taken)
    assert queue.view(ALICE, taken).state == "done"
    assert stage.order == [1]
    queue.shutdown(SOON)
    assert list((tmp_path / "boots").iterdir()) == []


def test_threads_are_daemons(queue, stage):
    id = begin(queue, stage)
    lanes = [thread for thread in threading.enumerate() if thread.name.startswith("lane ")]
    assert lanes and all(thread.daemon for thread in lanes)
    finish(queue, stage, id)
