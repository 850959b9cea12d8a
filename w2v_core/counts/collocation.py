"""The usual measures of collocation: how strongly two words belong together, for reading.

They compare a count O with the count E that chance would bring:

                 word j   other
    word i         O      R - O      R
    other        C - O    ...       N - R           E = R C / N
                   C      N - C      N

R and C are the context totals of the two words and N the total of the whole table, all counted in
the same windows (Evert 2008, "Corpora and collocations"). Counts on both sides hold each pair
twice, so N is twice the number of pairs and G2 twice that of a one-sided count.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def log_likelihood(count: Floats, row: Floats, column: Floats, total: float) -> Floats:
    """G2 = 2 sum of O log(O / E) over the four cells; negative where O < E.

    3.84 is the one-in-twenty mark of chance, 10.83 one in a thousand, were words drawn
    independently (Dunning 1993, "Accurate methods for the statistics of surprise and
    coincidence"). The sign is ours, so that avoidance does not look like attraction.
    """
    rest = np.maximum(total - row - column + count, 0.0)
    others_row, others_column = total - row, total - column
    G2 = 2 * (
        surprise(count, row * column / total)
        + surprise(np.maximum(row - count, 0.0), row * others_column / total)
        + surprise(np.maximum(column - count, 0.0), others_row * column / total)
        + surprise(rest, others_row * others_column / total)
    )
    # Rounding can leave a G2 of nothing just below zero.
    return np.copysign(np.maximum(G2, 0.0), count - row * column / total)


def surprise(observed: Floats, expected: Floats) -> Floats:
    """O log(O / E), and 0 where O is 0."""
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=observed > 0)
    return np.asarray(observed * np.log(ratio))


def log_dice(count: Floats, row: Floats, column: Floats) -> Floats:
    """The measure logDice = 14 + log2(2 O / (R + C)): at most 14, one less for half as often.

    It does not depend on the size of the text (Rychly 2008, "A lexicographer-friendly association
    score").
    """
    return np.asarray(14 + np.log2(2 * count / (row + column)))


def t_score(count: Floats, row: Floats, column: Floats, total: float) -> Floats:
    """The measure t = (O - E) / sqrt(O): how sure it is that the two attract each other.

    Favours frequent pairs (Church, Gale, Hanks & Hindle 1991, "Using statistics in lexical
    analysis").
    """
    return np.asarray((count - row * column / total) / np.sqrt(count))
