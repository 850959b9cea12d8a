"""Arrays to Plotly figures; nothing here draws, and no figure knows whether it is light or dark."""

from pages.shared.figures.explained import explained_bars
from pages.shared.figures.heat import heat_map
from pages.shared.figures.loss import Curve, loss_curve
from pages.shared.figures.maps import Colour, map_figure, marks
from pages.shared.figures.maps3d import map_figure_3d, marks_3d
from pages.shared.figures.zipf import zipf

__all__ = [
    "Colour",
    "Curve",
    "explained_bars",
    "heat_map",
    "loss_curve",
    "map_figure",
    "map_figure_3d",
    "marks",
    "marks_3d",
    "zipf",
]
