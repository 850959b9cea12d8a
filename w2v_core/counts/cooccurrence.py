"""How often words stand near each other, counted for chosen words straight from the text.

    M[i, j] = places of word j within `window` words of a place of word i, in the same sentence

Only the rows and columns asked for are counted, so there is never a table of all words by all.
Does not: weight by distance, or count to one side only.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.errors import ConfigError
from w2v_core.text.corpus import Corpus

Counts = NDArray[np.int64]

BLOCK = 250_000  # words of the text handled at a time


def count_among(
    corpus: Corpus, row_ids: ArrayLike, column_ids: ArrayLike | None = None, window: int = 5
) -> Counts:
    """Co-occurrence counts (R, C) of the row words with the column words.

    Args:
        corpus: the text; drop rare words first (`Corpus.keep`), the others then move together.
        row_ids: (R,) distinct vocabulary ids.
        column_ids: (C,) distinct vocabulary ids; None: the rows again.
        window: words to each side.

    Raises:
        ConfigError: if an id is unknown or comes twice, or the window is below 1.
    """
    n_words = len(corpus.vocabulary)
    rows = slots(row_ids, n_words)
    columns = rows if column_ids is None else slots(column_ids, n_words)
    if window < 1:
        raise ConfigError(f"window is {window}; it must be 1 or more.")
    shape = int(rows.max()) + 1, int(columns.max()) + 1
    if shape[0] > shape[1]:  # windows are symmetric, and fewer row places are less work
        return count_pairs(corpus, columns, rows, shape[::-1], window).T
    return count_pairs(corpus, rows, columns, shape, window)


def count_pairs(
    corpus: Corpus, rows: Counts, columns: Counts, shape: tuple[int, int], window: int
) -> Counts:
    """The counts, from the slot (V,) each word has among rows and columns, -1 for none."""
    counts = np.zeros(shape[0] * shape[1], np.int64)
    wanted = (rows >= 0) | (columns >= 0)
    for ids, lengths in blocks(corpus):
        chosen = np.flatnonzero(wanted[ids])
        place = places(lengths, gap=window)[chosen]
        row, column = rows[ids[chosen]], columns[ids[chosen]]
        center = np.flatnonzero(row >= 0)
        cells = [
            row[near] * shape[1] + column[other]
            for near, other in pairs_within(center, place, column, window)
        ]
        counts += np.bincount(np.concatenate(cells), minlength=len(counts))
    return counts.reshape(shape)


def pairs_within(
    center: Counts, place: Counts, column: Counts, window: int
) -> Iterator[tuple[Counts, Counts]]:
    """Index pairs (center, context) at most `window` places apart, where the context counts.

    The n-th word after a word stands at least n places on, so `window` steps to each side find
    every pair, even though words of no interest have been taken out between them.
    """
    for step in [*range(-window, 0), *range(1, window + 1)]:
        other = center + step
        inside = (other >= 0) & (other < len(place))
        near, other = center[inside], other[inside]
        found = (np.abs(place[other] - place[near]) <= window) & (column[other] >= 0)
        yield near[found], other[found]


def blocks(corpus: Corpus) -> Iterator[tuple[NDArray[np.int32], Counts]]:
    """Word ids and lengths of whole sentences, some quarter of a million words at a time."""
    starts = corpus.starts
    first = 0
    while first < corpus.n_sentences:
        last = int(np.searchsorted(starts, starts[first] + BLOCK, side="right")) - 1
        last = max(last, first + 1)
        lengths = np.diff(starts[first : last + 1])
        yield corpus.ids[starts[first] : starts[last]], lengths
        first = last


def places(lengths: Counts, gap: int) -> Counts:
    """Where each word stands, with a jump of `gap` between sentences that no window bridges.

    >>> places(np.array([2, 3]), gap=5)
    array([0, 1, 7, 8, 9])
    """
    return np.arange(lengths.sum()) + gap * np.repeat(np.arange(len(lengths)), lengths)


def context_totals(corpus: Corpus, window: int) -> Counts:
    """N_i (V,): how many context places the places of each word have together.

    This is the row sum of the full table of counts, and, windows being symmetric, its column sum.
    """
    totals = np.zeros(len(corpus.vocabulary), np.int64)
    for ids, lengths in blocks(corpus):
        before = np.arange(len(ids)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        after = np.repeat(lengths, lengths) - 1 - before
        sizes = np.minimum(before, window) + np.minimum(after, window)
        totals += np.bincount(ids, weights=sizes, minlength=len(totals)).astype(np.int64)
    return totals


def slots(ids: ArrayLike, n_words: int) -> Counts:
    """For each word its place (V,) in the list `ids`, or -1."""
    chosen = np.asarray(ids, dtype=np.int64)
    if not len(chosen) or chosen.min() < 0 or chosen.max() >= n_words:
        raise ConfigError(f"Choose one or more word ids from 0 to {n_words - 1:,}.")
    if len(np.unique(chosen)) < len(chosen):
        raise ConfigError("A word was chosen twice; name each once.")
    places = np.full(n_words, -1, np.int64)
    places[chosen] = np.arange(len(chosen))
    return places
