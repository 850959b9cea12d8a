"""Words as points of a map that can be turned."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import TEXT, figure
from pages.shared.figures.maps import Colour, hover, legend, marker
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMED = 15  # most frequent words whose names stand beside their points
MARKED = 5  # marked words with names, the chosen one first; the others say theirs when pointed at
NOWHERE = {"type": "scatter3d", "x": [None], "y": [None], "z": [None]}  # or there were flat axes


def map_figure_3d(
    words: Sequence[str],
    points: ArrayLike,
    counts: ArrayLike | None,
    colour: Colour,
    *,
    axes: Sequence[str],
    view: str,
) -> "Figure":
    """All words as points in space; point i of trace 0 is word i. As `map_figure` otherwise."""
    places = np.asarray(points, dtype=np.float32)
    texts = np.array([label(word) for word in words], dtype=object)
    cloud = {
        **_at(places),
        "mode": "markers",
        "text": texts,
        "customdata": None if counts is None else np.asarray(counts),
        "marker": {"size": 3 if len(words) > 2_000 else 5, "opacity": 0.8} | marker(colour),
        "hovertemplate": hover(counts is not None),
        "showlegend": False,
    }
    names = {
        **_at(places[:NAMED]),
        "mode": "text",
        "text": texts[:NAMED],
        "textfont": {"color": TEXT, "size": 11},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    bare = {"showgrid": False, "showticklabels": False, "zeroline": False, "showbackground": False}
    sides = {
        f"{side}axis": {**bare, "title": {"text": name, "font": {"size": 11}}}
        for side, name in zip("xyz", axes, strict=True)
    }
    return figure(
        [cloud, names, *(entry | NOWHERE for entry in legend(colour))],
        scene={**sides, "aspectmode": "cube", "dragmode": "orbit"},
        margin={"l": 0, "r": 0, "t": 30, "b": 0},
        uirevision=view,
    )


def marks_3d(
    words: Sequence[str], points: ArrayLike, ids: Sequence[int], *, chosen: int | None = None
) -> list[dict[str, Any]]:
    """Marked words with their names, lines from the chosen one; as `marks` on a flat map."""
    places = np.asarray(points, dtype=np.float64)
    shown = [*([] if chosen is None else [chosen]), *(id for id in ids if id != chosen)]
    if not shown:
        return []
    named = {
        **{side: places[shown, n].tolist() for n, side in enumerate("xyz")},
        "type": "scatter3d",
        "mode": "markers+text",
        "text": [label(words[id]) if n < MARKED else "" for n, id in enumerate(shown)],
        "hovertext": [label(words[id]) for id in shown],
        "customdata": [int(id) for id in shown],
        "textposition": "top center",
        "textfont": {"color": TEXT, "size": 13},
        "marker": {"size": 6, "color": TEXT, "symbol": "circle-open"},
        "hovertemplate": "<b>%{hovertext}</b><extra></extra>",
        "showlegend": False,
    }
    if chosen is None:
        return [named]
    lines: dict[str, list[float | None]] = {side: [] for side in "xyz"}
    for id in shown[1:]:
        for n, side in enumerate("xyz"):
            lines[side] += [float(places[chosen, n]), float(places[id, n]), None]
    look = {"mode": "lines", "line": {"color": TEXT, "width": 2}, "opacity": 0.6}
    return [{"type": "scatter3d", **lines, **look, "hoverinfo": "skip", "showlegend": False}, named]


def _at(places: np.ndarray) -> dict[str, Any]:
    x, y, z = places.T
    return {"type": "scatter3d", "x": x, "y": y, "z": z}
