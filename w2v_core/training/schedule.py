"""The learning rate, the cutting of an epoch into chunks, and when a model is worth a look."""

from bisect import bisect_right
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ConfigError

FIRST_MARK, MARKS = 0.002, 24  # of a whole run; early on much happens in few words
SHARES_TO_SEE: tuple[float, ...] = tuple(np.geomspace(FIRST_MARK, 1.0, MARKS).round(6).tolist())


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


def marks_passed(share_done: float) -> int:
    """How many moments at which a model should be seen lie behind a share of its training.

    They lie closer together at the beginning, each a third later than the one before.

    >>> marks_passed(0.001), marks_passed(0.0021), marks_passed(1.0)
    (0, 1, 24)
    """
    return bisect_right(SHARES_TO_SEE, share_done)
