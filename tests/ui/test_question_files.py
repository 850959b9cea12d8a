"""Test files on the Analogies page: what they give, what is refused, what is kept."""

import pytest
import streamlit as st

from pages.shared import testing
from pages.shared.text import plain
from tests.ui import made_analogies, made_runs
from tests.ui.toy_home import OWNER, open_page

PAIRS = b"man woman 5\nking queen 6\nman king 9\nman zebra 1\n"
QUESTIONS = b": family\nman king woman queen\nMan king woman zebra\n: gram1\nking man queen woman\n"

pytestmark = pytest.mark.usefixtures("shared_home")


@pytest.fixture(scope="module")
def run_id(folder):
    return made_runs.keep(folder, OWNER, made_analogies.small())


@pytest.fixture(scope="module")
def toy_run(folder):
    return made_runs.keep(folder, OWNER, made_analogies.toys(), "Toy world")


@pytest.fixture
def downloads(monkeypatch):
    return made_analogies.watch_downloads(monkeypatch)


def captions(app):
    return " ".join(caption.value for caption in app.caption)


def uploaded(app, pairs=(), questions=()):
    for key, files in (("pairs", pairs), ("questions", questions)):
        app.file_uploader(key=f"analogies_{key}").set_value(
            [(name, data, "text/plain") for name, data in files]
        )
    app.run()
    app.button(key="analogies_files").click().run()
    assert not app.exception
    return app


def test_the_name_of_a_file_is_shown_as_it_is(run_id):
    name = "*![i](x.png)* :smile:.txt"
    app = uploaded(
        open_page("analogies.py", run=run_id), [(name, PAIRS)], questions=[(name, QUESTIONS)]
    )
    shown = "\n".join(str(item.value) for item in (*app.markdown, *app.subheader, *app.caption))
    assert f"**{plain(name)}**" in shown
    assert "![i](" not in shown
    assert ":smile:" not in shown
    assert app.dataframe[2].value["File"].tolist() == [name]


def test_the_outcome_of_a_test_can_be_downloaded(run_id, downloads):
    uploaded(open_page("analogies.py", run=run_id), [("=p.txt", PAIRS)], [("q.txt", QUESTIONS)])
    titles, row = downloads["similarity.csv"]
    assert titles == ["File", "Pairs", "Used", "Coverage", "Spearman"]
    assert row[:4] == ["'=p.txt", "4", "3", "0.75"]
    titles, *rows = downloads["analogies-1.csv"]
    assert titles == ["Section", "Kind", "Questions", "Used", "Coverage", "3CosAdd", "3CosMul"]
    assert rows[0] == ["family", "semantic", "2", "1", "0.5", "1.0", "1.0"]
    assert [row[0] for row in rows] == ["family", "gram1", "semantic", "syntactic", "total"]


def test_uploaded_files_become_tables_with_coverage(run_id):
    app = uploaded(
        open_page("analogies.py", run=run_id), [("p.txt", PAIRS)], [("q.txt", QUESTIONS)]
    )
    pairs, questions = (table.value for table in app.dataframe[2:4])
    assert pairs.loc[0, ["File", "Pairs", "Used", "Coverage"]].tolist() == ["p.txt", 4, 3, 0.75]
    assert pairs["Spearman"][0] == pytest.approx(0.866, abs=1e-3)  # .28 twice, then .36
    assert questions["Section"].tolist() == ["family", "gram1", "semantic", "syntactic", "total"]
    assert questions["Questions"].tolist() == [2, 1, 2, 1, 3]
    assert questions["Used"].tolist() == [1, 1, 1, 1, 2]
    assert questions["3CosAdd"].tolist() == [1.0] * 5
    labels = [button.label for button in app.get("download_button")]
    assert labels.count("Download as CSV") == 3


