"""A few words as a group: their common direction, and which of them does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from w2v_core.embedding import FloatMatrix
from w2v_core.errors import ConfigError
from w2v_core.query.neighbours import NeighbourIndex


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a word fits a list.

    Attributes:
        word: of the list.
        cosine: mean of its cosines with the others.
    """

    word: str
    cosine: float


def middle(index: NeighbourIndex, words: Sequence[str]) -> FloatMatrix:
    """The sum (D,) of the words' unit vectors: each has the same say, however long its vector."""
    if not words:
        raise ConfigError("Name at least one word.")
    ids = [index.embedding.id_of(word) for word in words]
    return np.asarray(index.unit[ids].sum(axis=0), dtype=np.float32)


def odd_one_out(cosines: FloatMatrix, words: Sequence[str]) -> list[Fit]:
    """The words of a list, the one that fits it least first.

    Args:
        cosines: (n, n) between them.
        words: n, at least three: of two none is odder than the other.

    Raises:
        ConfigError: for fewer than three words.

    >>> cosines = np.array([[1, 0.9, 0.1], [0.9, 1, 0.2], [0.1, 0.2, 1]])
    >>> [(fit.word, round(fit.cosine, 2)) for fit in odd_one_out(cosines, ["a", "b", "c"])]
    [('c', 0.15), ('a', 0.5), ('b', 0.55)]
    """
    n = len(words)
    if n < 3:
        raise ConfigError("The odd one out takes three words or more.")
    means = (cosines.sum(axis=1) - np.diagonal(cosines)) / (n - 1)
    order = np.argsort(means, kind="stable")
    return [Fit(words[id], float(means[id])) for id in order]
