"""The Map page: ways to lay out, to colour, to mark, and what stands in the address."""

import numpy as np
import pytest

from pages.shared import figures, map_points, maps
from pages.shared.figures.maps import first_view
from tests.ui.made_runs import keep
from tests.ui.toy_home import OWNER, ToyHome, open_page
from w2v_core.embedding import Embedding
from w2v_core.jobs.lists import keep_list
from w2v_core.projections.trust import trust
from w2v_core.text.toy_world import toy_world

pytestmark = pytest.mark.usefixtures("shared_home")


@pytest.fixture(scope="module")
def toys(folder):
    return ToyHome.at(folder)


@pytest.fixture(scope="module")
def run_id(toys):
    return toys.run(toys.corpus(toy_world(8_000)))


@pytest.fixture
def drawn(monkeypatch):
    """The figures that are made, with their points and colours."""
    made = []
    for name in ("map_figure", "map_figure_3d"):
        draw = getattr(figures, name)

        def noted(words, points, counts, colour, *, draw=draw, **options):
            made.append((np.asarray(points), colour, options))
            return draw(words, points, counts, colour, **options)

        monkeypatch.setattr(figures, name, noted)
    return made


def said(app):
    return " ".join(caption.value for caption in app.caption)


def test_the_address_names_layout_axes_colour_and_word(run_id, drawn):
    view = {"map_dims": "3-D", "map_colour": "Cluster", "map_groups": "4", "word": "king"}
    app = open_page("map.py", run=run_id, **view)
    points, colour, _ = drawn[-1]
    assert points.shape[1] == 3
    assert len(colour.names) == 4 and set(colour.values.tolist()) == {0, 1, 2, 3}
    assert "#### king" in [text.value for text in app.markdown]
    assert "These 3 axes keep" in said(app)


def test_colours_of_trust_are_shares_of_true_neighbours(run_id, drawn, toys):
    app = open_page("map.py", run=run_id, map_colour="Trust")
    points, colour, _ = drawn[-1]
    from w2v_core.runs.folder import load_embedding

    vectors = load_embedding(toys.workspace.run_folder(run_id)).W_in
    assert colour.linear and colour.values.tolist() == trust(vectors, points).tolist()
    assert "nearest points here" in said(app)


def test_axes_from_word_pairs_and_a_pair_that_is_none(run_id, drawn):
    app = open_page("map.py", run=run_id, map_method="Word pairs")
    app.text_input(key="axis_x").set_value("dog puppy, cat kitten").run()
    assert not app.exception
    assert drawn[-1][2]["axes"][0] == "dog → puppy, cat → kitten"
    assert np.abs(drawn[-1][0]).max() <= 1
    app.text_input(key="axis_x").set_value("dog").run()
    assert not app.exception
    assert "is not two words" in app.error[0].value
    app.text_input(key="axis_x").set_value("dog zzzz").run()
    assert "zzzz" in app.error[0].value


def test_the_card_shows_lines_of_the_text(run_id):
    app = open_page("map.py", run=run_id, word="king")
    assert said(app).count("**king**") == 3


def test_a_run_without_counts_or_text_still_has_its_map(folder):
    words = [f"w{n}" for n in range(12)]
    id = keep(folder, OWNER, Embedding(words, np.random.default_rng(0).random((12, 5))))
    app = open_page("map.py", run=id, word="w3")
    assert app.segmented_control(key="map_colour").options == ["Cluster", "Trust", "None"]
    assert "#### w3" in [text.value for text in app.markdown]


def test_marked_words_become_a_list(run_id):
    app = open_page("map.py", run=run_id)
    app.session_state["map_marked"] = (run_id, np.array([3, 5, 8]))
    app.run()
    assert not app.exception
    assert "**3 words marked**" in [text.value for text in app.markdown]
    app.session_state["map_marked"] = ("another run", np.array([3]))
    app.run()
    assert not [text for text in app.markdown if "marked" in text.value]


def test_a_list_that_was_kept_is_marked(run_id, toys):
    keep_list(toys.workspace, "Court", ["king", "queen", "not in this run"])
    app = open_page("map.py", run=run_id)
    app.selectbox(key="map_pick").set_value("Court").run()
    assert not app.exception
    assert "**2 words marked**" in [text.value for text in app.markdown]
    app.button(key="map_clear").click().run()
    assert not [text for text in app.markdown if "marked" in text.value]


def test_more_words_than_can_be_drawn_are_told():
    many = np.zeros((20_001, 3), np.float32)
    shown = maps.shown("svd", many, ("a", "b", "c"), "Rest.")
    assert len(shown.points) == 20_000
    assert shown.hides.startswith("The 20,000 most frequent of 20,001 words are drawn.")
    assert len(maps.shown("svd", many, ("a", "b"), "").points) == 20_001


def test_words_far_out_do_not_press_the_others_together():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((2, 1_000))
    assert first_view(x, y) == ({}, {})
    x[7] = 500.0
    first, second = first_view(x, y)
    assert -5 < first["range"][0] < first["range"][1] < 5
    assert second["range"] == [y.min(), y.max()]


def test_marks_in_space_bring_ids_and_lines():
    points = np.arange(9.0).reshape(3, 3)
    lines, named = figures.marks_3d(["a", "<b>", "c"], points, [1, 2], chosen=0)
    assert named["customdata"] == [0, 1, 2] and named["text"][1] == "&lt;b&gt;"
    assert lines["z"] == [2.0, 5.0, None, 2.0, 8.0, None]
    assert figures.marks_3d(["a"], np.zeros((1, 3)), []) == []


def test_no_legend_brings_flat_axes_into_space():
    colour = figures.Colour(np.array([0, 1]), "Group", ("x", "y"))
    figure = figures.map_figure_3d(
        ["a", "b"], np.eye(2, 3), None, colour, axes=("1", "2", "3"), view="v"
    )
    assert {trace.type for trace in figure.data} == {"scatter3d"}


def test_trust_beyond_the_most_frequent_words_is_not_known(monkeypatch, run_id):
    monkeypatch.setattr(map_points, "MOST_TRUSTED", 50)
    points = np.random.default_rng(0).random((80, 2)).astype(np.float32)
    shares = map_points.trusted(OWNER, run_id, "some map", points)
    assert np.isfinite(shares[:50]).all() and np.isnan(shares[50:]).all()
