"""What a chart tells of clicks and selections: small values, checked, since browsers send them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_CORNERS = 10_000  # of a lasso; a hand draws some hundred

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Click:
    """A point that was clicked.

    Attributes:
        curve: number of its trace, from 0.
        point: its place in the trace; for a heat map (row, column).
        customdata: the point's own value, if it is a number or a short text.
    """

    curve: int
    point: int | tuple[int, int]
    customdata: float | str | None = None

    @classmethod
    def of(cls, value: Any) -> Self | None:
        """The click a browser sent; None if it is not one."""
        if not isinstance(value, Mapping):
            return None
        curve: Any = value.get("curve")
        point: Any = value.get("point")
        own = value.get("customdata")
        if isinstance(point, list) and len(point) == 2 and all(map(_is_place, point)):
            point = (point[0], point[1])
        elif not _is_place(point):
            return None
        own = own if isinstance(own, int | float | str) else None
        return cls(curve, point, own) if _is_place(curve) else None


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of the chart that was marked by box or lasso; the points stay in the browser.

    Attributes:
        count: points within, as the browser counts them.
        x: horizontal range of a box, or the corners of a lasso.
        y: the same vertically.
        is_lasso: whether x and y are corners.
    """

    count: int
    x: tuple[float, ...]
    y: tuple[float, ...]
    is_lasso: bool

    @classmethod
    def of(cls, value: Any) -> Self | None:
        """The selection a browser sent; None if it is not one."""
        if not isinstance(value, Mapping) or not _is_place(value.get("count")):
            return None
        x, y = (_floats(value.get(name)) for name in ("x", "y"))
        is_lasso = value.get("lasso") is True
        fits = 3 <= len(x) <= MOST_CORNERS if is_lasso else len(x) == 2
        return cls(value["count"], x, y, is_lasso) if fits and len(x) == len(y) else None

    def holds(self, points: ArrayLike) -> NDArray[np.bool_]:
        """Which of the points (n, 2) lie within: (n,)."""
        x, y = np.asarray(points, dtype=np.float64).T
        if self.is_lasso:
            return inside(x, y, self.x, self.y)
        (left, right), (low, high) = sorted(self.x), sorted(self.y)
        return np.asarray((x >= left) & (x <= right) & (y >= low) & (y <= high))


def inside(
    x: NDArray[np.float64], y: NDArray[np.float64], xs: tuple[float, ...], ys: tuple[float, ...]
) -> NDArray[np.bool_]:
    """Which points (n,) lie within a polygon: those from which a ray crosses it an odd time."""
    odd = np.zeros(len(x), dtype=np.bool_)
    corners = list(zip(xs, ys, strict=True))
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if y1 == y2:
            continue
        crosses = (y1 > y) != (y2 > y)
        odd ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return odd


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _floats(value: Any) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) else []
    fine = all(isinstance(n, int | float) and math.isfinite(n) for n in numbers)
    return tuple(float(n) for n in numbers) if fine else ()
