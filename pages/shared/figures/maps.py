"""Words as points of a map."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pages.shared.figures.base import CATEGORIES, OTHERS, POINTS, TEXT, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LABELS = 90  # words written on the map at a time


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """What the colour of a point means.

    Attributes:
        values: (V,) positive numbers, coloured by their logarithm; for categories their places
            in `names`, -1: none of them.
        title: what it is, with its unit.
        names: names of the categories; empty for numbers.
        linear: numbers from 0 to 1, coloured as they are; NaN: not known.
    """

    values: NDArray[Any]
    title: str
    names: tuple[str, ...] = ()
    linear: bool = False


def map_figure(
    words: Sequence[str],
    points: ArrayLike,
    counts: ArrayLike | None,
    colour: Colour,
    *,
    axes: Sequence[str],
    view: str,
) -> "Figure":
    """All words as points; point i of trace 0 is word i.

    Args:
        words: V words, most frequent first: the order in which labels are given.
        points: (V, 2).
        counts: (V,) for the hover, or None.
        colour: of the points.
        axes: names of the axes.
        view: names the map; another name shows it whole again.
    """
    x, y = np.asarray(points, dtype=np.float32).T
    cloud = {
        "type": "scattergl",
        "mode": "markers",
        "x": x,
        "y": y,
        "text": np.array([label(word) for word in words], dtype=object),
        "customdata": None if counts is None else np.asarray(counts),
        "marker": {"size": point_size(len(words)), "opacity": 0.85} | marker(colour),
        "hovertemplate": hover(counts is not None),
        "showlegend": False,
        "meta": {"labels": LABELS},
    }
    ranges = first_view(x, y)
    lone = {"showgrid": False, "zeroline": False, "showticklabels": False}
    return figure(
        [cloud, *legend(colour)],
        xaxis=axis(axes[0], **lone, **ranges[0]),
        yaxis=axis(axes[1], scaleanchor="x", **lone, **ranges[1]),
        margin={"l": 36, "r": 8, "t": 30, "b": 36},
        dragmode="pan",
        uirevision=view,
    )


def hover(counted: bool) -> str:
    """What a point says: its word, and how often it occurs where that is known."""
    times = "<br>%{customdata:,} times" if counted else ""
    return f"<b>%{{text}}</b>{times}<extra></extra>"


def first_view(x: NDArray[Any], y: NDArray[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The ranges that a map begins with: all of it, or, where a few points lie far out, the rest.

    Far out is what lies further from the middle 99 % of the points than these are wide.
    """
    found: list[dict[str, Any]] = []
    for values in (x, y):
        low, high = np.quantile(values, (0.005, 0.995)) if len(values) else (0.0, 0.0)
        width = float(high - low)
        far = width > 0 and (values.min() < low - width or values.max() > high + width)
        margin = 0.15 * width
        found.append({"range": [float(low - margin), float(high + margin)]} if far else {})
    if any(found) and not all(found):  # both axes have one scale
        for ends, values in zip(found, (x, y), strict=True):
            ends.setdefault("range", [float(values.min()), float(values.max())])
    return found[0], found[1]


def marks(
    words: Sequence[str], points: ArrayLike, ids: Sequence[int], *, chosen: int | None = None
) -> list[dict[str, Any]]:
    """Marked words as traces on top of a map: rings with labels, lines from the chosen word.

    A click on one gives the word's id as customdata.

    Args:
        words: all V words.
        points: (V, 2).
        ids: the words to mark.
        chosen: the id of the word from which lines lead to the others.
    """
    places = np.asarray(points, dtype=np.float64)
    traces = []
    if chosen is not None and len(ids):
        traces.append(_lines(places, chosen, ids))
    shown = [id for id in ids if id != chosen] + ([] if chosen is None else [chosen])
    for group, strong in ((shown[: len(shown) - (chosen is not None)], False), (shown[-1:], True)):
        if not group or (strong and chosen is None):
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": places[group, 0].tolist(),
                "y": places[group, 1].tolist(),
                "text": [label(words[id]) for id in group],
                "customdata": [int(id) for id in group],
                "marker": {
                    "size": 15 if strong else 10,
                    "color": "rgba(0,0,0,0)",
                    "line": {"color": TEXT, "width": 3 if strong else 1.5},
                },
                "hovertemplate": "<b>%{text}</b><extra></extra>",
                "showlegend": False,
                "meta": {"labels": len(group), "strong": strong},
            }
        )
    return traces


def point_size(n_words: int) -> float:
    """Pixels across: small where there are many."""
    return float(np.clip(14 - 2.2 * np.log10(max(n_words, 1)), 2.5, 9))


def _lines(places: NDArray[np.float64], chosen: int, ids: Sequence[int]) -> dict[str, Any]:
    """A line from the chosen word to each other, as one trace with gaps."""
    x: list[float | None] = []
    y: list[float | None] = []
    for id in ids:
        x += [places[chosen, 0], places[id, 0], None]
        y += [places[chosen, 1], places[id, 1], None]
    line = {"color": TEXT, "width": 0.8}
    common = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    return {**common, "x": x, "y": y, "line": line, "opacity": 0.5}


def marker(colour: Colour) -> dict[str, Any]:
    """Colours of all points as one small array of numbers."""
    if colour.linear:
        bar = {"title": {"text": label(colour.title), "side": "right"}, "thickness": 10, "len": 0.7}
        look = {"colorscale": POINTS, "cmin": 0, "cmax": 1, "showscale": True, "colorbar": bar}
        return {"color": np.asarray(colour.values, dtype=np.float32), **look}
    if not colour.names:
        bar = {
            "title": {"text": label(colour.title), "side": "right"},
            "thickness": 10,
            "len": 0.7,
            "tickvals": list(range(10)),
            "ticktext": ["1", "10", "100", "1k", "10k", "100k", "1M", "10M", "100M", "1G"],
        }
        values = np.log10(np.maximum(colour.values, 1)).astype(np.float32)
        return {"color": values, "colorscale": POINTS, "showscale": True, "colorbar": bar}
    shades = (OTHERS, *_shades(colour))
    steps = [[(n + end) / len(shades), shade] for n, shade in enumerate(shades) for end in (0, 1)]
    values = np.asarray(colour.values, dtype=np.int8)
    return {
        "color": values,
        "colorscale": steps,
        "cmin": -1.5,
        "cmax": len(shades) - 1.5,
        "showscale": False,
    }


def legend(colour: Colour) -> list[dict[str, Any]]:
    """A trace without points for each category; the points themselves are one trace."""
    present = set(np.unique(colour.values).tolist()) if colour.names else set()
    entries = [
        (label(name), shade)
        for n, (name, shade) in enumerate(zip(colour.names, _shades(colour), strict=True))
        if n in present
    ]
    if -1 in present:
        entries.append(("other words", OTHERS))
    return [
        {
            "type": "scattergl",
            "mode": "markers",
            "x": [None],
            "y": [None],
            "name": name,
            "marker": {"color": shade, "size": 9},
            "hoverinfo": "skip",
        }
        for name, shade in entries
    ]


def _shades(colour: Colour) -> list[str]:
    return [CATEGORIES[n % len(CATEGORIES)] for n in range(len(colour.names))]
