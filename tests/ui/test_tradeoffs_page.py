"""Every method on one text: asked for with a click, watched, and shown as a table and a chart."""

import pytest

from pages.shared import state
from tests.ui.toy_home import OWNER, SECONDS, ToyHome, open_page
from w2v_core.jobs.tradeoffs import save_table
from w2v_core.text.toy_world import toy_world
from w2v_core.training.tradeoffs import Outcome


@pytest.fixture
def toys(folder, shared_home):
    return ToyHome.at(folder)


def button(app, label):
    return next(button for button in app.button if button.label == label)


def test_what_was_measured_stands_there_with_the_way_to_compare(toys):
    corpus = toys.corpus(toy_world(2_000))
    one, two = toys.run(corpus), toys.run(corpus)
    rows = [
        Outcome("skipgram-ns", "numba_cpu", 5, 2.0, 1e6, 10**7, 1.5, 4.0, 2.0, 0.2, run=one),
        Outcome("svd", "count_svd", None, 0.5, 1e6, None, pair_mrr=0.1, run=two),
        Outcome("cbow-softmax", problem="It cannot run here."),
    ]
    save_table(toys.workspace.corpus_folder(corpus), rows)
    app = open_page("tradeoffs.py", corpus=corpus)
    table = app.dataframe[0].value
    assert table["Held-out rank"].tolist()[:2] == [0.2, 0.1]
    assert table["Right for"].tolist()[2] == "It cannot run here."
    assert button(app, "Compare these runs")
    toys.workspace.delete_run(two)
    app.run()
    assert "Compare these runs" not in [it.label for it in app.button]


def test_growing_parts_are_trained_in_the_queue_and_get_a_verdict(toys):
    corpus = toys.corpus(toy_world(2_000))
    app = open_page("tradeoffs.py", corpus=corpus)
    button(app, "Train on growing parts").click().run()
    assert not app.exception
    job = state.queue().views(OWNER, "learning")[0]
    state.queue().wait(job.id, SECONDS)
    assert state.queue().view(OWNER, job.id).state == "done"
    app.run()
    assert [text for text in app.markdown if "leads" in text.value]


def test_a_text_of_another_owner_is_not_trained_on(toys):
    corpus = toys.corpus(toy_world(2_000))
    app = open_page("tradeoffs.py", owner="stranger-1", corpus=corpus)
    assert app.warning
    assert not [it for it in app.button if it.label == "Train every method"]
