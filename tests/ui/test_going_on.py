"""Pause, resume, stop and continue, as the pages offer them."""

import time

import pytest

from pages.shared import state
from tests.ui.toy_home import OWNER, SECONDS, ToyHome, open_page
from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.jobs import requests
from w2v_core.jobs.start_up import open_jobs
from w2v_core.runs.checkpoints import newest_facts
from w2v_core.runs.folder import load_record
from w2v_core.text.toy_world import toy_world


@pytest.fixture
def toys(home):
    return ToyHome.at(home)


@pytest.fixture
def corpus_id(toys):
    return toys.corpus(toy_world(3_000), "Toy")


@pytest.fixture
def long(toys, corpus_id):
    """A run that trains and has been at it for a moment."""
    model, setup = TrainConfig(dim=8, epochs=9_999), EngineConfig(engine="numpy_reference")
    id = requests.train(state.queue(), OWNER, corpus_id, "Long *one*", model, setup)
    end = time.monotonic() + SECONDS
    while state.queue().view(OWNER, id).detail is None and time.monotonic() < end:
        time.sleep(0.01)
    yield id
    state.queue().stop(OWNER, id)
    state.queue().wait(id, SECONDS)


def labels(page):
    return [button.label for button in page.button]


def button(page, label):
    return next(button for button in page.button if button.label == label)


def bar(page):
    return page.get("progress")[0].proto.text


def job(id):
    return state.queue().view(OWNER, id)


def pause(id):
    state.queue().pause(OWNER, id)
    state.queue().wait(id, SECONDS)


def test_a_run_is_paused_and_gone_on_with(toys, long):
    page = open_page("train.py", run=long)
    button(page, "Pause").click().run()
    state.queue().wait(long, SECONDS)
    page.run()
    assert not page.exception
    assert job(long).state == "paused"
    assert "Its place is kept on disk" in bar(page)
    assert {"Resume", "Stop training"} <= set(labels(page)) and "Pause" not in labels(page)
    assert page.metric[0].value != "–", "its numbers stay"
    button(page, "Resume").click().run()
    assert not page.exception
    assert job(long).state in ("queued", "running")
    assert "Pause" in labels(page)


def test_a_paused_run_is_stopped_and_keeps_its_vectors(toys, long):
    pause(long)
    page = open_page("train.py", run=long)
    button(page, "Stop training").click().run()
    state.queue().wait(long, SECONDS)
    page.run()
    assert load_record(toys.workspace.run_folder(long)).stopped
    assert "vectors kept" in bar(page)


def test_the_list_offers_to_go_on_and_says_what_is_kept(toys, long):
    pause(long)
    page = open_page("runs.py", run=long)
    assert page.dataframe[0].value.iloc[0]["state"] == "paused"
    assert any("Its place is kept on disk" in caption.value for caption in page.caption)
    button(page, "Resume").click().run()
    assert not page.exception
    assert job(long).state in ("queued", "running")


def test_what_the_end_of_the_program_cut_is_offered(toys, long, home, monkeypatch):
    state.queue().shutdown(SECONDS)
    again = open_jobs(home, warm=False)
    monkeypatch.setattr(state, "queue", lambda warm=False: again)
    page = open_page("train.py", run=long)
    assert "Resume goes on from there" in page.warning[0].value
    assert {"Resume", "Stop training"} <= set(labels(page))
    assert open_page("runs.py", run=long).dataframe[0].value.iloc[0]["state"] == "interrupted"
    button(page, "Resume").click().run()
    assert job(long).state in ("queued", "running")
    again.stop(OWNER, long)
    again.wait(long, SECONDS)
    again.shutdown(SECONDS)


def test_a_paused_run_stands_beside_the_one_that_is_shown(toys, long, corpus_id):
    pause(long)
    done = toys.run(corpus_id)
    page = open_page("train.py", run=done)
    assert r"Long \*one\* is paused" in labels(page)


def test_a_deleted_run_does_not_go_on(toys, long):
    pause(long)
    page = open_page("runs.py", run=long)
    page.button(key=f"runs_delete_{long}").click().run()
    state.queue().wait(long, SECONDS)
    assert not page.exception
    assert toys.workspace.runs() == () and job(long).state == "stopped"


def test_a_cut_run_is_deleted_while_its_twin_trains(toys, long, corpus_id, home, monkeypatch):
    payload = job(long).payload
    state.queue().shutdown(SECONDS)
    again = open_jobs(home, warm=False)
    monkeypatch.setattr(state, "queue", lambda warm=False: again)
    options = TrainConfig.from_dict(payload["model"]), EngineConfig.from_dict(payload["setup"])
    twin = requests.train(again, OWNER, corpus_id, "Twin", *options)
    page = open_page("runs.py", run=long)
    page.button(key=f"runs_delete_{long}").click().run()
    assert not page.exception
    assert long not in [run.id for run in toys.workspace.runs()]
    for id in (twin, long):
        again.stop(OWNER, id)
        again.wait(id, SECONDS)
    again.shutdown(SECONDS)


def test_a_finished_run_gets_more_epochs_as_a_run_of_its_own(toys, corpus_id):
    id = toys.run(corpus_id, name="First", dim=8)
    page = open_page("runs.py", run=id)
    assert any("falls evenly" in caption.value for caption in page.caption)
    page.number_input(key=f"continue_epochs_{id}").set_value(3)
    page.number_input(key=f"continue_lr_{id}").set_value(0.01)
    page.button(key=f"continue_{id}").click().run()
    assert not page.exception
    (more,) = state.queue().views(OWNER, "train")
    state.queue().wait(more.id, SECONDS)
    record = load_record(toys.workspace.run_folder(more.id))
    assert (record.name, record.model.epochs, record.model.lr) == ("First, continued", 3, 0.01)
    assert record.continues.run == id
    assert newest_facts(toys.workspace.run_folder(more.id)) is None
    page = open_page("train.py", run=more.id)
    shown = page.table[0].value.to_string()
    assert "First" in shown and "0.01" in shown
    assert record.command in [code.value for code in page.code]


def test_counting_has_no_more_epochs(toys, corpus_id):
    id = toys.run(corpus_id, engine="count_svd", method="svd", epochs=None)
    page = open_page("runs.py", run=id)
    assert f"continue_{id}" not in {button.key for button in page.button}
