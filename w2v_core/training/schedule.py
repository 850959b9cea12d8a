"""The learning rate, and the cutting of an epoch into chunks."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ConfigError


def learning_rate(start: float, share_done: float) -> float:
    """Linear from `start` at the beginning to 1e-4 of it at the end of the last epoch.

    >>> learning_rate(0.025, 0.5)
    0.0125
    """
    return max(start * (1.0 - share_done), start * 1e-4)


def chunk_bounds(starts: NDArray[np.int64], chunk_words: int) -> list[tuple[int, int]]:
    """Ranges of whole sentences, about `chunk_words` words each; together they are the text.

    >>> chunk_bounds(np.array([0, 4, 8, 12, 20]), 8)
    [(0, 3), (3, 4)]
    """
    if chunk_words < 1:
        raise ConfigError(f"chunk_words is {chunk_words}; it must be at least 1.")
    n_chunks = max(1, round(int(starts[-1]) / chunk_words))
    goals = np.linspace(0, starts[-1], n_chunks + 1)[1:-1]
    cuts = np.unique([0, *np.searchsorted(starts, goals), len(starts) - 1]).tolist()
    return list(pairwise(cuts))
