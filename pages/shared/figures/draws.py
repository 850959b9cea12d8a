"""Draws beside what was expected of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import ACCENT, CATEGORIES, OTHERS, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def draws_figure(
    words: Sequence[str], shares: ArrayLike, noise: ArrayLike, drawn: ArrayLike, n_drawn: int
) -> "Figure":
    """Three marks a word: its share of the text, its probability as noise, its share of draws.

    Args:
        words: n words, perhaps not all.
        shares: (n,) of the text.
        noise: (n,) probability of a draw.
        drawn: (n,) counts of draws; none are shown while there were none.
        n_drawn: all draws, those of other words too.
    """
    counts = np.asarray(drawn, dtype=np.float64)
    found, spread = counts / max(n_drawn, 1), _spread(noise, n_drawn)
    names, places = [label(word) for word in words], np.arange(len(words))
    bars = [
        {"type": "bar", "x": places, "y": np.asarray(values), "name": name,
         "marker": {"color": colour}, "text": names, "textposition": "none",
         "hovertemplate": "<b>%{text}</b><br>%{y:.4f}<extra>" + name + "</extra>"}
        for name, values, colour in (
            ("Share of the text", shares, OTHERS),
            ("Probability as noise", noise, ACCENT),
        )
    ]  # fmt: skip
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": places + 0.2,
        "y": found,
        "error_y": {  # no share lies below zero
            "type": "data",
            "symmetric": False,
            "array": spread,
            "arrayminus": np.minimum(spread, found),
        },
        "text": [f"{name}: {int(count)}" for name, count in zip(names, counts, strict=True)],
        "name": "Share of the draws",
        "marker": {"color": CATEGORIES[4], "symbol": "diamond", "size": 10},
        "hovertemplate": "<b>%{text}</b> of the draws<br>%{y:.4f}<extra></extra>",
    }
    return figure(
        [*bars, marks] if n_drawn else bars,
        barmode="group",
        xaxis=axis("Word", tickvals=places, ticktext=names, showgrid=False, zeroline=False),
        yaxis=axis("Probability", rangemode="tozero"),
        margin={"l": 64, "r": 16, "t": 60, "b": 52},
    )


def _spread(noise: ArrayLike, n_drawn: int) -> np.ndarray:
    """Two standard deviations of a word's share among that many draws."""
    chance = np.asarray(noise, dtype=np.float64)
    return np.asarray(2 * np.sqrt(chance * (1 - chance) / max(n_drawn, 1)))
