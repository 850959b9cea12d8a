"""Vectors of two tables in the plane, and the arrows of those that a step moved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pages.shared.figures.base import CATEGORIES, OTHERS, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

INPUT, OUTPUT = CATEGORIES[0], CATEGORIES[4]


def moves_figure(
    inputs: tuple[ArrayLike, ArrayLike],
    outputs: tuple[ArrayLike, ArrayLike],
    names: tuple[Sequence[str], Sequence[str]],
    touched: tuple[Sequence[int], Sequence[int]],
) -> "Figure":
    """Input vectors as circles, output vectors as diamonds; arrows from old to new.

    Args:
        inputs: W_in (V, 2) before and after.
        outputs: W_out (R, 2) before and after.
        names: of the rows of both tables.
        touched: rows of both tables that moved.
    """
    traces: list[dict[str, Any]] = []
    looks = (("Input", INPUT, "circle"), ("Output", OUTPUT, "diamond"))
    for (kind, colour, symbol), table, words, ids in zip(
        looks, (inputs, outputs), names, touched, strict=True
    ):
        before, after = (np.asarray(points, dtype=np.float64)[:, :2] for points in table)
        rest = [row for row in range(len(after)) if row not in set(ids)]
        traces.append(_arrows(before, after, ids, colour))
        traces.append(_points(after, words, rest, f"{kind}, at rest", OTHERS, symbol))
        traces.append(_points(after, words, ids, f"{kind}, moved", colour, symbol))
    zero = {"zeroline": True, "showgrid": False}
    return figure(
        traces,
        xaxis=axis("First number of a vector", **zero),
        yaxis=axis("Second number", scaleanchor="x", **zero),
        margin={"l": 56, "r": 8, "t": 56, "b": 48},
        dragmode="pan",
    )


def _arrows(
    before: NDArray[np.float64], after: NDArray[np.float64], ids: Sequence[int], colour: str
) -> dict[str, Any]:
    """One line with gaps; each piece ends in the head of an arrow."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row in ids:
        x += [float(before[row, 0]), float(after[row, 0]), None]
        y += [float(before[row, 1]), float(after[row, 1]), None]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": x,
        "y": y,
        "line": {"color": colour, "width": 2},
        "marker": {
            "symbol": "arrow",
            "size": [0, 13, 0] * len(ids),
            "angleref": "previous",
            "standoff": 5,
            "color": colour,
            "line": {"width": 0},
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _points(
    places: NDArray[np.float64],
    words: Sequence[str],
    ids: Sequence[int],
    name: str,
    colour: str,
    symbol: str,
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": places[ids, 0].tolist(),
        "y": places[ids, 1].tolist(),
        "text": [label(words[row]) for row in ids],
        "name": name,
        "marker": {"symbol": symbol, "color": colour, "size": 8},
        "hovertemplate": "<b>%{text}</b><br>(%{x:.3f}, %{y:.3f})<extra>" + name + "</extra>",
        "meta": {"labels": len(ids), "strong": "moved" in name},
    }
