"""Methods against each other: what they take and give, and how they grow with the text."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pages.shared.figures.base import CATEGORIES, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "star")


def take_and_give(rows: Sequence[tuple[str, float, float]]) -> "Figure":
    """A point a method: seconds of training, and held-out rank; further up and left is better.

    Args:
        rows: name, seconds, pair MRR.
    """
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [seconds],
            "y": [rank],
            "name": label(name),
            "marker": {"size": 13, "color": CATEGORIES[n], "symbol": SYMBOLS[n]},
            "hovertemplate": "%{y:.4f} after %{x:.2f} s<extra>" + label(name) + "</extra>",
        }
        for n, (name, seconds, rank) in enumerate(rows)
    ]
    return figure(
        traces,
        xaxis=axis("Seconds of training", type="log"),
        yaxis=axis("Held-out rank (pair MRR)", rangemode="tozero"),
        margin={"l": 64, "r": 16, "t": 70, "b": 52},
        uirevision="tradeoffs",
    )


def growth(curves: Mapping[str, Sequence[tuple[int, float]]]) -> "Figure":
    """A line a method: held-out rank by words of text.

    Args:
        curves: by name, (words, pair MRR).
    """
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [words for words, _ in points],
            "y": [rank for _, rank in points],
            "name": label(name),
            "line": {"color": CATEGORIES[n]},
            "marker": {"size": 8, "symbol": SYMBOLS[n]},
            "hovertemplate": "%{y:.4f} on %{x:,} words<extra>" + label(name) + "</extra>",
        }
        for n, (name, points) in enumerate(curves.items())
    ]
    return figure(
        traces,
        xaxis=axis("Words of text", rangemode="tozero", tickformat="~s"),
        yaxis=axis("Held-out rank (pair MRR)", rangemode="tozero"),
        uirevision="growth",
    )
