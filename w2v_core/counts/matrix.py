"""The table of all words by all words, sparse, counted straight from the text.

Threads share the rows. Memory: the text twice, the table twice, and some 50 MB a thread.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.counts.reach import Reach, reach
from w2v_core.errors import Cancelled, LimitReached
from w2v_core.text.corpus import Corpus

Ints = NDArray[np.int64]

CELLS = 4_000_000  # cells that a piece of the work can come to: 48 MB
PIECES = 64  # least number of pieces that a large text is cut into
MOST_WORK = 30_000_000  # neighbours that a piece adds up, but for a very frequent word: 0.1 s
MOST_CELLS = 400_000_000  # that a table may come to: 5 GB


class Rows(NamedTuple):
    """Consecutive sparse rows: columns (n,) int32, values (n,), cells to the end of each (R,)."""

    columns: NDArray[np.int32]
    values: NDArray[np.float64]
    ends: Ints


class Index(NamedTuple):
    """A text by place and by word.

    Attributes:
        text: word ids, -1 before, between and after sentences.
        places: (N,) places in `text`, those of word 0 first.
        bounds: (V + 1,) where the places of each word begin, and the end.
    """

    text: NDArray[np.int32]
    places: NDArray[Any]
    bounds: Ints


def count_matrix(
    corpus: Corpus,
    window: int,
    distance: str = "flat",
    side: str = "both",
    threads: int = 1,
    should_stop: Callable[[], bool] = lambda: False,
    device: str = "cpu",
) -> Any:
    """Co-occurrence counts of all words with all words.

        M[i, j] = sum over the places of word j near a place of word i, in the same sentence,
                  of 1, (w - d + 1) / w or 1 / d, at distance d up to the window w

    Args:
        corpus: the text; drop rare words first (`Corpus.keep`), add marks with `padded`.
        window: words to each side.
        distance: "flat", "linear" or "harmonic" (see `reach`).
        side: "both", or only words to the "left" (before) or "right" (after); the last two are
            each other's transpose.
        threads: how many, 1 or more. The counts do not depend on it.
        should_stop: asked some ten times a second whether to give up.
        device: "cpu", whose threads count, or "cuda", which counts through torch.

    Returns:
        A `scipy.sparse.csr_array` (V, V) float64, columns in order; flat counts are exact.

    Raises:
        Cancelled: if `should_stop` said so.
        LimitReached: if the table might have more than MOST_CELLS cells.
        ConfigError: if the window is below 1, or `distance` or `side` unknown.
    """
    near = reach(window, distance, side)
    if device != "cpu":
        from w2v_core.counts.matrix_torch import count_on

        most = most_cells(np.asarray(corpus.vocabulary.counts), near)
        check_size(int(most.sum()))
        return count_on(device, corpus, near, should_stop)
    index = index_of(corpus)
    check_size(int(most_cells(np.diff(index.bounds), near).sum()))
    return joined(counted(index, near, threads, should_stop))


def check_size(most: int) -> None:
    """LimitReached, if a table of up to `most` cells is too large."""
    if most > MOST_CELLS:
        raise LimitReached(
            f"The table of counts might have {most:,} cells, and {MOST_CELLS:,} is the most that "
            "is counted; raise min_count or make the window smaller."
        )


def counted(index: Index, near: Reach, threads: int, should_stop: Callable[[], bool]) -> list[Rows]:
    """All rows of the table, in pieces."""
    cuts = pieces(np.diff(index.bounds), near)
    done = []
    with ThreadPoolExecutor(threads, thread_name_prefix="counts") as pool:
        jobs = [pool.submit(rows, index, near, first, last) for first, last in pairwise(cuts)]
        for job in jobs:
            if should_stop():
                pool.shutdown(cancel_futures=True)
                raise Cancelled("Stopped; the text was not counted to its end.")
            done.append(job.result())
    return done


def joined(parts: list[Rows]) -> Any:
    """The sparse table that consecutive rows make."""
    from scipy.sparse import csr_array

    sizes = np.concatenate([np.diff(part.ends, prepend=0) for part in parts])
    columns = np.concatenate([part.columns for part in parts])
    values = np.concatenate([part.values for part in parts])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    if starts[-1] < 2**31:  # else SciPy would widen the columns too
        starts = starts.astype(np.int32)
    return csr_array((values, columns, starts), shape=(len(sizes), len(sizes)))


def index_of(corpus: Corpus) -> Index:
    """The text with marks between its sentences, and the places of each word in it."""
    from w2v_core.counts.count_kernels import index_places

    inside = np.ones(len(corpus.ids) + corpus.n_sentences + 1, dtype=bool)
    inside[corpus.starts + np.arange(corpus.n_sentences + 1)] = False
    text = np.full(len(inside), -1, np.int32)
    text[inside] = corpus.ids
    counts = np.bincount(corpus.ids, minlength=len(corpus.vocabulary))
    bounds = np.concatenate([[0], np.cumsum(counts)])
    places = np.empty(len(corpus.ids), np.int32 if len(text) < 2**31 else np.int64)
    index_places(text, bounds[:-1].copy(), places)
    return Index(text, places, bounds)


def most_cells(counts: Ints, near: Reach) -> Ints:
    """How many cells each row (V,) can come to, from the occurrences (V,) of its word."""
    return np.minimum(counts * near.size, len(counts))


def pieces(counts: Ints, near: Reach) -> list[int]:
    """Where to cut the rows, so that pieces are alike in work and none needs much memory.

    Args:
        counts: (V,) occurrences of each word.
        near: what counts around each.

    >>> pieces(np.array([5, 5, 5]), reach(1))
    [0, 1, 2, 3]
    """
    work = counts * near.size
    share = min(work.sum() / PIECES, MOST_WORK)
    load = np.cumsum(most_cells(counts, near) / CELLS + work / share)
    ends = np.flatnonzero(np.diff(np.floor(load), append=np.inf)) + 1
    return [0, *ends.tolist()]


def rows(index: Index, near: Reach, first: int, last: int) -> Rows:
    """The rows of words `first` up to `last` (excluded)."""
    from w2v_core.counts.count_kernels import count_rows

    n_words = len(index.bounds) - 1
    most = most_cells(np.diff(index.bounds), near)[first:last].sum()
    cells = Rows(np.empty(most, np.int32), np.empty(most), np.empty(last - first, np.int64))
    n = count_rows(index, first, last, near.left, near.right, np.zeros(n_words), cells)
    return Rows(cells.columns[:n].copy(), cells.values[:n] / near.denominator, cells.ends)
