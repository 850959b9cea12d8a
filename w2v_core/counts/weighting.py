"""What counts say: logarithms tame them, PPMI keeps what is more than chance.

    PMI(i, j) = log( N_ij / (N_i p_a(j)) ),   p_a(j) = N_j^a / sum of all N^a
    PPMI      = max(PMI - shift, 0)

N_i are context totals. The power a < 1 (0.75 is the best known) makes rare contexts less
surprising; a shift of log k corresponds to k noise words (Levy & Goldberg 2014; Levy, Goldberg &
Dagan 2015).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def context_shares(totals: ArrayLike, smoothing: float = 0.75) -> Floats:
    """Probability (V,) of each word as a context: its total to the power `smoothing`, normalised.

    Args:
        totals: (V,) context totals of the whole vocabulary, not only of the words on show.
        smoothing: 1 for plain shares.

    >>> context_shares([3, 1], smoothing=1)
    array([0.75, 0.25])
    """
    powers = np.asarray(totals, dtype=np.float64) ** smoothing
    return np.asarray(powers / powers.sum())


def pmi(counts: ArrayLike, row_totals: ArrayLike, column_shares: ArrayLike) -> Floats:
    """Pointwise mutual information (R, C) in nats; minus infinity where the count is zero.

    Args:
        counts: (R, C) co-occurrence counts.
        row_totals: (R,) context totals N_i of the row words.
        column_shares: (C,) `context_shares` of the column words.

    >>> pmi([[2, 0]], [4], [0.25, 0.5])  # log(2 / (4 * 0.25))
    array([[0.69314718,       -inf]])
    """
    found = np.asarray(counts, dtype=np.float64)
    expected = np.asarray(row_totals, dtype=np.float64)[:, None] * np.asarray(column_shares)
    # Where nothing is expected nothing was counted either: log 0 for both.
    ratio = np.divide(found, expected, out=np.zeros_like(found), where=expected > 0)
    return np.asarray(np.log(ratio, out=np.full_like(ratio, -np.inf), where=ratio > 0))


def ppmi(
    counts: ArrayLike, row_totals: ArrayLike, column_shares: ArrayLike, shift: float = 0.0
) -> Floats:
    """Positive PMI (R, C) in nats, after taking off `shift`; arguments as for `pmi`."""
    return np.maximum(pmi(counts, row_totals, column_shares) - shift, 0.0)


def log_counts(counts: ArrayLike) -> Floats:
    """log(1 + count), cell by cell.

    >>> log_counts([[0, 1]])
    array([[0.        , 0.69314718]])
    """
    return np.asarray(np.log1p(np.asarray(counts, dtype=np.float64)))


Weighting = Callable[[ArrayLike, ArrayLike, ArrayLike], Floats]

WEIGHTINGS: Mapping[str, Weighting] = MappingProxyType(
    {
        "counts": lambda counts, row_totals, shares: np.asarray(counts, dtype=np.float64),
        "log": lambda counts, row_totals, shares: log_counts(counts),
        "ppmi": ppmi,
    }
)
