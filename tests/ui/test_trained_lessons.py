"""Training in time and the bridge: the pages of "How it works" that show a run of one's own."""

import numpy as np
import pytest

from tests.ui.made_runs import keep
from tests.ui.toy_home import OWNER, ToyHome, open_page
from w2v_core.config import TextConfig
from w2v_core.embedding import Embedding
from w2v_core.lessons.bridge import Bridge
from w2v_core.lessons.film import Film
from w2v_core.runs.folder import load_embedding, load_record
from w2v_core.runs.snapshots import load_snapshots
from w2v_core.text import library
from w2v_core.text.corpus import build_corpus

TEXT = "the king rules the land\nthe queen rules the land\nthe dog eats the <b>bone</b>\n" * 60
pytestmark = pytest.mark.usefixtures("shared_home")


@pytest.fixture(scope="module")
def toys(folder):
    return ToyHome.at(folder)


@pytest.fixture(scope="module")
def corpus_id(toys):
    return toys.corpus(TEXT, "**Court**", tokenizer="whitespace")


@pytest.fixture(scope="module")
def run_id(toys, corpus_id):
    return toys.run(corpus_id, dim=4, epochs=30, sample=0.0)


def said(app):
    kinds = ("markdown", "caption", "info", "error")
    return "\n".join(str(item.value) for kind in kinds for item in app.get(kind))


def film_of(toys, run_id):
    folder = toys.workspace.run_folder(run_id)
    return Film.of(load_embedding(folder).words, load_snapshots(folder))


def test_each_frame_shows_the_neighbours_of_its_moment(toys, run_id):
    film = film_of(toys, run_id)
    assert len(film.frames) > 5
    app = open_page("in_time.py", run=run_id)
    app.selectbox(key="time_word").set_value("king").run()
    last = len(film.frames) - 1
    for number in (last, 0):
        app.query_params["frame"] = str(number + 1)
        app.run()
        table = app.dataframe[0].value
        found = film.neighbours(number, "king")
        assert table["Now"].tolist() == [word for word, _ in found]
        np.testing.assert_allclose(table["Cosine"], [cosine for _, cosine in found], atol=1e-6)
        assert f"After {film.frames[number].words_done:,} words" in said(app)


def test_an_analogy_of_ones_own_is_followed(toys, run_id):
    app = open_page("in_time.py", run=run_id)
    assert "Choose four words" in said(app)
    question = ("king", "rules", "dog", "eats")
    for part, word in zip("abcd", question, strict=True):
        app.selectbox(key=f"time_{part}").set_value(word).run()
    rank = film_of(toys, run_id).ranks(question)[-1]
    assert f"place {rank:,} of" in said(app)


def test_a_run_without_snapshots_is_told_how_to_have_some(folder):
    made = keep(folder, OWNER, Embedding(["a", "b"], np.eye(2), np.eye(2), [2, 1]))
    app = open_page("in_time.py", run=made)
    assert "No snapshots were kept" in said(app)
    assert [b.label for b in app.button][:1] == ["Train the toy world"]


def test_nothing_trained_yet_is_told():
    for page in ("in_time.py", "bridge.py"):
        app = open_page(page, owner="newcomer-1")
        assert "Nothing trained yet" in said(app)


def test_the_bridge_shows_the_numbers_of_the_core(toys, run_id):
    app = open_page("bridge.py", run=run_id)
    folder = toys.workspace.run_folder(run_id)
    record = load_record(folder)
    text = library.load(toys.workspace.corpus_folder(record.corpus.id))
    bridge = Bridge.of(text, load_embedding(folder), record.model)
    assert f"**{bridge.correlation():.3f}**" in said(app)
    worst = bridge.worst(10)
    table = app.dataframe[0].value
    np.testing.assert_allclose(table["Apart"], bridge.difference[worst])
    lines = app.dataframe[1].value
    assert len(lines) > 0
    beside = lines["before"] + " " + lines["after"]
    assert all(table["Context"][0] in line.split() for line in beside)
    assert "<b>" not in said(app)


def test_the_bridge_offers_a_run_that_has_one(toys, corpus_id):
    other = toys.run(corpus_id, dim=4, method="cbow-ns", name="Other")
    app = open_page("bridge.py", run=other)
    assert "The bridge is known for skip-gram" in said(app)
    assert "Train one without thinning" in [button.label for button in app.button]


def test_a_run_whose_text_is_gone_is_told(folder):
    words = build_corpus([TEXT], TextConfig()).vocabulary.words
    vectors = np.eye(len(words))
    made = keep(folder, OWNER, Embedding(words, vectors, vectors, range(len(words), 0, -1)))
    app = open_page("bridge.py", run=made)
    assert "cannot be read here" in said(app)
