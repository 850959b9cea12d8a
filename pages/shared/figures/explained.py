"""How much of the spread of all vectors each main axis keeps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pages.shared.figures.base import ACCENT, OTHERS, axis, figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def explained_bars(shares: Sequence[float], drawn: int) -> "Figure":
    """A bar for each axis, those that are drawn in the accent colour.

    Args:
        shares: of the spread, 0..1, that each axis keeps, falling.
        drawn: how many of them the map shows.
    """
    bars = {
        "type": "bar",
        "x": np.arange(1, len(shares) + 1),
        "y": np.asarray(shares),
        "customdata": np.cumsum(shares),
        "marker": {"color": [ACCENT if n < drawn else OTHERS for n in range(len(shares))]},
        "hovertemplate": "<b>Axis %{x}</b><br>keeps %{y:.1%}<br>with those before it "
        "%{customdata:.1%}<extra></extra>",
        "showlegend": False,
    }
    return figure(
        [bars],
        xaxis=axis("Axis", showgrid=False, dtick=1),
        yaxis=axis("Share of the spread", rangemode="tozero", tickformat=".0%"),
        uirevision="explained",
    )
