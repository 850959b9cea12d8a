"""The Train page: the form, its costs, a run before one's eyes, and runs that ended in any way."""

import shutil
import threading
import time

import numpy as np
import pytest

from pages.shared import run_view as views
from pages.shared import state, training
from pages.shared.run_view import run_view
from tests.ui.toy_home import OWNER, SECONDS, ToyHome, open_page
from w2v_core.config import METHODS, EngineConfig, TrainConfig
from w2v_core.engines import choose
from w2v_core.errors import NotFound, TornFile
from w2v_core.jobs import requests
from w2v_core.jobs.forecast import memory
from w2v_core.jobs.home import new_id
from w2v_core.runs.folder import EVENTS, RECORD, load_run
from w2v_core.storage import append_event
from w2v_core.text import library
from w2v_core.text.toy_world import toy_world

LABELS = ["Loss", "Held out", "Words/s", "Time", "Epoch"]


@pytest.fixture
def toys(home):
    return ToyHome.at(home)


@pytest.fixture
def corpus_id(toys):
    return toys.corpus(toy_world(3_000), "Toy <b>world</b>")


def button(page, label):
    return next(button for button in page.button if button.label == label)


def captions(page):
    return " ".join(caption.value for caption in page.caption)


def small(page, **more):
    """Settings that train in a moment."""
    page.number_input(key="train_dim").set_value(8)
    page.number_input(key="train_epochs").set_value(more.get("epochs", 1))
    page.selectbox(key="train_engine").set_value("numpy_reference").run()
    assert not page.exception
    return page


def finished(page):
    for job in state.queue().views(OWNER, "train"):
        state.queue().wait(job.id, SECONDS)
    page.run()
    assert not page.exception
    return page


def test_without_a_text_it_says_where_to_get_one(home):
    page = open_page("train.py")
    assert button(page, "Choose a text")
    assert not page.metric


def test_the_costs_are_those_of_the_core(toys, corpus_id):
    corpus = library.load(toys.workspace.corpus_folder(corpus_id))
    page = small(open_page("train.py", corpus=corpus_id), epochs=3)
    kept = len(corpus.vocabulary.cut(TrainConfig().min_count))
    assert f"{3 * corpus.n_words:,} words in 3 epochs, {kept:,} distinct" in captions(page)
    model = TrainConfig(dim=8, epochs=3)
    choice = choose(model, EngineConfig(engine="numpy_reference"))
    needed = memory(corpus.n_words, kept, model, choice)
    assert f"about {needed / 1000:.3g} kB of memory" in captions(page)
    assert "engine numpy_reference" in captions(page)


def test_the_time_comes_from_an_earlier_run_of_the_same_settings(toys, corpus_id):
    page = small(open_page("train.py", corpus=corpus_id))
    assert "No earlier run" in captions(page)
    toys.run(corpus_id, dim=8)
    page.run()
    assert "by the speed of your last run like this" in captions(page)


def test_an_exact_pass_grows_with_the_square_of_the_vocabulary(toys, corpus_id):
    like = toys.run(corpus_id, engine="exact", method="skipgram-softmax", dim=8, min_count=20)
    corpus = library.load(toys.workspace.corpus_folder(corpus_id))
    model = TrainConfig(method="skipgram-softmax", dim=8, min_count=1, epochs=4)
    choice = choose(model, EngineConfig(device="cpu"))
    cost = training.cost(corpus, model, choice, toys.workspace.runs())
    before = load_run(toys.workspace.run_folder(like))[0]
    larger = len(corpus.vocabulary) / before.corpus.vocabulary
    assert larger > 1.5
    assert cost.seconds == pytest.approx(2 * larger**2 * before.result.train_seconds)
    assert "table of counts" in cost.sentences()


def test_another_engine_tells_nothing_of_the_time(toys, corpus_id):
    toys.run(corpus_id, dim=8)
    corpus = library.load(toys.workspace.corpus_folder(corpus_id))
    model = TrainConfig(dim=8)
    for engine, known in (("numpy_reference", True), ("numba_cpu", False)):
        choice = choose(model, EngineConfig(engine=engine, device="cpu"))
        cost = training.cost(corpus, model, choice, toys.workspace.runs())
        assert (cost.seconds is not None) == known


def test_counting_has_no_epochs_and_promises_no_time(toys, corpus_id):
    page = open_page("train.py", corpus=corpus_id)
    page.selectbox(key="train_method").set_value("svd").run()
    assert "epochs" not in captions(page) and "table of counts" in captions(page)


