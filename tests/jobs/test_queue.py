"""The queue: order, lanes, stopping, owners, failures, and nothing left behind."""

import gc
import os
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.jobs.stage import ALICE, BERTA, SOON, Stage, begin, finish, raising
from w2v_core.errors import LimitReached, NotFound, TextError
from w2v_core.jobs.limits import Limits
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


def test_a_lane_is_first_in_first_out_and_never_two_at_once(queue, stage):
    ids = [queue.submit(f"owner-{n}", "work", {"n": n}) for n in range(20)]
    finish(queue, stage, *ids)
    assert stage.order == list(range(20))
    assert stage.most == {"one": 1}


def test_lanes_run_side_by_side(queue, stage):
    first = begin(queue, stage, 1, lane="a")
    second = begin(queue, stage, 2, lane="b")
    assert {queue.view(ALICE, id).state for id in (first, second)} == {"running"}
    finish(queue, stage, first, second)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems nice only whole processes")
def test_jobs_give_way_to_the_pages(tmp_path):
    seen = []

    def look(task):
        own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
        with ThreadPoolExecutor(1) as pool:  # as an engine's threads
            theirs = pool.submit(os.getpriority, os.PRIO_PROCESS, 0).result()
        seen.append((own, theirs))
        return True

    before = os.getpriority(os.PRIO_PROCESS, 0)
    queue = JobQueue(tmp_path, {"look": Executor(lambda payload: "one", look)})
    queue.wait(queue.submit(ALICE, "look", {}), SOON)
    queue.shutdown(SOON)
    assert seen == [(5, 5)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_a_job_from_start_to_end(queue, stage):
    id = begin(queue, stage, 7)
    running = queue.view(ALICE, id)
    assert (running.state, running.fraction, running.message) == ("running", 0.5, "half")
    assert running.detail == ("detail", 7) and running.rank is None
    finish(queue, stage, id)
    done = queue.view(ALICE, id)
    assert (done.state, done.fraction, done.error) == ("done", 1.0, None)
    assert done.detail == ("detail", 7)
    assert done.created <= done.started <= done.finished
    assert done.version > running.version
    with pytest.raises(AttributeError):
        done.state = "failed"


def test_rank_and_expected_time(queue, stage):
    done = begin(queue, stage)
    finish(queue, stage, done)
    running = begin(queue, stage)
    waiting = [queue.submit(ALICE, "work", {"n": n}) for n in range(3)]
    views = [queue.view(ALICE, id) for id in waiting]
    assert [view.rank for view in views] == [1, 2, 3]
    times = [view.expected_seconds for view in views]
    assert times == sorted(times) and times[0] > 0
    assert queue.view(ALICE, running).expected_seconds >= 0
    finish(queue, stage, running, *waiting)


def test_expected_time_is_unknown_before_the_first_job_was_done(queue, stage):
    running = begin(queue, stage)
    id = queue.submit(ALICE, "work", {"n": 1})
    assert queue.view(ALICE, id).expected_seconds is None
    finish(queue, stage, running, id)


def test_a_detail_that_knows_the_time_left_is_believed(tmp_path):
    class Detail:
        seconds_left = 42.0

    told, go = threading.Event(), threading.Event()

    def run(task):
        task.publish(0.99, "nearly", Detail())
        told.set()
        return go.wait(SOON)

    queue = JobQueue(tmp_path, {"work": Executor(lambda p: "one", run)})
    id = queue.submit(ALICE, "work", {})
    assert told.wait(SOON)
    assert queue.view(ALICE, id).expected_seconds == 42.0
    go.set()
    queue.shutdown(SOON)


def test_stop_takes_a_waiting_job_out_at_once(queue, stage):
    running = begin(queue, stage, 0)
    waiting = queue.submit(ALICE, "work", {"n": 1})
    last = queue.submit(ALICE, "work", {"n": 2})
    queue.stop(ALICE, waiting)
    assert queue.view(ALICE, waiting).state == "stopped"
    assert queue.view(ALICE, last).rank == 1
    finish(queue, stage, running, last)
    assert stage.order == [0, 2]


def test_stop_asks_a_running_job(queue, stage):
    id = begin(queue, stage)
    queue.stop(ALICE, id)
    assert queue.view(ALICE, id).state in ("stopping", "stopped")
    queue.wait(id, SOON)
    assert queue.view(ALICE, id).state == "stopped"
    queue.stop(ALICE, id)  # again, for nothing
    assert queue.view(ALICE, id).state == "stopped"


@pytest.mark.parametrize(
    ("kind", "state", "error"),
    [
        ("text error", "failed", "No words."),
        ("defect", "failed", "Something went wrong in the program"),
        ("exit", "failed", "Something went wrong in the program"),
        ("memory", "failed", "not enough memory"),
        ("cancel", "stopped", ""),
    ],
)
def test_a_failure_is_a_sentence_and_does_not_block(queue, stage, caplog, kind, state, error):
    bad = queue.submit(ALICE, kind, {})
    good = queue.submit(ALICE, "work", {"n": 1})
    finish(queue, stage, good)
    view = queue.view(ALICE, bad)
    assert view.state == state and error in (view.error or "")
    assert queue.view(ALICE, good).state == "done"
    assert "secret-word" not in caplog.text + str(view)
    assert ("stage.py" in caplog.text) == (kind in ("defect", "exit", "memory"))


def test_submit_again_with_the_same_key_is_the_same_job(queue, stage):
    one = queue.submit(ALICE, "work", {"n": 1}, key="k")
    assert queue.submit(ALICE, "work", {"n": 2}, key="k") == one
    assert queue.submit(BERTA, "work", {"n": 3}, key="k") != one
    finish(queue, stage, one)
    other = queue.submit(ALICE, "work", {"n": 4}, key="k")
    assert other != one
    stage.go.release(2)
    queue.wait(other, SOON)
    assert stage.order == [1, 3, 4]


def test_many_clicks_at_once_are_one_job(queue, stage):
    ids = []
    click = lambda: ids.append(queue.submit(ALICE, "work", {"n": 1}, key="k"))  # noqa: E731
    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 1
    finish(queue, stage, ids[0])


def test_what_is_not_plain_json_is_refused_and_forgotten(queue):
    with pytest.raises(TypeError):
        queue.submit(ALICE, "work", {"n": object()})
    with pytest.raises(KeyError):
        queue.submit(ALICE, "unknown kind", {})
    assert queue.views(ALICE) == ()


def test_the_limit_is_the_owners_own(tmp_path, stage):
    queue = JobQueue(tmp_path, stage.table(), Limits(queued=2))
    ids = [queue.submit(ALICE, "work", {"n": n}, key=str(n)) for n in range(2)]
    with pytest.raises(LimitReached, match="2 is the limit"):
        queue.submit(ALICE, "work", {"n": 2})
    assert queue.submit(ALICE, "work", {"n": 0}, key="0") == ids[0]  # a double click is no new job
    ids.append(queue.submit(BERTA, "work", {"n": 3}))
    finish(queue, stage, *ids)
    finish(queue, stage, queue.submit(ALICE, "work", {"n": 4}))
    queue.shutdown(SOON)


def test_an_admission_check_refuses_before_anything_is_stored(tmp_path):
    def full(workspace, payload, limits):
        raise LimitReached(f"{workspace.owner} has enough.")

    queue = JobQueue(tmp_path, {"work": Executor(lambda p: "one", lambda t: True, full)})
    with pytest.raises(LimitReached, match="alice"):
        queue.submit(ALICE, "work", {})
    assert queue.views(ALICE) == ()
    queue.shutdown(SOON)


def test_owners_see_and_stop_only_their_own(queue, stage):
    running = begin(queue, stage)
    waiting = queue.submit(ALICE, "work", {"n": 1})
    ended = queue.submit(ALICE, "work", {"n": 2})
    queue.stop(ALICE, ended)
    for id in (running, waiting, ended, "0" * 32, "", "../x"):
        for method in (queue.view, queue.stop):
            with pytest.raises(NotFound) as theirs:
                method(BERTA, id)
            with pytest.raises(NotFound) as nobodys:
                method(BERTA, "f" * 32)
            assert str(theirs.value) == str(nobodys.value)
    assert queue.views(BERTA) == ()
    assert {view.id for view in queue.views(ALICE)} == {running, waiting, ended}
    assert queue.view(ALICE, running).state == "running"
    finish(queue, stage, running, waiting)


@pytest.mark.parametrize("owner", ["", "..", "../x", "a/b", "Ölmann", "x" * 65, "alice\n", "CON"])
def test_hostile_owners_are_nobody(queue, owner):
    with pytest.raises(NotFound):
        queue.submit(owner, "work", {"n": 1})


def test_views_are_newest_first_and_by_kind(queue, stage):
    one = begin(queue, stage)
    two = queue.submit(ALICE, "text error", {})
    finish(queue, stage, one)
    queue.wait(two, SOON)
    assert [view.id for view in queue.views(ALICE)] == [two, one]
    assert [view.id for view in queue.views(ALICE, "work")] == [one]


def test_nothing_is_kept_of_an_ended_job(tmp_path):
    class Big:
        pass

    alive = []

    def run(task):
        big = Big()
        alive.append(weakref.ref(big))
        if task.payload["fail"]:
            raise RuntimeError(big)
        return True

    queue = JobQueue(tmp_path, {"work": Executor(lambda p: "one", run)})
    for fail in (False, True):
        queue.wait(queue.submit(ALICE, "work", {"fail": fail}), SOON)
    deadline = time.monotonic() + SOON
    while any(ref() is not None for ref in alive) and time.monotonic() < deadline:
        gc.collect()
        time.sleep(0.01)
    assert [ref() for ref in alive] == [None, None]
    assert queue._book.jobs == {}
    queue.shutdown(SOON)


def test_publishing_after_the_end_changes_nothing(tmp_path):
    kept = []
    table = {"work": Executor(lambda p: "one", lambda task: bool(kept.append(task)) or True)}
    queue = JobQueue(tmp_path, table)
    id = queue.submit(ALICE, "work", {})
    queue.wait(id, SOON)
    kept[0].publish(0.1, "too late")
    assert queue.view(ALICE, id).fraction == 1.0
    queue.shutdown(SOON)


def test_chores_are_done_and_give_way(queue, stage):
    running = begin(queue, stage, 0)
    done = threading.Event()
    queue.when_idle("one", lambda: stage.order.append("chore"))
    queue.when_idle("one", lambda: raising(RuntimeError())(None))
    queue.when_idle("one", done.set)
    later = queue.submit(ALICE, "work", {"n": 1})
    finish(queue, stage, running, later)
    assert done.wait(SOON)
    assert stage.order == [0, 1, "chore"]


def test_the_next_job_is_told_what_chore_it_waits_for(queue, stage):
    begun, go = threading.Event(), threading.Event()
    queue.when_idle("one", lambda: begun.set() or go.wait(SOON), "Tidying up")
    assert begun.wait(SOON)
    jobs = [queue.submit(ALICE, "work", {"n": n}) for n in range(2)]
    assert [queue.view(ALICE, id).message for id in jobs] == ["Tidying up", ""]
    go.set()
    finish(queue, stage, *jobs)
    assert queue.view(ALICE, jobs[0]).message != "Tidying up"


def test_many_owners_stopping_and_failing_lose_nothing(tmp_path):
    rng = np.random.default_rng(11)
    order, running, most = [], [], []

    def run(task):
        running.append(task.id)
        most.append(len(running))
        order.append(task.payload["n"])
        time.sleep(0.001)
        running.clear()
        if task.payload["fails"]:
            raise TextError("No words.")
        return not task.should_stop()

    table = {"work": Executor(lambda p: "one", run)}
    queue = JobQueue(tmp_path, table, Limits(queued=10))
    jobs = []
    for n in range(200):
        owner = f"owner-{n % 20}"
        id = queue.submit(owner, "work", {"n": n, "fails": bool(rng.random() < 0.2)})
        jobs.append((owner, id))
        if rng.random() < 0.3:
            queue.stop(*jobs[rng.integers(len(jobs))])
    for _, id in jobs:
        queue.wait(id, SOON)
    states = [queue.view(*job).state for job in jobs]
    assert set(states) == {"done", "stopped", "failed"}
    assert set(most) == {1}  # never two at once
    assert order == sorted(set(order))
    assert len(order) >= states.count("done") + states.count("failed")
    assert sum(len(queue.views(f"owner-{n}")) for n in range(20)) == 200
    queue.shutdown(SOON)
