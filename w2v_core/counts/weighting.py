"""What counts say: logarithms tame them, PPMI keeps what is more than chance.

    PMI(i, j) = log( N_ij / (N_i p_a(j)) ),   p_a(j) = N_j^a / sum of all N^a
    PPMI      = max(PMI - shift, 0)

N_i are context totals. The power a < 1 (0.75 is the best known) makes rare contexts less
surprising; a shift of log k corresponds to k noise words (Levy & Goldberg 2014; Levy, Goldberg &
Dagan 2015). Every function here takes dense arrays and SciPy sparse tables alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.counts.cells import cellwise
from w2v_core.counts.collocation import log_dice, log_likelihood, t_score

Floats = NDArray[np.float64]


def context_shares(totals: ArrayLike, smoothing: float = 0.75) -> Floats:
    """Probability (V,) of each word as a context: its total to the power `smoothing`, normalised.

    Args:
        totals: (V,) context totals of the whole vocabulary, not only of the words on show.
        smoothing: 1 for plain shares, 0 for the same share to each word that is a context.

    >>> context_shares([3, 1], smoothing=1)
    array([0.75, 0.25])
    """
    found = np.asarray(totals, dtype=np.float64)
    powers = np.where(found > 0, found, 1) ** smoothing * (found > 0)
    return np.asarray(powers / (powers.sum() or 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """What a measure needs to know beside a table (R, C) of counts.

    Attributes:
        rows: (R,) context totals N_i of the row words.
        columns: (C,) totals of the column words, as contexts.
        shares: (C,) their `context_shares`.
        total: sum N of the table of all words by all words.
    """

    rows: Floats
    columns: Floats
    shares: Floats
    total: float

    @classmethod
    def of(cls, rows: ArrayLike, columns: ArrayLike, smoothing: float = 0.75) -> Self:
        """The margins of the table of all words, from its row sums and column sums (V,)."""
        of_columns = np.asarray(columns, dtype=np.float64)
        shares = context_shares(of_columns, smoothing)
        return cls(np.asarray(rows, dtype=np.float64), of_columns, shares, float(of_columns.sum()))

    @classmethod
    def of_table(cls, counts: Any, smoothing: float = 0.75) -> Self:
        """The margins of a table (V, V), dense or sparse, that holds all words."""
        return cls.of(counts.sum(axis=1), counts.sum(axis=0), smoothing)

    def among(self, row_ids: ArrayLike, column_ids: ArrayLike) -> "Margins":
        """The margins of a part of the table; the total stays that of all words."""
        rows, columns = np.asarray(row_ids), np.asarray(column_ids)
        return Margins(self.rows[rows], self.columns[columns], self.shares[columns], self.total)


def pmi(counts: ArrayLike, row_totals: ArrayLike, column_shares: ArrayLike) -> Floats:
    """Pointwise mutual information (R, C) in nats, dense; minus infinity where the count is zero.

    Args:
        counts: (R, C) co-occurrence counts.
        row_totals: (R,) context totals N_i of the row words.
        column_shares: (C,) `context_shares` of the column words.

    >>> pmi([[2, 0]], [4], [0.25, 0.5])  # log(2 / (4 * 0.25))
    array([[0.69314718,       -inf]])
    """
    found = np.asarray(counts, dtype=np.float64)
    values = cellwise(found, row_totals, column_shares, _pmi_of_cells)
    return np.asarray(np.where(found > 0, values, -np.inf))


def ppmi(counts: Any, row_totals: ArrayLike, column_shares: ArrayLike, shift: float = 0.0) -> Any:
    """Positive PMI (R, C) in nats, after taking off `shift`; arguments as for `pmi`."""

    def of_cells(count: Floats, row: Floats, share: Floats) -> Floats:
        return np.maximum(_pmi_of_cells(count, row, share) - shift, 0.0)

    return cellwise(counts, row_totals, column_shares, of_cells)


def _pmi_of_cells(count: Floats, row: Floats, share: Floats) -> Floats:
    return np.asarray(np.log(count / (row * share)))


def raw_counts(counts: Any) -> Any:
    """The counts themselves, float64."""
    if hasattr(counts, "tocsr"):
        return counts.astype(np.float64)
    return np.asarray(counts, dtype=np.float64)


def log_counts(counts: Any) -> Any:
    """log(1 + count), cell by cell.

    >>> log_counts([[0, 1]])
    array([[0.        , 0.69314718]])
    """
    found = raw_counts(counts)
    return found.log1p() if hasattr(found, "tocsr") else np.log1p(found)


Weighting = Callable[[Any, Margins, float], Any]
Collocation = Callable[[Any, Margins], Any]

# What counts become before an SVD: of counts, margins and shift (nats; PPMI alone heeds it).
WEIGHTINGS: Mapping[str, Weighting] = MappingProxyType(
    {
        "counts": lambda counts, margins, shift: raw_counts(counts),
        "log": lambda counts, margins, shift: log_counts(counts),
        "ppmi": lambda counts, margins, shift: ppmi(counts, margins.rows, margins.shares, shift),
    }
)

# What is read off a cell: of counts and margins; 0 where a pair was never seen.
COLLOCATIONS: Mapping[str, Collocation] = MappingProxyType(
    {
        "g2": lambda counts, m: cellwise(
            counts,
            m.rows,
            m.columns,
            lambda n, row, column: log_likelihood(n, row, column, m.total),
        ),
        "logdice": lambda counts, m: cellwise(counts, m.rows, m.columns, log_dice),
        "t": lambda counts, m: cellwise(
            counts, m.rows, m.columns, lambda n, row, column: t_score(n, row, column, m.total)
        ),
    }
)


def measured(counts: Any, measure: str, margins: Margins, shift: float = 0.0) -> Any:
    """The counts (R, C) as one of `WEIGHTINGS` or `COLLOCATIONS`.

    Args:
        counts: (R, C), dense or sparse.
        measure: a name of either table.
        margins: those of the words of the rows and columns.
        shift: taken off PMI, in nats.
    """
    if measure in WEIGHTINGS:
        return WEIGHTINGS[measure](counts, margins, shift)
    return COLLOCATIONS[measure](counts, margins)
