"""Two maps of the same words side by side; to hover over a word on one marks it on both."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import CATEGORIES, OTHERS, axis, figure
from pages.shared.figures.maps import point_size
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def twin_maps(
    words: Sequence[str],
    points: tuple[ArrayLike, ArrayLike],
    changed: Sequence[int],
    names: tuple[str, str],
    view: str,
) -> "Figure":
    """Both maps in one figure; point i of trace 0 and of trace 1 is word i.

    Args:
        words: those that both runs have.
        points: (V, 2) of each run, the second laid on the first.
        changed: places of the words to be drawn in another colour.
        names: of the runs.
        view: names what is shown; another name shows it whole again.
    """
    texts = np.array([label(word) for word in words], dtype=object)
    colours = np.full(len(words), OTHERS, dtype=object)
    colours[list(changed)] = CATEGORIES[4]
    traces = [_cloud(texts, points[n], colours, "" if n == 0 else "2") for n in (0, 1)]
    lone = {"showgrid": False, "zeroline": False, "showticklabels": False}
    return figure(
        traces,
        xaxis=axis(label(names[0]), domain=[0, 0.49], **lone),
        yaxis=axis("", scaleanchor="x", **lone),
        xaxis2=axis(label(names[1]), domain=[0.51, 1], anchor="y2", **lone),
        yaxis2=axis("", scaleanchor="x2", anchor="x2", **lone),
        margin={"l": 8, "r": 8, "t": 8, "b": 40},
        dragmode="pan",
        uirevision=view,
        meta={"twins": True},
    )


def _cloud(texts: Any, points: ArrayLike, colours: Any, place: str) -> dict[str, Any]:
    x, y = np.asarray(points, dtype=np.float32).T
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "text": texts,
        "xaxis": f"x{place}",
        "yaxis": f"y{place}",
        "marker": {"size": point_size(len(texts)), "opacity": 0.85, "color": colours},
        "hovertemplate": "<b>%{text}</b><extra></extra>",
        "showlegend": False,
    }
