"""How often words stand near each other: for chosen words here, for all words `count_matrix`.

    M[i, j] = places of word j within `window` words of a place of word i, in the same sentence

A place counts 1, or less the farther it is; on both sides, or on one (see `reach`). Only the rows
and columns asked for are counted, so there is never a table of all words by all.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.counts.matrix import count_matrix
from w2v_core.counts.reach import OPPOSITE, Reach, reach
from w2v_core.errors import ConfigError
from w2v_core.text.corpus import Corpus

__all__ = ["context_totals", "count_among", "count_matrix"]

Ints = NDArray[np.int64]
Counts = NDArray[np.float64]

BLOCK = 250_000  # words of the text handled at a time


def count_among(
    corpus: Corpus,
    row_ids: ArrayLike,
    column_ids: ArrayLike | None = None,
    window: int = 5,
    distance: str = "flat",
    side: str = "both",
) -> Counts:
    """Co-occurrence counts (R, C) of the row words with the column words; exact where flat.

    Args:
        corpus: the text; drop rare words first (`Corpus.keep`), the others then move together.
        row_ids: (R,) distinct vocabulary ids.
        column_ids: (C,) distinct vocabulary ids; None: the rows again.
        window: words to each side.
        distance: "flat", "linear" or "harmonic".
        side: which neighbours of the row words count: "both", those to the "left" or "right".

    Raises:
        ConfigError: if an id is unknown or comes twice, the window is below 1, or `distance` or
            `side` is unknown.
    """
    n_words = len(corpus.vocabulary)
    rows = slots(row_ids, n_words)
    columns = rows if column_ids is None else slots(column_ids, n_words)
    near = reach(window, distance, side)
    shape = int(rows.max()) + 1, int(columns.max()) + 1
    if shape[0] > shape[1]:  # fewer row places are less work, and seen from there sides change
        near = reach(window, distance, OPPOSITE[side])
        return count_pairs(corpus, columns, rows, shape[::-1], near).T
    return count_pairs(corpus, rows, columns, shape, near)


def count_pairs(
    corpus: Corpus, rows: Ints, columns: Ints, shape: tuple[int, int], near: Reach
) -> Counts:
    """The counts, from the slot (V,) each word has among rows and columns, -1 for none."""
    counts = np.zeros(shape[0] * shape[1])
    wanted = (rows >= 0) | (columns >= 0)
    for ids, lengths in blocks(corpus):
        chosen = np.flatnonzero(wanted[ids])
        place = places(lengths, gap=near.window)[chosen]
        row, column = rows[ids[chosen]], columns[ids[chosen]]
        center = np.flatnonzero(row >= 0)
        for side, weights in ((-1, near.left), (1, near.right)):
            for one, other, distance in pairs_within(center, place, column, side * len(weights)):
                cells = row[one] * shape[1] + column[other]
                counts += np.bincount(cells, weights[distance - 1], minlength=len(counts))
    return counts.reshape(shape) / near.denominator


def pairs_within(
    center: Ints, place: Ints, column: Ints, reach: int
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Index pairs (center, context) and their distance, where the context counts.

    Contexts lie at most `reach` places after the centre, or before it where `reach` is negative.
    The n-th word after a word stands at least n places on, so that many steps find every pair,
    even though words of no interest have been taken out between them.
    """
    sign = 1 if reach > 0 else -1
    for step in range(1, abs(reach) + 1):
        other = center + sign * step
        inside = (other >= 0) & (other < len(place))
        near, other = center[inside], other[inside]
        distance = np.abs(place[other] - place[near])
        found = (distance <= abs(reach)) & (column[other] >= 0)
        yield near[found], other[found], distance[found]


def blocks(corpus: Corpus) -> Iterator[tuple[NDArray[np.int32], Ints]]:
    """Word ids and lengths of whole sentences, some quarter of a million words at a time."""
    starts = corpus.starts
    first = 0
    while first < corpus.n_sentences:
        last = int(np.searchsorted(starts, starts[first] + BLOCK, side="right")) - 1
        last = max(last, first + 1)
        lengths = np.diff(starts[first : last + 1])
        yield corpus.ids[starts[first] : starts[last]], lengths
        first = last


def places(lengths: Ints, gap: int) -> Ints:
    """Where each word stands, with a jump of `gap` between sentences that no window bridges.

    >>> places(np.array([2, 3]), gap=5)
    array([0, 1, 7, 8, 9])
    """
    return np.arange(lengths.sum()) + gap * np.repeat(np.arange(len(lengths)), lengths)


def context_totals(
    corpus: Corpus, window: int, distance: str = "flat", side: str = "both"
) -> Counts:
    """N_i (V,): what all neighbours of all places of each word count together.

    This is the row sum of the full table of counts; its column sum is that of the opposite side.
    """
    near = reach(window, distance, side)
    left, right = (np.concatenate([[0.0], np.cumsum(w)]) for w in (near.left, near.right))
    totals = np.zeros(len(corpus.vocabulary))
    for ids, lengths in blocks(corpus):
        before = np.arange(len(ids)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        after = np.repeat(lengths, lengths) - 1 - before
        found = left[np.minimum(before, len(near.left))]
        found += right[np.minimum(after, len(near.right))]
        totals += np.bincount(ids, weights=found, minlength=len(totals))
    return totals / near.denominator


def slots(ids: ArrayLike, n_words: int) -> Ints:
    """For each word its place (V,) in the list `ids`, or -1."""
    chosen = np.asarray(ids, dtype=np.int64)
    if not len(chosen) or chosen.min() < 0 or chosen.max() >= n_words:
        raise ConfigError(f"Choose one or more word ids from 0 to {n_words - 1:,}.")
    if len(np.unique(chosen)) < len(chosen):
        raise ConfigError("A word was chosen twice; name each once.")
    places = np.full(n_words, -1, np.int64)
    places[chosen] = np.arange(len(chosen))
    return places
