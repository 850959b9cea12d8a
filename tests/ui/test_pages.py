import threading

import numpy as np
import pytest

from pages.shared import owner as owners
from pages.shared import state
from tests.ui import made_runs
from w2v_core.config import MapConfig
from w2v_core.embedding import Embedding
from w2v_core.errors import NotFound
from w2v_core.jobs import requests

PAGES = ("start", "corpus", "train", "map", "neighbours", "analogies", "predict", "cooccurrence",
         "compare", "tradeoffs", "runs", "yours", "about", "counts", "windows", "objectives",
         "noise", "microscope")  # fmt: skip
NEEDS_A_RUN = ("map", "neighbours", "analogies", "predict", "compare", "runs")
ME = "a" * 32
HOSTILE = "<img src=x onerror=alert(1)>"


def texts(app):
    """All that Markdown shows, in one string."""
    return "\n".join(str(item.value) for item in (*app.markdown, *app.caption, *app.warning))


def keep_run(home, owner, words=("king", "queen", HOSTILE, "apple", "pear")):
    """A small finished run in the owner's workspace; returns its id."""
    vectors = np.random.default_rng(1).standard_normal((len(words), 4))
    counts = np.arange(len(words), 0, -1)
    embedding = Embedding(words, vectors, None, counts)
    return made_runs.keep(home, owner, embedding, "text", "My *run*")


def occupy(queue, until):
    """Keep the projection lane busy until the event is set, so that jobs wait there."""
    begun = threading.Event()
    queue.when_idle("project", lambda: begun.set() or until.wait())
    assert begun.wait(60)


@pytest.fixture
def mine(app, monkeypatch):
    """The app of an owner who is known."""
    monkeypatch.setattr(owners, "verify", lambda _: ME)
    return app


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_with_nothing_there(app, page):
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert app.title


@pytest.mark.parametrize("page", NEEDS_A_RUN)
def test_a_page_about_runs_says_what_to_do_without_one(app, page):
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert "Nothing trained yet" in texts(app)
    assert "Go to Start" in [button.label for button in app.button]


def test_the_map_shows_the_newest_run_and_keeps_it_in_the_address(home, mine):
    id = keep_run(home, ME)
    mine.run()
    mine.switch_page("pages/map.py").run()
    assert not mine.exception
    assert mine.query_params["run"] == id
    assert mine.text_input(key="map_search")


def test_a_search_marks_the_best_hit_and_lists_its_neighbours(home, mine):
    keep_run(home, ME)
    mine.run()
    mine.switch_page("pages/map.py").run()
    mine.text_input(key="map_search").input("que").run()
    assert not mine.exception
    assert "queen" in texts(mine)
    assert set(mine.dataframe[0].value["Neighbour"]) == {"king", HOSTILE, "apple", "pear"}


def test_a_hostile_word_stays_a_word(home, mine):
    keep_run(home, ME)
    mine.run()
    mine.switch_page("pages/map.py").run()
    mine.text_input(key="map_search").input("img").run()
    assert not mine.exception
    assert HOSTILE not in texts(mine)
    assert r"\<img src\=x" in texts(mine)


@pytest.mark.parametrize("id", ["../../etc/passwd", "x" * 32, "<b>", "\u202e", "-" * 70])
def test_an_address_with_a_foreign_run_says_not_found(home, mine, id):
    keep_run(home, ME)
    mine.query_params["run"] = id
    mine.run()
    mine.query_params["run"] = id
    mine.switch_page("pages/map.py").run()
    assert not mine.exception
    assert "does not exist, or is not yours" in texts(mine)
    assert not mine.text_input


def test_the_run_of_another_owner_looks_like_one_that_is_not_there(home, mine):
    theirs = keep_run(home, "b" * 32)
    mine.query_params["run"] = theirs
    mine.run()
    mine.switch_page("pages/map.py")
    mine.query_params["run"] = theirs
    mine.run()
    assert "does not exist, or is not yours" in texts(mine)


def test_start_lists_recent_runs_by_their_escaped_name(home, mine):
    keep_run(home, ME)
    mine.run()
    assert r"**My \*run\***" in texts(mine)


def test_start_forgets_a_job_that_is_not_there_any_more(app):
    app.session_state["toy_job"] = "0" * 32
    app.run()
    assert not app.exception
    assert "This job does not exist" in app.error[0].value
    next(button for button in app.button if button.label == "Back").click().run()
    assert "Train on the toy world" in [button.label for button in app.button]


def test_a_map_that_was_stopped_can_be_asked_for_again(home, mine):
    id = keep_run(home, ME)
    busy = threading.Event()
    queue = state.queue()
    occupy(queue, busy)  # the only projection worker has something to do
    try:
        job = requests.make_map(queue, ME, id, MapConfig(method="umap"))
        queue.stop(ME, job)
        mine.run()
        mine.switch_page("pages/map.py").run()
        mine.segmented_control(key="map_method").set_value("UMAP").run()
        assert not mine.exception
        assert "The UMAP map was stopped." in [info.value for info in mine.info]
        next(button for button in mine.button if button.label == "Make it").click().run()
        assert not mine.exception
        assert not mine.info
        assert "The SVD map meanwhile:" in texts(mine)
        assert queue.views(ME, "map")[0].state == "queued"
        next(button for button in mine.button if button.label == "Stop").click().run()
        assert queue.views(ME, "map")[0].state == "stopped"
    finally:
        busy.set()


def test_a_stop_that_cannot_be_is_said_in_passing(home, mine, monkeypatch):
    id = keep_run(home, ME)
    busy = threading.Event()
    queue = state.queue()
    occupy(queue, busy)

    def refuse(*_):
        raise NotFound("This job runs in another process; stop it there.")

    monkeypatch.setattr(queue, "stop", refuse)
    try:
        requests.make_map(queue, ME, id, MapConfig(method="umap"))
        mine.run()
        mine.switch_page("pages/map.py").run()
        mine.segmented_control(key="map_method").set_value("UMAP").run()
        next(button for button in mine.button if button.label == "Stop").click().run()
        assert not mine.exception
        assert "another process" in mine.toast[0].value
    finally:
        monkeypatch.undo()
        queue.stop(ME, queue.views(ME, "map")[0].id)
        busy.set()
