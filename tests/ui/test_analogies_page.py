"""The Analogies page: three words, both formulas, the picture."""

import json

import numpy as np
import pytest

from pages.shared.figures.parallelogram import parallelogram_figure
from pages.shared.plot import to_json
from pages.shared.text import plain
from tests.ui import made_analogies, made_runs
from tests.ui.made_analogies import HOSTILE
from tests.ui.toy_home import OWNER, open_page
from w2v_core.embedding import Embedding
from w2v_core.query.analogies import analogy

pytestmark = pytest.mark.usefixtures("shared_home")


@pytest.fixture(scope="module")
def embedding():
    return made_analogies.small()


@pytest.fixture(scope="module")
def run_id(folder, embedding):
    return made_runs.keep(folder, OWNER, embedding)


@pytest.fixture(scope="module")
def toy_run(folder):
    return made_runs.keep(folder, OWNER, made_analogies.toys(), "Toy world")


@pytest.fixture
def downloads(monkeypatch):
    return made_analogies.watch_downloads(monkeypatch)


def captions(app):
    return " ".join(caption.value for caption in app.caption)


def texts(app):
    return "\n".join(text.value for text in app.text)


def typed(app, *words):
    for key, word in zip("abc", words, strict=True):
        app.text_input(key=f"analogy_{key}").set_value(word)
    app.run()
    assert not app.exception
    return app


def test_without_a_run_it_says_what_to_do_and_offers_it():
    app = open_page("analogies.py", owner="nobody-1")
    assert not app.dataframe
    assert not app.text_input
    assert "Go to Start" in [button.label for button in app.button]


def test_it_begins_with_an_example_and_shows_both_formulas(run_id, embedding):
    app = open_page("analogies.py", run=run_id)
    assert app.query_params["words"] == "man king woman"
    assert app.subheader[0].value == "queen"
    for table, formula in zip(app.dataframe, ("3cosadd", "3cosmul"), strict=False):
        found = analogy(embedding, "man", "king", "woman", formula=formula)
        scores = [answer.score for answer in found]
        assert table.value["score"].tolist() == pytest.approx(scores, abs=1e-6)
        assert table.value["count"].tolist() == [answer.count for answer in found]
        assert not {"man", "king", "woman"} & set(table.value["word"])
    assert "keeps 100% of their spread" in " ".join(caption.value for caption in app.caption)


def test_only_examples_whose_words_the_run_has_are_offered(run_id, toy_run):
    options = open_page("analogies.py", run=run_id).pills(key="analogy_examples").options
    assert options == [plain("man : king = woman : ?")]
    app = open_page("analogies.py", run=toy_run)
    pills = app.pills(key="analogy_examples")
    assert len(pills.options) == 4
    pills.set_value("cat : kitten = dog : ?").run()
    assert not app.exception
    assert app.query_params["words"] == "cat kitten dog"
    assert app.text_input(key="analogy_b").value == "kitten"


def test_words_come_from_the_address_and_from_the_fields_in_any_case(run_id):
    app = open_page("analogies.py", run=run_id, words="king man queen")
    assert app.subheader[0].value == "woman"
    typed(app, "Woman", "QUEEN", "man")
    assert app.subheader[0].value == "king"
    assert app.query_params["words"] == "woman queen man"


def test_a_missing_word_is_explained_and_a_near_one_is_one_click(run_id):
    app = typed(open_page("analogies.py", run=run_id), "man", "kingg", "woman")
    assert not app.dataframe
    assert "“kingg” is not among" in texts(app)
    app.pills(key="analogy_b_near").set_value("king").run()
    assert not app.exception
    assert app.subheader[0].value == "queen"


def test_an_empty_field_asks_for_words(run_id):
    app = typed(open_page("analogies.py", run=run_id), "man", "", "woman")
    assert "Type three words" in texts(app)
    assert not app.dataframe


def test_words_with_markup_are_shown_as_they_are(run_id):
    app = typed(open_page("analogies.py", run=run_id), "man", "king", "queen")
    assert app.dataframe[0].value["word"][0] == HOSTILE, "the best answer, which is a heading too"
    assert app.subheader[0].value == plain(HOSTILE)
    shown = (*app.markdown, *app.subheader, *app.caption)
    assert HOSTILE not in "\n".join(str(item.value) for item in shown)


def test_the_answers_can_be_downloaded_without_formulas_to_run(run_id, embedding, downloads):
    open_page("analogies.py", run=run_id, words="man king woman")
    titles, *rows = downloads["analogy.csv"]
    kinds = ("word", "score", "count")
    assert titles == [f"{name} {kind}" for name in ("3CosAdd", "3CosMul") for kind in kinds]
    for column, formula in ((0, "3cosadd"), (3, "3cosmul")):
        found = analogy(embedding, "man", "king", "woman", formula=formula)
        words = ["'=1+1" if answer.word == "=1+1" else answer.word for answer in found]
        assert [row[column] for row in rows] == words
        assert "'=1+1" in words
        scores = [answer.score for answer in found]
        assert [float(row[column + 1]) for row in rows] == pytest.approx(scores, abs=1e-6)
        assert [int(row[column + 2]) for row in rows] == [answer.count for answer in found]


def test_the_arrows_are_compared_only_where_both_have_a_length(run_id):
    app = typed(open_page("analogies.py", run=run_id), "man", "king", "woman")
    assert "cosine between the two arrows is 1.00" in captions(app)
    app = typed(app, "man", "man", "woman")
    assert "The plane that shows these four vectors best" in captions(app)
    assert "two arrows" not in captions(app)


def test_a_run_of_three_words_has_no_answer_and_no_error(folder):
    three = Embedding(["man", "king", "woman"], [[1, 0], [0, 1], [1, 1]])
    app = open_page("analogies.py", run=made_runs.keep(folder, OWNER, three))
    assert "none is left to answer with" in texts(app)


def test_a_foreign_run_is_not_shown(run_id):
    app = open_page("analogies.py", owner="stranger-1", run=run_id)
    assert not app.dataframe
    assert app.warning


def test_the_picture_has_four_corners_and_the_place_expected():
    figure = parallelogram_figure(
        ["a", "<b>", "c", "d"], np.arange(8).reshape(4, 2), [9, 9], view="x"
    )
    traces = json.loads(to_json(figure))["data"]
    corners, cross = traces[-2:]
    assert corners["text"] == ["a", "&lt;b&gt;", "c", "d"]
    assert corners["x"] == [0, 2, 4, 6]
    assert (cross["x"], cross["y"]) == ([9], [9])
    assert cross["name"] == "&lt;b&gt; − a + c"
    assert [trace["line"]["dash"] for trace in traces[:4]] == ["solid", "solid", "dot", "dot"]
