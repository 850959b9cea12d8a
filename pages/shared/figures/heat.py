"""A matrix of words against words as coloured cells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import DIVERGING, SEQUENCE, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_NAMED = 100  # words a side that are all written


def heat_map(  # noqa: PLR0913
    matrix: ArrayLike,
    row_words: Sequence[str],
    column_words: Sequence[str],
    measure: str,
    *,
    diverging: bool = False,
    number_format: str = ".3~g",
    row_title: str = "Word",
    column_title: str = "Neighbour",
) -> "Figure":
    """Cells (rows, columns) by colour; a click gives (row, column).

    Args:
        matrix: (R, C) values; NaN cells stay empty.
        row_words: R words, from the top.
        column_words: C words.
        measure: what the colour means, with its unit.
        diverging: colours part at zero, alike to both sides.
        number_format: d3 format of the values.
        row_title: what the rows are.
        column_title: what the columns are.
    """
    values = np.asarray(matrix, dtype=np.float64)
    rows, columns = ([label(word) for word in words] for words in (row_words, column_words))
    cells = {
        "type": "heatmap",
        "z": values,
        "x": np.arange(len(columns)),
        "y": np.arange(len(rows)),
        "text": [[f"{row} · {column}" for column in columns] for row in rows],
        "hovertemplate": f"<b>%{{text}}</b><br>{label(measure)} %{{z:{number_format}}}"
        "<extra></extra>",
        "colorbar": {"title": {"text": label(measure), "side": "right"}, "thickness": 12},
        "xgap": 1,
        "ygap": 1,
        **_colours(values, diverging),
    }
    return figure(
        [cells],
        xaxis=_word_axis(column_title, columns, side="top", tickangle=-60),
        yaxis=_word_axis(row_title, rows, autorange="reversed"),
        margin={"l": 90, "r": 16, "t": 90, "b": 16},
        uirevision="heat",
    )


def _word_axis(title: str, labels: list[str], **more: Any) -> dict[str, Any]:
    """Words by place: two words that look alike stay two rows; of many not all are written."""
    step = named_each(len(labels))
    places = np.arange(0, len(labels), step)
    names = labels[::step]
    return axis(title, tickvals=places, ticktext=names, showgrid=False, zeroline=False, **more)


def named_each(n: int) -> int:
    """How far apart the words are that are written beside n rows: drawing texts takes longest.

    >>> named_each(100), named_each(200)
    (1, 4)
    """
    return 1 if n <= MOST_NAMED else -(-n // (MOST_NAMED // 2))


def _colours(values: np.ndarray, diverging: bool) -> dict[str, Any]:
    if not diverging:
        return {"colorscale": SEQUENCE}
    largest = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    return {"colorscale": DIVERGING, "zmin": -largest, "zmax": largest}
