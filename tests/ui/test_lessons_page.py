"""Lessons: predict, run, explain; answers are those of the learner's own text or run."""

import pytest

from pages.shared import guiding
from tests.ui.toy_home import ToyHome, open_page
from w2v_core.lessons.checks import CHECKS, Ground
from w2v_core.lessons.film import Film
from w2v_core.runs.folder import load_embedding
from w2v_core.runs.snapshots import load_snapshots

pytestmark = pytest.mark.usefixtures("shared_home")
TEXT = "the king rules the land\nthe queen rules the land\nthe dog eats the bone\n" * 40


def said(app):
    kinds = ("title", "subheader", "markdown", "caption", "info", "error")
    return "\n".join(str(item.value) for kind in kinds for item in app.get(kind))


def answered(app, name, number, guess):
    """A step predicted and run."""
    key = f"predict_{name}_{number}"
    widget = app.radio(key=key) if isinstance(guess, str) else app.number_input(key=key)
    assert app.button(key=f"run_{name}_{number}").disabled
    widget.set_value(guess).run()
    app.button(key=f"run_{name}_{number}").click().run()
    assert not app.exception
    return app


def test_all_lessons_are_offered_and_one_begins():
    app = open_page("guided.py")
    for name, lesson in guiding.lessons().items():
        assert lesson.title in said(app)
        assert app.button(key=f"begin_{name}")
    app.button(key="begin_windows").click().run()
    assert app.title[0].value == guiding.lessons()["windows"].title


@pytest.mark.parametrize("name", [n for n, p in guiding.lessons().items() if p.ground == "text"])
def test_a_lesson_can_be_followed_to_its_end(name):
    path = guiding.lessons()[name]
    app = open_page("guided.py", lesson=name)
    for number, step in enumerate(path.steps):
        app.query_params["step"] = str(number + 1)
        app.run()
        assert app.subheader[0].value == step.title
        truth = CHECKS[step.check](Ground(path.text, step.settings)).answer
        answered(app, name, number, truth if isinstance(truth, str) else float(truth))
        assert [metric.value for metric in app.metric][1] == guiding.shown(truth)
        assert "As predicted" in said(app)
    n_steps = len(path.steps)
    assert f"{n_steps} of {n_steps} steps run, {n_steps} as predicted" in said(app)


def test_a_wrong_guess_is_told_kindly_and_another_text_asks_anew():
    app = answered(open_page("guided.py", lesson="windows"), "windows", 0, 7.0)
    assert "Not as predicted" in said(app)
    assert [metric.value for metric in app.metric] == ["7", "30"]
    app.text_area(key="lesson_text_windows").set_value("one two three").run()
    assert not app.metric
    app.button(key="run_windows_0").click().run()
    assert app.metric[1].value == "6"
    app.text_area(key="lesson_text_windows").set_value("one").run()
    app.button(key="run_windows_0").click().run()
    assert "stands alone" in app.error[0].value


def test_settings_are_locked_and_told():
    app = open_page("guided.py", lesson="windows", step="4")
    assert "Locked here: CBOW, full softmax; window 2; step 3" in said(app)


def test_a_lesson_on_a_run_is_answered_from_that_run(folder):
    assert "Nothing trained yet" in said(open_page("guided.py", "learner-1", lesson="maps"))
    toys = ToyHome.at(folder)
    run = toys.run(toys.corpus(TEXT, "Court"), dim=4, epochs=20)
    place = toys.workspace.run_folder(run)
    words = load_embedding(place)
    film = Film.of(words.words, load_snapshots(place))
    for number, step in enumerate(guiding.lessons()["maps"].steps):
        app = open_page("guided.py", lesson="maps", step=str(number + 1), run=run)
        guess = step.choices[0] if step.choices else 5.0
        answered(app, "maps", number, guess)
        truth = CHECKS[step.check](Ground("", step.settings, words, film)).answer
        assert app.metric[1].value == guiding.shown(truth)


def test_an_unknown_lesson_is_told():
    app = open_page("guided.py", lesson="<b>none</b>")
    assert "There is no lesson" in said(app)
    assert "<b>" not in said(app)
