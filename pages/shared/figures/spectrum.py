"""Singular values, and how much of a table the first of them keep."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import ACCENT, OTHERS, axis, figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def spectrum(values: ArrayLike, explained: ArrayLike, kept: int) -> "Figure":
    """A bar for each singular value, those of the rank that is kept in the accent colour.

    Args:
        values: (k,) singular values, falling.
        explained: (k,) share of the squared table that rank 1 .. k keeps.
        kept: how many are kept.
    """
    heights = np.asarray(values, dtype=np.float64)
    ranks = np.arange(1, len(heights) + 1)
    shares = np.asarray(explained, dtype=np.float64)
    traces = [
        {
            "type": "bar",
            "x": ranks[part],
            "y": heights[part],
            "customdata": shares[part],
            "name": name,
            "marker": {"color": colour},
            "hovertemplate": "<b>No. %{x}</b><br>%{y:,.4~g}<br>rank %{x} keeps %{customdata:.1%}"
            "<extra></extra>",
        }
        for name, part, colour in (
            ("Kept", slice(kept), ACCENT),
            ("Left out", slice(kept, None), OTHERS),
        )
    ]
    return figure(
        traces,
        barmode="overlay",
        xaxis=axis("Number", showgrid=False, rangemode="tozero"),
        yaxis=axis("Singular value", rangemode="tozero"),
        uirevision="spectrum",
    )
