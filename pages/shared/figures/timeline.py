"""A number over the time of a training, and a line at one moment of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pages.shared.figures.base import ACCENT, CATEGORIES, axis, figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def timeline(
    words_done: Sequence[int],
    values: Sequence[float | None],
    title: str,
    moment: int,
    *,
    ranks: bool = False,
) -> "Figure":
    """A line through the values at each moment.

    Args:
        words_done: corpus words passed at each moment; drawn by their logarithm, for early on
            much happens in few words.
        values: at each moment, None where unknown.
        title: of the values, with their unit.
        moment: the place of the moment that is marked.
        ranks: whether they are places, of which 1 is the best and drawn highest.
    """
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(words_done),
        "y": list(values),
        "line": {"color": CATEGORIES[0], "width": 2},
        "marker": {"size": 5},
        "hovertemplate": "%{y:.4~g} after %{x:,} words<extra></extra>",
        "showlegend": False,
    }
    up = {"type": "log", "autorange": "reversed", "dtick": 1} if ranks else {}
    at = words_done[moment]
    return figure(
        [line],
        xaxis=axis("Words passed", type="log", tickformat="~s", nticks=6),
        yaxis=axis(title, **up),
        margin={"l": 56, "r": 8, "t": 6, "b": 36},
        shapes=[
            {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper",
             "line": {"color": ACCENT, "width": 2, "dash": "dot"}},
        ],
        uirevision=title,
    )  # fmt: skip
