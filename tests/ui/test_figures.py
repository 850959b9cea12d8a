import json

import numpy as np

from pages.shared import figures
from pages.shared.plot import to_json

HOSTILE = "<b>\u202ebad</b>"


def trace(figure, number=0):
    return json.loads(to_json(figure))["data"][number]


def numbers(packed):
    """A Plotly array, which may have been packed."""
    if isinstance(packed, dict):
        import base64

        return np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"]).tolist()
    return packed


def test_a_map_has_all_words_as_one_trace_in_their_order():
    colour = figures.Colour(np.array([0, -1, 1]), "Group", ("x", "y"))
    points = np.array([[0, 1], [2, 3], [4, 5]])
    figure = figures.map_figure(
        ["a", HOSTILE, "c"], points, [3, 2, 1], colour, axes=("one", "two"), view="svd"
    )
    cloud = trace(figure)
    assert cloud["text"] == ["a", "&lt;b&gt;bad&lt;/b&gt;", "c"]
    assert numbers(cloud["x"]) == [0, 2, 4]
    assert numbers(cloud["marker"]["color"]) == [0, -1, 1]
    names = [item.get("name") for item in json.loads(to_json(figure))["data"][1:]]
    assert names == ["x", "y", "other words"]


def test_each_category_is_coloured_by_its_own_step():
    colour = figures.Colour(np.array([-1, 0, 1]), "Group", ("x", "y"))
    figure = figures.map_figure(
        list("abc"), np.zeros((3, 2)), None, colour, axes=("", ""), view="svd"
    )
    marker = figure.data[0].marker
    for value, entry in zip((0, 1), figure.data[1:3], strict=True):
        place = (value - marker.cmin) / (marker.cmax - marker.cmin)
        shade = [shade for stop, shade in marker.colorscale if stop <= place][-1]
        assert shade == entry.marker.color


def test_marks_bring_the_ids_of_their_words():
    points = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])
    lines, others, chosen = figures.marks(["a", "b", "c"], points, [1, 2], chosen=0)
    assert lines["x"] == [0.0, 1.0, None, 0.0, 2.0, None]
    assert others["customdata"] == [1, 2]
    assert chosen["customdata"] == [0]
    assert json.dumps([lines, others, chosen])


def test_no_marks_without_words():
    assert figures.marks(["a"], np.zeros((1, 2)), []) == []


def test_zipf_keeps_first_and_last_rank_and_stays_small():
    counts = np.arange(50_000, 0, -1)
    line = trace(figures.zipf(counts), 1)
    ranks, shown = numbers(line["x"]), numbers(line["y"])
    assert (ranks[0], ranks[-1]) == (1, 50_000)
    assert (shown[0], shown[-1]) == (50_000, 1)
    assert len(ranks) <= 600


def test_zipf_of_nothing_is_an_empty_chart():
    assert numbers(trace(figures.zipf([]), 1)["x"]) == []


def test_a_heat_map_escapes_its_words_and_centres_a_diverging_scale():
    figure = figures.heat_map([[1.0, -3.0]], ["a"], [HOSTILE, HOSTILE], "PMI", diverging=True)
    cells, layout = figure.data[0], figure.layout
    assert (cells.zmin, cells.zmax) == (-3.0, 3.0)
    assert list(layout.xaxis.ticktext) == ["&lt;b&gt;bad&lt;/b&gt;"] * 2
    assert layout.yaxis.title.text


def test_a_heat_map_of_empty_cells_is_drawn():
    assert figures.heat_map([[np.nan]], ["a"], ["b"], "PMI", diverging=True).data[0].zmax == 1.0


def test_a_loss_curve_leaves_out_what_was_not_measured():
    curve = figures.Curve("run", [(0, None, 3.0), (10, 2.0, None), (20, 1.0, 2.5)])
    training, held_out = figures.loss_curve([curve]).data
    assert (list(training.x), list(training.y)) == ([10, 20], [2.0, 1.0])
    assert (list(held_out.x), list(held_out.y)) == ([0, 20], [3.0, 2.5])
