"""One-hot rows, and the rows of a table that they pick."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import FAINT, TEXT, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PALE = "rgba(0,114,178,.5)"  # text is read on it, dark or light


def one_hot_rows(rows: ArrayLike, names: Sequence[str], words: Sequence[str]) -> "Figure":
    """Rows of 0 and 1, each number written in its cell.

    Args:
        rows: (n, V).
        names: n words, one a row.
        words: V words, one a column.
    """
    values = np.asarray(rows, dtype=np.int64)
    cells = {
        "type": "heatmap",
        "z": values,
        "x": np.arange(values.shape[1]),
        "y": np.arange(values.shape[0]),
        "text": values.astype(str),
        "texttemplate": "%{text}",
        "textfont": {"color": TEXT},
        "colorscale": [[0, "rgba(0,0,0,0)"], [1, PALE]],
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
    }
    return figure(
        [cells],
        xaxis=_words("", words, side="top", tickangle=-60, ticklabeloverflow="allow"),
        yaxis=_words("", names, autorange="reversed"),
        margin={"l": 90, "r": 48, "t": 96, "b": 8},  # on the right, for the last slanted word
        shapes=[_frame(values.shape[1], row) for row in range(len(values))],
        uirevision="one hot",
    )


def _words(title: str, words: Sequence[str], **more: Any) -> dict[str, Any]:
    names = [label(word) for word in words]
    places = np.arange(len(words))
    return axis(title, tickvals=places, ticktext=names, showgrid=False, zeroline=False, **more)


def _frame(n_columns: int, row: int) -> dict[str, Any]:
    """A thin line round a row, for its zeros have no colour."""
    corners = {"x0": -0.5, "x1": n_columns - 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return {"type": "rect", "line": {"color": FAINT, "width": 1}, **corners}
