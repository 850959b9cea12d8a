"""A full disk, a folder that cannot be written, a clock that jumps, a job that takes too long."""

import errno
import itertools
import os
import sqlite3
import time

import pytest

from tests.jobs.making import ALICE, MODEL, SETUP, SOON, ended, prepared
from tests.jobs.stage import BERTA, Stage, begin, finish
from w2v_core import storage
from w2v_core.errors import StorageError
from w2v_core.jobs import requests
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.start_up import open_jobs
from w2v_core.jobs.task import Executor
from w2v_core.runs.folder import load_run


def whole(home):
    with sqlite3.connect(home / "jobs.sqlite") as registry:
        assert registry.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    registry.close()


def test_a_full_disk_is_one_sentence_and_later_all_is_well(tmp_path, queue, alice, monkeypatch):
    corpus_id = prepared(alice)
    with monkeypatch.context() as full:
        full.setattr(storage.os, "fsync", lambda _: no_room())
        view = ended(queue, requests.train(queue, ALICE, corpus_id, "x", MODEL, SETUP), "failed")
    assert "could not be written to the disk (No space left on device)" in view.error
    whole(tmp_path)
    assert alice.runs() == ()
    id = requests.train(queue, ALICE, corpus_id, "x", MODEL, SETUP)
    ended(queue, id)
    load_run(alice.run_folder(id))


def no_room():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_registry_without_room_says_so_and_stays_whole(tmp_path):
    stage = Stage()
    queue = JobQueue(tmp_path, stage.table(), Limits(queued=1_000))
    pages = queue._registry._connection.execute("PRAGMA page_count").fetchone()[0]
    queue._registry._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    stored = []
    with pytest.raises(StorageError, match="list of jobs could not be written"):
        for n in range(1_000):
            stored.append(queue.submit(ALICE, "work", {"n": n, "much": "x" * 500}))
    assert {view.id for view in queue.views(ALICE)} == set(stored)
    whole(tmp_path)
    queue._registry._connection.execute("PRAGMA max_page_count = 100000")
    last = queue.submit(ALICE, "work", {"n": 1_000})
    finish(queue, stage, *stored, last)
    assert queue.view(ALICE, last).state == "done"
    queue.shutdown(SOON)


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    file = tmp_path / "home"
    file.write_text("not a folder")
    with pytest.raises(StorageError, match="W2V_HOME"):
        open_jobs(file, Limits(), warm=False)


def test_a_clock_that_jumps_loses_nothing(tmp_path, monkeypatch):
    stage = Stage()
    jumps = itertools.cycle([0.0, 4e9, -1e9, 2.5, 1e12])
    monkeypatch.setattr(time, "time", lambda: next(jumps))
    queue = JobQueue(tmp_path, stage.table(), Limits(queued=50, hours=1.0))
    ids = [queue.submit(ALICE, "work", {"n": n}) for n in range(20)]
    assert stage.started.acquire(timeout=SOON)
    for id in ids:
        left = queue.view(ALICE, id).expected_seconds
        assert left is None or left >= 0
    finish(queue, stage, *ids)
    assert stage.order == list(range(20))
    assert {queue.view(ALICE, id).state for id in ids} == {"done"}
    assert {view.id for view in queue.views(ALICE)} == set(ids)
    queue.shutdown(SOON)
    whole(tmp_path)


# -- what one owner may have -----------------------------------------------------------------------


def test_who_has_enough_running_waits_and_lets_others_pass(tmp_path):
    stage = Stage()
    queue = JobQueue(tmp_path, stage.table(), Limits(running=1))
    first = begin(queue, stage, 0, lane="a")
    mine = queue.submit(ALICE, "work", {"n": 1, "lane": "b"})
    theirs = begin(queue, stage, 2, BERTA, lane="b")
    assert queue.view(ALICE, mine).state == "queued"
    finish(queue, stage, first, theirs, mine)
    assert stage.order == [0, 2, 1]
    queue.shutdown(SOON)


def patient(resumes):
    """A job that goes on until it is stopped, and notes whether that was for a rest."""
    told = []

    def run(task):
        while not task.should_stop():
            time.sleep(0.001)
        told.append(task.is_break())
        return False

    return {"work": Executor(lambda payload: "one", run, resumes=resumes)}, told


@pytest.mark.parametrize(("resumes", "state"), [(True, "paused"), (False, "stopped")])
def test_a_job_that_takes_too_long_rests_or_ends_and_says_so(tmp_path, resumes, state):
    table, told = patient(resumes)
    queue = JobQueue(tmp_path, table, Limits(hours=1e-5))
    id = queue.submit(ALICE, "work", {})
    queue.wait(id, SOON)
    view = queue.view(ALICE, id)
    assert view.state == state and told == [resumes]
    assert "the limit of one job" in view.error and state in view.error
    if resumes:
        queue.resume(ALICE, id)
        assert queue.view(ALICE, id).error is None
        queue.wait(id, SOON)
        assert queue.view(ALICE, id).state == "paused"
    queue.shutdown(SOON)


def test_the_threads_of_lanes_are_told_in_the_health(tmp_path):
    stage = Stage()
    queue = JobQueue(tmp_path, stage.table())
    first = begin(queue, stage, 0)
    waiting = queue.submit(BERTA, "work", {"n": 1})
    assert queue.health() == {"running": 1, "waiting": 1, "lanes_alive": True}
    finish(queue, stage, first, waiting)
    queue.shutdown(SOON)
