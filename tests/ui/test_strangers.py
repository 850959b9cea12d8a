"""Two owners: no page, id or address of one shows the other anything that was not published."""

import ast

import pytest
from pandas import DataFrame

from pages.shared import state
from tests.ui.toy_home import APP, ToyHome, open_page

SECRET = "zanzibar"
OTHER = "stranger-1"
NAME = "Confidential novel"
SENTENCE = "rules the land"
TEXT = f"the {SECRET} king rules the land\nthe queen of {SECRET} rules the sea\n" * 40


def pages():
    """The file of every page that app.py lists."""
    with open(APP, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    files = [call.args[0].value for call in calls if ast.unparse(call.func) == "st.Page"]
    assert len(files) > 10
    return [file.removeprefix("pages/") for file in files]


def everything(page):
    """All that a page sends to the browser, as one string."""
    tree, found = [page.main, page.sidebar, page._tree], []
    while tree:
        block = tree.pop()
        children = getattr(block, "children", None)
        if children is not None:
            tree.extend(children.values())
        found.append(str(getattr(block, "proto", "")))
        value = getattr(block, "value", None)
        found.append(value.to_csv() if isinstance(value, DataFrame) else str(value))
    return "\n".join(found)


@pytest.fixture(scope="module")
def toys(folder, request):
    patch = pytest.MonkeyPatch()
    request.addfinalizer(patch.undo)
    patch.setenv("W2V_HOME", str(folder))
    return ToyHome.at(folder)


@pytest.fixture(scope="module")
def theirs(toys):
    """The ids of the owner's corpus and run."""
    corpus_id = toys.corpus(TEXT, NAME)
    return corpus_id, toys.run(corpus_id, NAME)


@pytest.fixture
def private(toys, theirs):
    toys.workspace.unpublish_run(theirs[1])
    return theirs


@pytest.fixture
def public(toys, theirs):
    toys.workspace.publish_run(theirs[1])
    return theirs


@pytest.mark.parametrize("file", pages())
def test_no_page_shows_another_owners_text_or_run(toys, private, file):
    corpus_id, run_id = private
    page = open_page(file, OTHER, run=run_id, corpus=corpus_id)
    seen = everything(page)
    assert SECRET not in seen and NAME not in seen
    toys.workspace.publish_run(run_id)
    page.query_params["run"] = run_id
    page.run()
    assert not page.exception
    assert SENTENCE not in everything(page)


def test_the_owner_is_shown_them(private):
    corpus_id, run_id = private
    assert SECRET in everything(open_page("corpus.py", corpus=corpus_id))
    assert NAME in everything(open_page("runs.py", run=run_id))
    assert SECRET in everything(open_page("neighbours.py", run=run_id, word=SECRET))


@pytest.mark.parametrize("file", ["map.py", "neighbours.py", "analogies.py", "predict.py"])
def test_a_published_run_is_explored_by_others(public, file):
    page = open_page(file, OTHER, run=public[1])
    seen = everything(page)
    assert NAME in seen
    assert "it stays theirs" in seen
    assert not page.warning and not page.error


def test_a_published_run_shows_its_words_and_not_its_text(public):
    corpus_id, run_id = public
    seen = everything(open_page("neighbours.py", OTHER, run=run_id, word="king"))
    assert SECRET in seen
    for file in ("corpus.py", "cooccurrence.py", "runs.py", "start.py"):
        seen = everything(open_page(file, OTHER, run=run_id, corpus=corpus_id))
        assert SECRET not in seen and NAME not in seen, file


def test_a_published_run_is_watched_by_others_without_a_handle(public):
    page = open_page("train.py", OTHER, run=public[1])
    assert NAME in everything(page)
    labels = {button.label for button in page.button}
    assert {"Map", "Neighbours"} <= labels
    assert not labels & {"Pause", "Stop training", "Resume", "Train on"}


def test_taken_back_it_is_gone_from_pages_that_had_it(toys, public):
    page = open_page("neighbours.py", OTHER, run=public[1], word="king")
    assert SECRET in everything(page)
    toys.workspace.unpublish_run(public[1])
    page.run()
    assert not page.exception
    assert SECRET not in everything(page)
    assert "does not exist, or is not yours" in everything(page)


def test_a_map_that_is_not_there_cannot_be_asked_for_by_others(public):
    page = open_page("map.py", OTHER, run=public[1])
    page.segmented_control(key="map_method").set_value("UMAP").run()
    assert not page.exception
    assert "only its owner can have more maps made" in page.info[0].value
    assert state.queue().views(OTHER) == ()


def test_the_button_publishes_and_takes_back(toys, private):
    run_id = private[1]
    page = open_page("runs.py", run=run_id)
    page.button(key=f"publish_{run_id}").click().run()
    assert toys.workspace.is_published(run_id)
    assert any(run_id in code.value for code in page.code)
    page.button(key=f"publish_{run_id}").click().run()
    assert not toys.workspace.is_published(run_id)
