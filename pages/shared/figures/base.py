"""What all charts share: colours, margins, the blank template."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Okabe & Ito 2008, "Color Universal Design", without black, which a dark page would swallow.
CATEGORIES = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#D55E00",
    "#56B4E9",
    "#F0E442",
)
OTHERS = "#9AA0A6"  # points that belong to no category
SEQUENCE = "Cividis"
# Cividis without its dark end, for points that must be seen on a dark page too.
POINTS = ((0.0, "#45506C"), (0.3, "#6B6C72"), (0.6, "#A59C74"), (0.8, "#CFB869"), (1.0, "#FEE838"))
DIVERGING = "RdBu_r"  # blue below zero, red above
TEXT, ACCENT, FAINT = (
    "var(--st-text-color)",
    "var(--st-primary-color)",
    "var(--st-border-color)",
)


def figure(traces: Iterable[Any], **layout: Any) -> "Figure":
    """A figure without Plotly's own look; colours of text and grid come with the page's theme."""
    from plotly.graph_objects import Figure

    common = {
        "template": "none",
        "margin": {"l": 64, "r": 16, "t": 16, "b": 52},
        "hovermode": "closest",
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "colorway": CATEGORIES,
    }
    return Figure(data=list(traces), layout=common | layout)


def axis(title: str, **more: Any) -> dict[str, Any]:
    """An axis with a name (and a unit, if it has one)."""
    return {"title": {"text": title}, "automargin": True, "ticks": "", **more}
