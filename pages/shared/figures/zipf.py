"""Counts of words by rank, on two logarithmic axes: Zipf's law is a straight line down."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import ACCENT, FAINT, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_POINTS = 600


def zipf(counts: ArrayLike, words: Sequence[str] = ()) -> "Figure":
    """Rank against count, thinned evenly along the logarithmic axis.

    Args:
        counts: (V,) counts, most frequent word first.
        words: V words for the hover, or none.
    """
    by_rank = np.asarray(counts)
    n_ranks = len(by_rank)
    spaced = np.geomspace(1, max(n_ranks, 1), MOST_POINTS).round().astype(np.int64)
    ranks = np.unique(spaced)[: n_ranks or 0]
    shown = [label(words[rank - 1]) for rank in ranks] if len(words) else None
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": ranks,
        "y": by_rank[ranks - 1],
        "text": shown,
        "line": {"color": ACCENT, "width": 1.5},
        "marker": {"color": ACCENT, "size": 4},
        "name": "this text",
        "hovertemplate": ("<b>%{text}</b><br>" if shown else "")
        + "rank %{x:,}, %{y:,} times<extra></extra>",
    }
    law = {
        "type": "scatter",
        "mode": "lines",
        "x": ranks,
        "y": (by_rank[0] if n_ranks else 1) / ranks,
        "line": {"color": FAINT, "dash": "dash"},
        "name": "Zipf’s law: count ∝ 1 / rank",
        "hoverinfo": "skip",
    }
    return figure(
        [law, line],
        xaxis=axis("Rank of the word", type="log", dtick=1),
        yaxis=axis("Count", type="log", dtick=1),
        uirevision="zipf",
    )