def test_a_min_count_that_leaves_nothing_is_said_and_cannot_start(corpus_id):
    page = open_page("train.py", corpus=corpus_id)
    page.number_input(key="train_min_count").set_value(1_000_000).run()
    assert "leaves nothing to train on" in page.warning[0].value
    assert button(page, "Start training").disabled


def test_an_engine_that_cannot_run_says_why_and_cannot_start(corpus_id):
    page = open_page("train.py", corpus=corpus_id)
    page.selectbox(key="train_engine").set_value("numba_cpu")
    page.selectbox(key="train_device").set_value("cuda").run()
    assert "does not run on cuda" in page.warning[0].value
    assert button(page, "Start training").disabled


def test_start_trains_and_shows_the_end(toys, corpus_id):
    page = small(open_page("train.py", corpus=corpus_id))
    button(page, "Start training").click().run()
    assert not page.exception
    page = finished(page)
    (entry,) = toys.workspace.runs()
    result = entry.record.result
    assert [metric.label for metric in page.metric] == LABELS
    shown = {metric.label: metric.value for metric in page.metric}
    assert shown["Loss"] == f"{result.loss:.3f}"
    assert shown["Held out"] == f"{result.held_out['noise_loss']:.3f}"
    assert shown["Epoch"] == "1 / 1"
    assert entry.record.command in [code.value for code in page.code]
    assert button(page, "Map")
    assert button(page, "Neighbours")


def test_asking_twice_is_one_run(toys, corpus_id):
    queue = state.queue()
    model, setup = TrainConfig(dim=8, epochs=300), EngineConfig(engine="numpy_reference")
    first = requests.train(queue, OWNER, corpus_id, "Mine", model, setup)
    page = small(open_page("train.py", corpus=corpus_id), epochs=300)
    button(page, "Start training").click().run()
    assert [job.id for job in queue.views(OWNER, "train")] == [first]
    queue.stop(OWNER, first)
    finished(page)


def test_a_run_that_trains_is_found_again_and_can_be_stopped(toys, corpus_id):
    queue = state.queue()
    model, setup = TrainConfig(dim=8, epochs=9_999), EngineConfig(engine="numpy_reference")
    id = requests.train(queue, OWNER, corpus_id, "Long", model, setup)
    page = open_page("train.py", corpus=corpus_id)
    assert page.query_params["run"] in (id, [id])
    assert not button(page, "Stop training").disabled
    button(page, "Stop training").click().run()
    page = finished(page)
    (entry,) = toys.workspace.runs()
    assert entry.record.stopped
    assert "vectors kept" in page.get("progress")[0].proto.text


def test_the_watched_words_of_an_ended_run_have_their_nearest(toys, corpus_id):
    id = toys.run(corpus_id)
    page = open_page("train.py", run=id)
    _, embedding = load_run(toys.workspace.run_folder(id))
    rows = embedding.W_in / np.linalg.norm(embedding.W_in, axis=1, keepdims=True)
    for _, row in page.dataframe[0].value.iterrows():
        cosines = rows @ rows[embedding.id_of(row["word"])]
        cosines[embedding.id_of(row["word"])] = -2
        best = int(cosines.argmax())
        assert row["1"] == f"{embedding.words[best]} {cosines[best]:.2f}"


def test_words_to_watch_that_are_not_there_are_named_as_text(corpus_id):
    page = open_page("train.py", corpus=corpus_id)
    page.text_input(key="train_probes").set_value("the **zz**").run()
    assert r"\*\*zz\*\*" in captions(page)
    assert "min count 5: \\*\\*zz\\*\\*." in captions(page)


def test_a_cut_run_keeps_its_curve(toys, corpus_id):
    folder = toys.workspace.new_run_folder(id := new_id())
    append_event(folder / EVENTS, {"event": "start", "name": "Cut", "created": "2026-01-01"})
    report = {"event": "progress", "words_done": 50, "words_total": 200, "loss": 2.5}
    append_event(folder / EVENTS, report)
    page = open_page("train.py", run=id)
    assert "its curve is kept" in page.warning[0].value
    assert page.metric[0].value == "2.500"
    view = run_view(state.queue(), toys.workspace, id)
    assert (view.state, view.fraction) == ("interrupted", 0.25)
    assert view.curve == ((50, 2.5, None),)


