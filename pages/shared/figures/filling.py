"""A table of counts that fills, each number in its cell, the last one framed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from pages.shared.figures.base import CATEGORIES, OTHERS, TEXT, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Red below zero, blue above; pale enough for the text of a light and of a dark page.
SCALE = ((0, "rgba(213,94,0,.55)"), (0.5, "rgba(0,0,0,0)"), (1, "rgba(0,114,178,.6)"))
MOST_WRITTEN = 16  # words a side whose numbers are written


def number_table(
    table: ArrayLike,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    cell: tuple[int, int] | None = None,
    limit: float | None = None,
    digits: int = 0,
    most_named: int = 100,
) -> "Figure":
    """Numbers by place: blue above zero, red below, written out where there is room.

    Args:
        table: (R, C).
        rows: R names.
        columns: C names.
        cell: row and column to be framed.
        limit: size of number that has the full colour; None: the largest.
        digits: behind the point.
        most_named: rows or columns that have room for their names; of more, each n-th is named.
    """
    values = np.asarray(table, dtype=np.float64)
    largest = limit or float(np.abs(values).max(initial=0.0)) or 1.0
    written = [[f"{value:.{digits}f}" if round(value, digits) else "" for value in row]
               for row in values.tolist()]  # fmt: skip
    cells = {
        "type": "heatmap",
        "z": values,
        "x": np.arange(values.shape[1]),
        "y": np.arange(values.shape[0]),
        "text": written,
        "texttemplate": "%{text}" if max(values.shape) <= MOST_WRITTEN else None,
        "textfont": {"color": TEXT},
        "customdata": [[f"{label(row)} · {label(column)}" for column in columns] for row in rows],
        "hovertemplate": "<b>%{customdata}</b><br>%{z:.4~g}<extra></extra>",
        "colorscale": SCALE,
        "zmin": -largest,
        "zmax": largest,
        "showscale": False,
    }
    return figure(
        [cells],
        xaxis=_names(columns, most_named, side="top", tickangle=-60, ticklabeloverflow="allow"),
        yaxis=_names(rows, most_named, autorange="reversed"),
        margin={"l": 20, "r": 24, "t": 20, "b": 8},
        shapes=_grid(values.shape) + ([] if cell is None else [_frame(*cell)]),
        uirevision="numbers",
    )


def _names(names: Sequence[str], most: int, **more: Any) -> dict[str, Any]:
    named = range(0, len(names), -(-len(names) // most))
    shown = {"tickvals": np.array(named), "ticktext": [label(names[n]) for n in named]}
    return axis("", **shown, showgrid=False, zeroline=False, **more)


def _grid(shape: tuple[int, ...]) -> list[dict[str, Any]]:
    """A line round the table."""
    corners = {"x0": -0.5, "x1": shape[1] - 0.5, "y0": -0.5, "y1": shape[0] - 0.5}
    return [{"type": "rect", "line": {"color": OTHERS, "width": 1}, **corners}]


def _frame(row: int, column: int) -> dict[str, Any]:
    corners = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return {"type": "rect", "line": {"color": CATEGORIES[4], "width": 3}, **corners}
