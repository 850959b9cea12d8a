"""Runs beside each other; how sure neighbours are, wherever a run is shown."""

import pytest

from tests.ui.toy_home import OWNER, SECONDS, ToyHome, open_page
from w2v_core.jobs.confidence import train_more
from w2v_core.runs.confidence import save_ensemble
from w2v_core.runs.folder import load_record
from w2v_core.text import library
from w2v_core.text.toy_world import toy_world


@pytest.fixture
def toys(folder, shared_home):
    return ToyHome.at(folder)


@pytest.fixture(scope="module")
def made(folder):
    """Two runs of one text, another text's run, and a corpus; more models for the first run."""
    toys = ToyHome.at(folder)
    corpus = toys.corpus(toy_world(4_000))
    first = toys.run(corpus, "First", engine="auto")
    second = toys.run(corpus, "Second", engine="auto", window=2)
    foreign = toys.run(toys.corpus("eins zwei drei vier\n" * 60), "German", engine="auto")
    kept = toys.workspace.run_folder(first)
    text = library.load(toys.workspace.corpus_folder(corpus))
    save_ensemble(kept, train_more(load_record(kept), text, "seeds", 5))
    return first, second, foreign


def said(app):
    shown = (*app.markdown, *app.caption, *app.info, *app.error, *app.warning, *app.text)
    return "\n".join(str(item.value) for item in shown)


def tables(app):
    return [table.value for table in app.dataframe]


def test_two_runs_are_compared_by_settings_scores_and_words(made, toys):
    app = open_page("compare.py", runs=f"{made[0]},{made[1]}")
    settings = tables(app)[0]
    assert settings["Setting"].tolist() == ["window"]
    assert settings.iloc[0, 1:].tolist() == ["5", "2"]
    assert "words changed" in said(app)
    assert "words in common" in said(app)
    app.text_input(key="compare_word").set_value("king").run()
    assert not app.exception
    beside = tables(app)[-1]
    assert len(beside) == 10
    assert len(beside.columns) == 2


def test_scores_of_the_toy_world_come_with_intervals(made, toys):
    app = open_page("compare.py", runs=f"{made[0]},{made[1]}")
    next(b for b in app.button if b.label == "Score the toy world’s questions").click().run()
    assert not app.exception
    found = tables(app)[-1]
    assert (found["From"] <= found["Score"]).all()
    assert (found["Score"] <= found["To"]).all()
    assert found["Less the first"][0] == "–"


def test_without_more_models_no_word_is_called_changed(made, toys):
    app = open_page("compare.py", runs=f"{made[1]},{made[2]}")
    assert "in common" in said(app)
    assert "words changed" not in said(app)


@pytest.mark.parametrize(
    ("places", "says"), [((0,), "choose two or more"), ((0, 2), "no word in common")]
)
def test_bad_choices_get_one_clear_sentence(made, toys, places, says):
    app = open_page("compare.py", runs=",".join(made[place] for place in places))
    assert says in said(app)


def test_the_run_of_another_owner_cannot_be_compared(made, toys):
    app = open_page("compare.py", owner="stranger-1", runs=f"{made[0]},{made[1]}")
    assert "does not exist, or is not yours" in said(app)
    assert not app.dataframe


def test_neighbours_say_how_sure_they_are(made, toys):
    app = open_page("neighbours.py", run=made[0], word="king")
    assert "5 models of this text" in said(app)
    sure = next(t for t in tables(app) if "Mark" in t)
    assert set(sure["Mark"]) <= {"solid", "shaky"}
    assert sure["From"].is_monotonic_decreasing
    analogies = open_page("analogies.py", run=made[0], words="man king woman")
    assert [t for t in tables(analogies) if "Mark" in t]


def test_more_models_are_trained_in_the_queue_after_their_cost_was_told(made, toys):
    from pages.shared import state

    app = open_page("neighbours.py", run=made[1], word="king")
    assert "MB of memory" in said(app)
    app.number_input(key=f"sure_n_{made[1]}").set_value(5).run()
    next(b for b in app.button if b.label == "Train more models").click().run()
    assert not app.exception
    job = state.queue().views(OWNER, "confidence")[0]
    state.queue().wait(job.id, SECONDS)
    assert state.queue().view(OWNER, job.id).state == "done"
    app.run()
    assert "5 models of this text" in said(app)
