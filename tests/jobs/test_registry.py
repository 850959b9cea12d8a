"""The table of jobs: nothing lost, nothing locked, nothing from the future."""

import sqlite3
import threading
import time

import pytest

from w2v_core.errors import ConfigError
from w2v_core.jobs.registry import JobRow, Registry


def row(id="job1", owner="alice", key=None, state="queued", boot="b1", kind="train", created=None):
    made = time.time() if created is None else created
    payload = {"word": "Öl"}
    return JobRow(id, owner, kind, "lane", key, payload, state, boot, made, None, None, None)


@pytest.fixture
def registry(tmp_path):
    made = Registry(tmp_path / "jobs.sqlite")
    yield made
    made.close()


def test_round_trip_and_stamps(registry):
    job = row(key="k")
    assert registry.add(job) == "job1"
    assert registry.row("job1") == job
    assert registry.row("nobody") is None
    registry.set_state("job1", "running")
    assert registry.row("job1").started >= job.created
    registry.set_state("job1", "failed", "It did not work.")
    ended = registry.row("job1")
    assert (ended.state, ended.error) == ("failed", "It did not work.")
    assert ended.finished >= ended.started


def test_one_active_job_a_key_and_owner(registry):
    assert registry.add(row("one", key="k")) == "one"
    assert registry.add(row("two", key="k")) == "one"
    assert registry.add(row("three", key="other")) == "three"
    assert registry.add(row("four", owner="berta", key="k")) == "four"
    assert registry.add(row("five")) == "five" and registry.add(row("six")) == "six"
    registry.set_state("one", "done")
    assert registry.add(row("seven", key="k")) == "seven"


@pytest.mark.parametrize("state", ["queued", "running", "pausing", "stopping", "done", "stopped"])
def test_what_does_not_rest_is_not_queued_again(registry, state):
    registry.add(row())
    registry.set_state("job1", state)
    assert registry.requeue("job1", "lane", "b2") is None
    assert registry.row("job1").state == state


@pytest.mark.parametrize("state", ["paused", "interrupted", "failed"])
def test_what_rests_is_queued_again(registry, state):
    registry.add(row())
    registry.set_state("job1", state, "It did not work.")
    queued = registry.requeue("job1", "other", "b2")
    assert (queued.state, queued.lane, queued.boot_id) == ("queued", "other", "b2")
    assert queued.finished is None and queued.error is None


def test_lists_are_newest_first_and_of_the_owner(registry):
    for n in range(3):
        registry.add(row(f"a{n}", created=n, kind="map" if n == 1 else "train"))
    registry.add(row("b", owner="berta", created=9))
    assert [r.id for r in registry.of_owner("alice", None)] == ["a2", "a1", "a0"]
    assert [r.id for r in registry.of_owner("alice", "map")] == ["a1"]
    assert [r.id for r in registry.active()] == ["a0", "a1", "a2", "b"]


def test_mean_seconds_counts_done_jobs_of_the_kind(registry, monkeypatch):
    assert registry.mean_seconds("train") is None
    for id, seconds in {"a": 2, "b": 4, "c": 90}.items():
        registry.add(row(id, created=0))
        for state, at in {"running": 10, "done" if id != "c" else "failed": 10 + seconds}.items():
            monkeypatch.setattr(time, "time", lambda at=at: at)
            registry.set_state(id, state)
    assert registry.mean_seconds("train") == 3.0
    assert registry.mean_seconds("map") is None


@pytest.mark.parametrize("each", [50, pytest.param(10_000, marks=pytest.mark.slow)])
def test_many_threads_lose_nothing_and_find_nothing_locked(tmp_path, each):
    path = tmp_path / "jobs.sqlite"
    registries = [Registry(path) for _ in range(4)]  # as four processes would
    errors = []

    def write(n):
        try:
            for i in range(each):
                registries[n % 4].add(row(f"{n}-{i}"))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(registries[0].active()) == 32 * each
    for registry in registries:
        registry.close()


def test_same_key_from_many_threads_is_one_job(registry):
    ids = []
    threads = [
        threading.Thread(target=lambda n=n: ids.append(registry.add(row(f"j{n}", key="k"))))
        for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 1 and len(registry.active()) == 1


def test_a_failed_writing_leaves_the_registry_usable(registry):
    registry.add(row("one"))
    with pytest.raises(sqlite3.IntegrityError):
        registry.add(row("one"))
    assert registry.add(row("two")) == "two"


def test_opened_again_it_holds_the_same_and_is_durable(tmp_path):
    first = Registry(tmp_path / "jobs.sqlite")
    first.add(row("one"))
    first.close()
    second = Registry(tmp_path / "jobs.sqlite")
    assert second.row("one").payload == {"word": "Öl"}
    second.close()
    with sqlite3.connect(tmp_path / "jobs.sqlite") as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    raw.close()


def test_a_newer_registry_is_refused(tmp_path):
    raw = sqlite3.connect(tmp_path / "jobs.sqlite")
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(ConfigError, match="version 99"):
        Registry(tmp_path / "jobs.sqlite")
