"""How far each point of a map is to be trusted: the share of a word's true neighbours around it.

A map of many dimensions in two must tear neighbours apart. For each word, this counts which of its
nearest words by cosine, in all dimensions, are among the nearest points of the map.
"""

import numpy as np
from numpy.typing import ArrayLike

from w2v_core.embedding import FloatMatrix
from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import all_nearest, unit_rows

TOP = 10


def trust(vectors: ArrayLike, points: ArrayLike, top: int = TOP) -> FloatMatrix:
    """Share (V,) of each word's `top` nearest words that are among its `top` nearest points.

    Args:
        vectors: (V, D), of the words.
        points: (V, dims), of the map.
        top: neighbours compared; fewer where there are fewer words.

    Raises:
        ConfigError: if vectors and points are not of the same words.

    >>> on_a_line = np.cos(angles := np.arange(5) / 3), np.sin(angles)
    >>> trust(np.transpose(on_a_line), np.arange(5)[:, None], top=2).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    from scipy.spatial import cKDTree

    places = np.asarray(points, dtype=np.float64)
    rows = unit_rows(vectors)
    if len(places) != len(rows):
        raise ConfigError(f"{len(rows)} vectors came with {len(places)} points; give one each.")
    top = min(top, len(rows) - 1)
    if top < 1:
        return np.ones(len(rows), np.float32)
    true, _ = all_nearest(rows, top)
    near = cKDTree(places).query(places, top + 1)[1]
    own = np.arange(len(rows))[:, None]
    # Of points in one place the word itself may not come first, or not at all.
    last = np.where((near == own).any(axis=1), top + 1, top)[:, None]
    counts = (near != own) & (np.arange(top + 1) < last)
    found = (true[:, :, None] == np.where(counts, near, -1)[:, None, :]).any(axis=2)
    return np.asarray(found.mean(axis=1), dtype=np.float32)
