"""The loss while training, one line a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pages.shared.figures.base import CATEGORIES, axis, figure
from pages.shared.text import label

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Point = tuple[int, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Curve:
    """The losses of one run.

    Attributes:
        name: as shown in the legend.
        points: (words passed, training loss, held-out loss), losses in nats an example or None.
    """

    name: str
    points: Sequence[Point]


def loss_curve(curves: Sequence[Curve]) -> "Figure":
    """Training loss as lines, held-out loss as points of the same colour."""
    traces: list[dict[str, Any]] = []
    for number, curve in enumerate(curves):
        colour = CATEGORIES[number % len(CATEGORIES)]
        traces += _traces(curve, colour, n_curves=len(curves))
    return figure(
        traces,
        xaxis=axis("Words passed, all epochs", rangemode="tozero", tickformat="~s"),
        yaxis=axis("Loss, nats per example"),
        uirevision="loss",
    )


def _traces(curve: Curve, colour: str, n_curves: int) -> list[dict[str, Any]]:
    """One line, and markers where something was held out."""
    name = label(curve.name)
    traces = []
    for place, what in ((1, "training"), (2, "held out")):
        points = [(point[0], point[place]) for point in curve.points if point[place] is not None]
        if not points:
            continue
        words, losses = zip(*points, strict=True)
        look = {"mode": "lines", "line": {"color": colour, "width": 2}}
        if place == 2:
            marker = {"color": colour, "size": 8, "symbol": "diamond"}
            look = {
                "mode": "lines+markers",
                "marker": marker,
                "line": {"color": colour, "dash": "dot"},
            }
        traces.append(
            {
                "type": "scatter",
                "x": words,
                "y": losses,
                "name": what.capitalize() if n_curves == 1 else f"{name}, {what}",
                "hovertemplate": "%{y:.4f} nats after %{x:,} words<extra>" + what + "</extra>",
                **look,
            }
        )
    return traces
