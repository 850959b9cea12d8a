"""How far a window reaches and what a neighbour in it counts, for everything that counts.

    flat      1
    linear    (w - d + 1) / w      what windows of a size drawn from 1..w come to on average
    harmonic  1 / d                as GloVe has it (Pennington, Socher & Manning 2014)

with w the window and d the distance in words.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ConfigError

Floats = NDArray[np.float64]

DISTANCES = ("flat", "linear", "harmonic")
SIDES = ("both", "left", "right")
OPPOSITE = {"both": "both", "left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Reach:
    """Weights by distance as numerators over one denominator.

    Float64 adds whole numbers exactly up to 2^53. The numerators of "flat" and "linear" are small,
    so those sums are exact. Those of "harmonic" are multiples of up to lcm(1..w): exact for 38
    million neighbours at a window of 20, 3,800 at 30; beyond, sums are rounded like any others.

    Attributes:
        left: (w,) numerators of the words before, nearest first; (0,) where they do not count.
        right: likewise of the words after.
        denominator: what sums of numerators are divided by.
    """

    left: Floats
    right: Floats
    denominator: float

    @property
    def window(self) -> int:
        """The farthest distance that counts."""
        return max(len(self.left), len(self.right))

    @property
    def size(self) -> int:
        """Most neighbours of a place."""
        return len(self.left) + len(self.right)


def reach(window: int, distance: str = "flat", side: str = "both") -> Reach:
    """What neighbours count by distance and side.

    Up to a window of 40 the numerators are whole numbers; beyond, those of "harmonic" are rounded.
    Whether their sums are exact is another matter, see `Reach`.

    Raises:
        ConfigError: if the window is below 1, or `distance` or `side` unknown.

    >>> reach(3, "linear", "right")
    Reach(left=array([], dtype=float64), right=array([3., 2., 1.]), denominator=3.0)
    """
    if window < 1:
        raise ConfigError(f"window is {window}; it must be 1 or more.")
    for name, value, known in (("distance", distance, DISTANCES), ("side", side, SIDES)):
        if value not in known:
            raise ConfigError(f"{name} is {value!r}; choose one of {', '.join(known)}.")
    numerators, denominator = fractions(window, distance)
    nothing = np.empty(0)
    return Reach(
        nothing if side == "right" else numerators,
        nothing if side == "left" else numerators,
        denominator,
    )


def fractions(window: int, distance: str) -> tuple[Floats, float]:
    """Numerators (w,) by distance, and their denominator.

    >>> fractions(3, "harmonic")
    (array([6., 3., 2.]), 6.0)
    """
    d = np.arange(1, window + 1, dtype=np.float64)
    if distance == "linear":
        return window - d + 1, float(window)
    if distance == "harmonic":
        multiple = float(math.lcm(*range(1, window + 1)))
        return multiple / d, multiple
    return np.ones(window), 1.0
