"""Two numbers of many pairs as a cloud of points, and the line where they are equal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import POINTS, TEXT, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def cloud(
    x: ArrayLike,
    y: ArrayLike,
    counts: ArrayLike,
    names: Sequence[str],
    *,
    axes: tuple[str, str],
    view: str,
) -> "Figure":
    """Points coloured by the logarithm of their counts; later ones lie on top.

    Args:
        x: (n,).
        y: (n,).
        counts: (n,) above zero.
        names: n texts for the hover.
        axes: names of x and y.
        view: names the data; another name shows the whole again.
    """
    across, up, seen = (np.asarray(values, dtype=np.float32) for values in (x, y, counts))
    points = {
        "type": "scattergl",
        "mode": "markers",
        "x": across,
        "y": up,
        "text": [label(name) for name in names],
        "customdata": seen,
        "marker": {"size": 4, "color": np.log10(seen), **_colours()},
        "hovertemplate": "<b>%{text}</b><br>%{customdata:.4~g} times<br>"
        "counts %{x:.2f}, model %{y:.2f}<extra></extra>",
        "showlegend": False,
    }
    ends = [float(across.min(initial=0)), float(across.max(initial=0))]
    return figure(
        [points, _line(ends)],
        xaxis=axis(axes[0], zeroline=False),
        yaxis=axis(axes[1], zeroline=False),
        uirevision=view,
    )


def _colours() -> dict[str, Any]:
    """The scale of the counts, and its legend."""
    bar = {
        "title": {"text": "Times seen", "side": "right"},
        "thickness": 10,
        "tickvals": [-1, 0, 1, 2, 3, 4, 5],
        "ticktext": ["0.1", "1", "10", "100", "1k", "10k", "100k"],
    }
    return {"colorscale": POINTS, "showscale": True, "colorbar": bar}


def _line(ends: list[float]) -> dict[str, Any]:
    """Where both numbers are equal."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": ends,
        "y": ends,
        "line": {"color": TEXT, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
        "showlegend": False,
    }
