"""Four words of an analogy in the plane that shows them best, and how true that picture is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.embedding import Embedding
from w2v_core.linear.nearest import unit_rows
from w2v_core.linear.svd import truncated_svd

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Parallelogram:
    """The words a, b, c and an answer d, flattened.

    Attributes:
        points: (4, 2) places of a, b, c, d.
        target: (2,) place of b - a + c.
        kept: share of the spread of the four vectors that the plane keeps, 0 .. 1.
        parallel: cosine between b - a and d - c in all dimensions; 1: truly parallel. None where
            one of the two has no length, as where a and b are one word.
    """

    points: Points
    target: Points
    kept: float
    parallel: float | None


def parallelogram(embedding: Embedding, words: Sequence[str], which: str = "in") -> Parallelogram:
    """The plane of four words: the two main axes of their unit vectors, mean taken off.

    Args:
        embedding: the words and vectors, of two dimensions or more.
        words: a, b, c and d.
        which: `in` vectors, `out` vectors or their `sum`.

    >>> e = Embedding(["a", "b", "c", "d"], [[1, 0], [0, 1], [-1, 0], [0, -1]])
    >>> round(parallelogram(e, ["a", "b", "d", "c"]).parallel, 6)
    1.0
    """
    ids = [embedding.id_of(word) for word in words]
    rows = unit_rows(embedding.matrix(which)[ids]).astype(np.float64)
    middle = rows.mean(axis=0)
    spread = rows - middle
    rank = min(2, spread.shape[1])
    _, _, axes = truncated_svd(spread, rank)
    total = float((spread**2).sum())
    points = flat(spread, axes)
    a, b, c, d = rows
    return Parallelogram(
        points=points,
        target=flat((b - a + c - middle)[None], axes)[0],
        kept=float((points**2).sum()) / total if total else 1.0,
        parallel=cosine(b - a, d - c),
    )


def flat(rows: Points, axes: Points) -> Points:
    """Rows (n, D) in the plane of the axes (2, D); on a line where there is one axis only."""
    points = rows @ axes.T
    return np.pad(points, ((0, 0), (0, 2 - points.shape[1])))


def cosine(first: Points, second: Points) -> float | None:
    """The cosine between two vectors; None where one of them is zero."""
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / lengths if lengths else None
