"""The most frequent words of a model that still trains, as a map whose frame never moves."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import ACCENT, OTHERS, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LABELS = 40


def settling_map(
    words: Sequence[str],
    points: ArrayLike,
    watched: Collection[str],
    view: str,
    limit: float | None = None,
) -> "Figure":
    """Words as points, scaled so that the farthest touches the frame; watched ones stand out.

    Args:
        words: V words, most frequent first.
        points: (V, 2), turned onto those of the picture before.
        watched: words to mark.
        view: names the run; another name shows the whole again.
        limit: what touches the frame; None: the farthest of these points.
    """
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    places = places / (limit or np.abs(places).max(initial=0.0) or 1.0)
    chosen = np.array([word in watched for word in words], dtype=np.bool_)
    fixed = {"showticklabels": False, "zeroline": False, "range": [-1.1, 1.1]}
    return figure(
        [
            _points(words, places, ~chosen, {"color": OTHERS, "size": 5}, strong=False),
            _points(words, places, chosen, {"color": ACCENT, "size": 9}, strong=True),
        ],
        xaxis=axis("First axis", **fixed),
        yaxis=axis("Second axis", **fixed),
        margin={"l": 36, "r": 8, "t": 8, "b": 36},
        dragmode="pan",
        showlegend=False,
        uirevision=view,
    )


def _points(
    words: Sequence[str],
    places: np.ndarray,
    shown: np.ndarray,
    marker: dict[str, Any],
    strong: bool,
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": places[shown, 0],
        "y": places[shown, 1],
        "text": [label(word) for word, show in zip(words, shown, strict=True) if show],
        "marker": marker,
        "hovertemplate": "<b>%{text}</b><extra></extra>",
        "meta": {"labels": LABELS, "strong": strong},
    }
