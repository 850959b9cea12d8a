"""What an example costs as something grows, on two logarithmic axes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pages.shared.figures.base import CATEGORIES, axis, figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "cross")


def cost_lines(
    sizes: Sequence[int], costs: Mapping[str, Sequence[float]], chosen: str, titles: tuple[str, str]
) -> "Figure":
    """A line for each way, told apart by colour, dash and symbol.

    Args:
        sizes: what grows.
        costs: by the name of the way, the cost at each size.
        chosen: the way whose line is drawn thick.
        titles: of the axes, with units.
    """
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(sizes),
            "y": list(values),
            "name": name,
            "line": {
                "color": CATEGORIES[number],
                "dash": DASHES[number],
                "width": 4 if name == chosen else 2,
            },
            "marker": {"symbol": SYMBOLS[number], "size": 9 if name == chosen else 6},
            "hovertemplate": "%{x:,}: %{y:.3~s}<extra>" + name + "</extra>",
        }
        for number, (name, values) in enumerate(costs.items())
    ]
    # Short numbers (1k, 10k) at the powers of ten alone.
    return figure(
        traces,
        xaxis=axis(titles[0], type="log", dtick=1, tickformat="~s"),
        yaxis=axis(titles[1], type="log", dtick=1, tickformat="~s"),
        margin={"l": 64, "r": 16, "t": 60, "b": 52},
        uirevision=titles[1],
    )