def test_a_limit_of_words_leaves_questions_out(run_id):
    app = open_page("analogies.py", run=run_id)
    app.number_input(key="analogies_most").set_value(3)
    questions = uploaded(app, questions=[("q.txt", QUESTIONS)]).dataframe[2].value
    assert questions["Used"].tolist() == [0] * 5
    assert "asked of the 3 most frequent" in "\n".join(item.value for item in app.markdown)


BAD = {
    "binary": (bytes(range(256)) * 20, "not a text file"),
    "empty": (b"", "is empty"),
    "one column": (b"man\nking\n", "line 1"),
    "markup": (b"![i](http://tracker.example/x.png)\n", "line 1"),
}


@pytest.mark.parametrize(("data", "says"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_one_sentence_and_no_table(run_id, data, says):
    for kind in ("pairs", "questions"):
        app = uploaded(open_page("analogies.py", run=run_id), **{kind: [("../x\u202e.txt", data)]})
        (error,) = app.error
        assert says in error.value
        assert "![i](" not in error.value
        assert "\u202e" not in error.value
        assert len(app.dataframe) == 2


def test_a_bad_file_leaves_an_older_outcome_and_says_whose_it_is(run_id, toy_run):
    app = uploaded(open_page("analogies.py", run=run_id), questions=[("q.txt", QUESTIONS)])
    assert len(app.dataframe) == 3
    assert "outcome of the test before" not in captions(app)
    app = uploaded(app, questions=[("other.txt", b"x")])
    assert len(app.dataframe) == 3
    assert app.error
    assert "outcome of the test before" in captions(app)
    app.query_params["run"] = toy_run
    app = uploaded(app, questions=[("other.txt", b"x")])
    assert "outcome of the test before" not in captions(app), "that was of another run"


def test_a_test_that_is_ended_leaves_the_older_outcome(run_id, monkeypatch):
    app = uploaded(open_page("analogies.py", run=run_id), questions=[("q.txt", QUESTIONS)])
    ended = []

    def clicked_meanwhile(*_, **__):
        ended.append(True)
        st.rerun()

    monkeypatch.setattr(testing, "score_analogies", clicked_meanwhile)
    app = uploaded(app, questions=[("other.txt", QUESTIONS)])
    assert ended == [True]
    assert "q.txt" in "\n".join(str(item.value) for item in app.markdown).replace("\\", "")
    assert len(app.dataframe) == 3


def test_while_a_test_runs_there_is_a_button_to_stop_it(run_id, monkeypatch):
    def cut(*_, **__):
        st.stop()

    monkeypatch.setattr(testing, "score_analogies", cut)
    app = uploaded(open_page("analogies.py", run=run_id), questions=[("q.txt", QUESTIONS)])
    assert app.button(key="analogies_stop").label == "Stop"
    assert "Another click on this page, or leaving it, ends the test" in captions(app)
    monkeypatch.undo()


def test_it_says_that_files_are_chosen_again_after_leaving(run_id):
    app = open_page("analogies.py", run=run_id)
    assert "files have to be chosen again" in captions(app)
    assert "does not take part" in captions(app)


def test_the_toy_world_brings_its_own_questions(toy_run, run_id):
    other = open_page("analogies.py", run=run_id)
    assert "analogies_toy" not in [button.key for button in other.button]
    app = open_page("analogies.py", run=toy_run)
    app.button(key="analogies_toy").click().run()
    assert not app.exception
    table = app.dataframe[2].value
    assert table["Section"].tolist()[-1] == "total"
    assert not {"semantic", "syntactic"} & set(table["Section"]), "no name tells the two apart"
    assert "Kind" not in table
    assert table["Questions"].tolist()[-1] == table["Used"].tolist()[-1] == 636


def test_the_outcome_of_another_run_is_not_shown(toy_run, run_id):
    app = open_page("analogies.py", run=toy_run)
    app.button(key="analogies_toy").click().run()
    assert len(app.dataframe) == 3
    app.query_params["run"] = run_id
    app.run()
    assert not app.exception
    assert len(app.dataframe) == 2
