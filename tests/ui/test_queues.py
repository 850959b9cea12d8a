"""The queue of the process: one a home, and out of reach of every session."""

import threading
from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from pages.shared import state
from pages.shared.queues import Queues
from w2v_core.jobs import start_up


def test_a_browser_that_clears_all_caches_leaves_the_queue_open(home):
    queue = state.queue()
    st.cache_resource.clear()
    st.cache_data.clear()
    assert state.queue() is queue
    assert queue.views("tester-1") == ()


def test_threads_that_ask_at_once_get_the_same_queue(tmp_path, monkeypatch):
    opened, go = [], threading.Barrier(4)

    def slowly(folder, warm):
        opened.append(folder)
        threading.Event().wait(0.05)
        return object()

    monkeypatch.setattr(start_up, "open_jobs", slowly)
    queues = Queues()

    def ask(_):
        go.wait()
        return queues.over(tmp_path)

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(ask, range(4)))
    assert len(answers) == 1
    assert opened == [tmp_path]


def test_each_home_has_a_queue_of_its_own(tmp_path):
    queues = Queues()
    one, other = queues.over(tmp_path / "one"), queues.over(tmp_path / "other")
    assert one is not other
    assert one is queues.over(tmp_path / "one")
    one.shutdown(1.0)
    other.shutdown(1.0)