def test_a_damaged_run_is_named_never_shown_as_data(toys, corpus_id):
    id = toys.run(corpus_id)
    (toys.workspace.run_folder(id) / RECORD).write_bytes(b"{")
    page = open_page("train.py", run=id)
    assert r"run\.json" in page.warning[0].value


def test_a_failed_run_says_why(toys, corpus_id):
    queue = state.queue()
    model = TrainConfig(min_count=1_000_000)
    id = requests.train(queue, OWNER, corpus_id, "Hopeless", model, EngineConfig())
    queue.wait(id, SECONDS)
    page = open_page("train.py", run=id, corpus=corpus_id)
    assert "leaves nothing to train on" in page.warning[0].value


def test_a_run_of_somebody_else_is_not_there(toys, corpus_id):
    id = toys.run(corpus_id)
    page = open_page("train.py", owner="stranger-1", run=id)
    assert "is not yours" in page.warning[0].value
    assert not page.metric


def test_a_curve_ends_with_the_scores_of_the_end(toys, corpus_id):
    id = toys.run(corpus_id)
    view = run_view(state.queue(), toys.workspace, id)
    result = view.record.result
    assert view.curve[-1] == (result.words, result.loss, result.held_out["noise_loss"])
    words = [point.words_done for point in view.curve]
    assert words == sorted(set(words))


def test_a_text_that_is_gone_leaves_its_runs_in_view(toys, corpus_id):
    id = toys.run(corpus_id)
    shutil.rmtree(toys.workspace.corpus_folder(corpus_id))
    page = open_page("train.py", run=id)
    assert [metric.label for metric in page.metric] == LABELS
    assert button(page, "Choose a text")


@pytest.mark.parametrize("method", [method.name for method in METHODS])
def test_every_option_of_a_method_has_its_widget_and_no_other(corpus_id, method):
    page = open_page("train.py", corpus=corpus_id)
    page.selectbox(key="train_method").set_value(method).run()
    assert not page.exception
    kinds = ("number_input", "selectbox", "toggle")
    keys = {widget.key for kind in kinds for widget in page.get(kind)}
    specs = [spec for kind in (TrainConfig, EngineConfig) for spec in kind.options()]
    assert {spec.name for spec in specs if f"train_{spec.name}" in keys} == {
        spec.name for spec in specs if spec.serves(method)
    }


@pytest.mark.parametrize("epochs, stops", [(1, False), (9_999, True)])
def test_a_run_that_was_deleted_is_not_there_though_its_job_was_done(
    toys, corpus_id, epochs, stops
):
    queue = state.queue()
    model = TrainConfig(dim=8, epochs=epochs)
    setup = EngineConfig(engine="numpy_reference")
    id = requests.train(queue, OWNER, corpus_id, "Gone", model, setup)
    if stops:
        while queue.view(OWNER, id).detail is None:
            time.sleep(0.01)
        queue.stop(OWNER, id)
    queue.wait(id, SECONDS)
    toys.workspace.delete_run(id)
    page = open_page("train.py", run=id, corpus=corpus_id)
    assert "does not exist" in page.warning[0].value
    assert not page.metric


def test_a_run_that_vanishes_while_it_is_looked_up_is_not_found(toys, corpus_id, monkeypatch):
    id = toys.run(corpus_id)

    def torn(_):
        toys.workspace.delete_run(id)
        raise TornFile("run.json is cut short.")

    monkeypatch.setattr(views, "load_record", torn)
    with pytest.raises(NotFound):
        views.run_entry(toys.workspace, id)


def test_a_text_that_was_not_read_leads_to_the_corpus_page(toys):
    page = open_page("train.py", corpus=toys.unread("one two"))
    assert any("was not read to its end" in text.value for text in page.markdown)
    assert button(page, "Go to Corpus")
    assert not page.warning


def test_a_run_that_waits_for_the_compiler_says_so(toys, corpus_id):
    queue, begun, go = state.queue(), threading.Event(), threading.Event()
    queue.when_idle("train:cpu", lambda: begun.set() or go.wait(SECONDS), "It compiles")
    assert begun.wait(SECONDS)
    model, setup = TrainConfig(dim=8, epochs=1), EngineConfig(engine="numpy_reference")
    id = requests.train(queue, OWNER, corpus_id, "Next", model, setup)
    try:
        page = open_page("train.py", corpus=corpus_id, run=id)
        assert "It compiles; this run is next" in [bar.proto.text for bar in page.get("progress")]
    finally:
        queue.stop(OWNER, id)
        go.set()
