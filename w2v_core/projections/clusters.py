"""Groups of words by k-means on their unit vectors, not on a map, which would invent some."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.linear.nearest import unit_rows

NAMES = 3  # words that name a group


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Groups of words, the largest first.

    Attributes:
        labels: (V,) int8, the group of each word.
        central: for each group the ids of the words nearest to its middle, nearest first.
    """

    labels: NDArray[np.int8]
    central: tuple[tuple[int, ...], ...]


def clusters(vectors: ArrayLike, n_groups: int, seed: int = 1, frequent: int = 5_000) -> Clusters:
    """Sort words into groups by the direction of their vectors.

    Args:
        vectors: (V, D), most frequent word first.
        n_groups: how many, at most 100; fewer words make fewer groups.
        seed: of the first middles.
        frequent: only so many of the most frequent words name groups.
    """
    from sklearn.cluster import MiniBatchKMeans

    rows = unit_rows(vectors)
    n_groups = max(min(n_groups, len(np.unique(rows, axis=0)) if len(rows) < 100 else 100), 1)
    means = MiniBatchKMeans(
        n_groups, random_state=seed, batch_size=4_096, n_init=3, max_iter=50
    ).fit(rows)
    by_size = np.argsort(-np.bincount(means.labels_, minlength=n_groups), kind="stable")
    place = np.empty(n_groups, np.int64)
    place[by_size] = np.arange(n_groups)
    labels = place[means.labels_].astype(np.int8)
    near = unit_rows(means.cluster_centers_[by_size]) @ rows[:frequent].T
    central = [
        tuple(int(id) for id in np.argsort(-scores, kind="stable") if labels[id] == group)[:NAMES]
        for group, scores in enumerate(near)
    ]
    return Clusters(labels, tuple(central))
