"""Opening the queue over a home."""

import gc
import threading

from tests.jobs.making import SOON
from w2v_core.jobs.execute import EXECUTORS
from w2v_core.jobs.start_up import open_jobs


def test_every_kind_of_job_is_in_the_table():
    kinds = {"corpus", "train", "import", "map", "confidence", "learning", "tradeoffs"}
    assert set(EXECUTORS) == kinds


def test_warming_is_done_on_the_lanes_it_warms(tmp_path, monkeypatch):
    from w2v_core.jobs import start_up

    where, both = [], threading.Semaphore(0)

    def warm():
        where.append(threading.current_thread().name)
        both.release()

    monkeypatch.setattr(start_up, "warm_training", warm)
    monkeypatch.setattr(start_up, "warm_projection", warm)
    queue = open_jobs(tmp_path)
    assert both.acquire(timeout=SOON) and both.acquire(timeout=SOON)
    assert sorted(where) == ["lane project", "lane train:cpu"]
    queue.shutdown(SOON)


def test_what_was_loaded_for_good_is_set_aside_from_collections():
    from w2v_core.jobs import start_up

    gc.unfreeze()
    kept = [[] for _ in range(1000)]  # a list holding lists is watched for cycles
    try:
        start_up.set_libraries_aside()
        assert gc.get_freeze_count() > len(kept)
        assert not any(item is kept for item in gc.get_objects())
    finally:
        gc.unfreeze()
    assert any(item is kept for item in gc.get_objects())
