"""The lists of texts and runs: each entry can be told from the others and is never mistaken."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.toy_home import OWNER, SECONDS, ToyHome, open_page
from w2v_core.runs.folder import rename


@pytest.fixture
def toys(home):
    return ToyHome.at(home)


def the_list(page, label):
    return next(box for box in page.selectbox if box.label.startswith(label))


def test_texts_of_the_same_name_stay_apart(toys):
    first = toys.corpus("the king sat down\nthe queen sat\n", name="story.txt")
    second = toys.corpus("the king sat down\nthe queen ran\n", name="story.txt")
    page = open_page("corpus.py", corpus=first)
    box = the_list(page, "Your texts")
    assert len(set(box.options)) == 2
    box.select_index(1 - box.index).run()
    assert not page.exception
    assert page.query_params["corpus"] in ([second], second)


def test_a_title_that_changes_is_not_taken_for_an_id(toys):
    corpus = toys.corpus("the king sat down\nthe queen sat down\n" * 20)
    run = toys.run(corpus, name="before")
    page = open_page("map.py", run=run)
    assert the_list(page, "Run").value == run
    rename(toys.workspace.run_folder(run), "after")
    page.run()
    assert not page.exception
    assert the_list(page, "Run").options == ["after, 12 dimensions"]
    assert page.query_params["run"] in ([run], run)


def test_a_text_that_vanished_meanwhile_leaves_nothing_chosen(toys):
    kept = toys.corpus("the king sat down\nthe queen sat down\n")

    def page():
        from pages.shared import pick
        from w2v_core.jobs.home import CorpusEntry

        pick.text(CorpusEntry("0" * 32, None))

    app = AppTest.from_function(page, default_timeout=SECONDS)
    app.session_state["owner"] = OWNER
    app.run()
    assert not app.exception
    assert app.selectbox[0].value is None
    app.selectbox[0].select_index(0).run()
    assert app.query_params["corpus"] in ([kept], kept)
