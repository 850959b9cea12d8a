"""A Plotly chart that keeps its zoom, camera and selection while its data change."""

from pages.shared.plot.component import Events, Focus, plot, to_json
from pages.shared.plot.events import Click, Selection

__all__ = ["Click", "Events", "Focus", "Selection", "plot", "to_json"]
