"""Which words keep company, as a heat map that tells the counts too."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.heat import heat_map
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_WITH_GAPS = 50  # words a side with lines between the cells
UNSEEN = "\u200b"  # a space of no width


def company_map(
    values: ArrayLike, counts: ArrayLike, words: Sequence[str], measure: str, *, view: str
) -> "Figure":
    """Words against words; the hover tells both, the value and the plain count.

    Args:
        values: (n, n) what the colour shows; NaN for none.
        counts: (n, n) how often the pair was seen; fractions where distance weighs.
        words: n words, in the order of rows and columns.
        measure: what the values are, with their unit.
        view: names the words shown; another name shows the map whole again.
    """
    shown = np.asarray(values, dtype=np.float64)
    figure = heat_map(shown, words, words, measure, diverging=bool((shown < 0).any()))
    figure.update_traces(
        customdata=told(shown, np.asarray(counts), measure),
        hovertemplate="<b>%{text}</b><br>%{customdata}<extra></extra>",
    )
    # As categories, words give way to each other where there is no room for all.
    places = distinct([label(word) for word in words])
    gap = 1 if len(words) <= MOST_WITH_GAPS else 0
    figure.update_traces(x=places, y=places, xgap=gap, ygap=gap)
    thinned = {"type": "category", "tickmode": "auto", "tickvals": None, "ticktext": None}
    figure.update_xaxes(thinned)
    figure.update_yaxes(thinned)
    figure.update_layout(uirevision=view)
    return figure


def told(values: np.ndarray, counts: np.ndarray, measure: str) -> list[list[str]]:
    """What each cell (n, n) tells below its words: how often they meet, and its value.

    >>> told(np.array([[0.5, np.nan]]), np.array([[1_000, 0]]), "PPMI")
    [['together 1,000 times<br>PPMI 0.500', 'never together']]
    """
    number = ",.0f" if np.array_equal(counts, np.round(counts)) else ",.2f"
    is_count = np.array_equal(values, counts)

    def of(value: float, count: float) -> str:
        if not count:
            return "never together"
        met = f"together {format(count, number)} times"
        return met if is_count else f"{met}<br>{label(measure)} {value:.3f}"

    return [
        [of(*cell) for cell in zip(*row, strict=True)]
        for row in zip(values.tolist(), counts.tolist(), strict=True)
    ]


def distinct(labels: Sequence[str]) -> list[str]:
    r"""The labels, those that come again told apart by something unseen.

    >>> distinct(["oil", "gas", "oil"])
    ['oil', 'gas', 'oil\u200b']
    """
    return [name + UNSEEN * labels[:n].count(name) for n, name in enumerate(labels)]
