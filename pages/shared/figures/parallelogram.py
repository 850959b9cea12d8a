"""An analogy as a parallelogram: two arrows that should be alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import ACCENT, OTHERS, TEXT, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

EDGES = ((0, 1, "solid"), (2, 3, "solid"), (0, 2, "dot"), (1, 3, "dot"))  # a-b, c-d, a-c, b-d


def parallelogram_figure(
    words: Sequence[str], points: ArrayLike, target: ArrayLike, *, view: str
) -> "Figure":
    """Four words, the sides between them, and the place where the fourth was expected.

    Args:
        words: a, b, c and the answer d.
        points: (4, 2) their places.
        target: (2,) place of b - a + c.
        view: names the picture; another name shows it whole again.
    """
    x, y = np.asarray(points, dtype=np.float64).T
    names = [label(word) for word in words]
    sides = [_side(x[[i, j]], y[[i, j]], dash) for i, j, dash in EDGES]
    corners = {
        "type": "scatter",
        "mode": "markers+text",
        "x": x.tolist(),
        "y": y.tolist(),
        "text": names,
        "textposition": ["bottom center", "top center"] * 2,
        "textfont": {"size": 15},
        "cliponaxis": False,
        "marker": {"size": 10, "color": ACCENT},
        "hovertemplate": "<b>%{text}</b><extra></extra>",
        "showlegend": False,
    }
    place = np.asarray(target, dtype=np.float64).tolist()
    expected = {
        "type": "scatter",
        "mode": "markers",
        "x": place[:1],
        "y": place[1:],
        "name": f"{names[1]} − {names[0]} + {names[2]}",
        "marker": {"size": 12, "symbol": "x-thin", "line": {"color": TEXT, "width": 2}},
        "hovertemplate": "%{fullData.name}<extra></extra>",
    }
    lone = {"showgrid": False, "zeroline": False, "showticklabels": False}
    return figure(
        [*sides, corners, expected],
        xaxis=axis("First axis of the plane", **lone),
        yaxis=axis("Second axis of the plane", scaleanchor="x", **lone),
        margin={"l": 48, "r": 48, "t": 40, "b": 48},
        uirevision=view,
    )


def _side(x: np.ndarray, y: np.ndarray, dash: str) -> dict[str, Any]:
    """One side; the two that the analogy is about are drawn through."""
    strong = dash == "solid"
    return {
        "type": "scatter",
        "mode": "lines+markers" if strong else "lines",
        "x": x.tolist(),
        "y": y.tolist(),
        "line": {"color": ACCENT if strong else OTHERS, "width": 2 if strong else 1, "dash": dash},
        "marker": {"symbol": "arrow", "size": [0, 14], "angleref": "previous", "standoff": 6},
        "hoverinfo": "skip",
        "showlegend": False,
    }
