"""Co-occurrences of a corpus, counted once and kept: the caches of the Co-occurrence page.

Keys are the text, which tells its owner too, and plain values; what is kept is read-only.
"""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import cache
from pages.shared.cache import Text
from w2v_core.counts.boundaries import padded
from w2v_core.counts.cooccurrence import context_totals, count_among, count_matrix
from w2v_core.counts.reach import OPPOSITE
from w2v_core.counts.weighting import COLLOCATIONS, Margins, measured
from w2v_core.linear.cores import cores
from w2v_core.linear.svd import explained, truncated_svd
from w2v_core.query.search import WordSearch
from w2v_core.text.corpus import Corpus

MOST_DECOMPOSED = 5_000  # words a side of a table that is decomposed on a page
MOST_RANK = 30


class Counting(NamedTuple):
    """How company is counted: see `TrainConfig` for what each means."""

    min_count: int
    window: int
    distance: str
    side: str
    boundaries: bool


class Measure(NamedTuple):
    """What the counts become: a name of the tables in `counts.weighting`, and PPMI's options.

    The shift is k as in `TrainConfig`: its logarithm is taken off.
    """

    name: str
    smoothing: float = 0.75
    shift: float = 1.0

    @property
    def of_pairs_seen(self) -> bool:
        """Whether a pair that never meets has no value, for seen ones may lie below zero."""
        return self.name in COLLOCATIONS

    def of(self, counts: Any, margins: Margins) -> Any:
        """The counts (R, C), dense or sparse, as the measure has them; 0 where they are 0."""
        return measured(counts, self.name, margins, math.log(self.shift))


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """How often n words stand near each other.

    Attributes:
        counts: (n, n) places of the column's word in the windows of the row's word, weighted.
        margins: the totals of the n words, with all words of the text.
    """

    counts: NDArray[np.float64]
    margins: Margins

    def measured(self, measure: Measure) -> NDArray[np.float64]:
        """The counts (n, n) as the measure has them; NaN where it has no value for a pair."""
        values = np.asarray(measure.of(self.counts, self.margins))
        return np.where(self.counts > 0, values, np.nan) if measure.of_pairs_seen else values


@dataclass(frozen=True, slots=True, eq=False)
class Decomposed:
    """A table of all words, or of the most frequent, by its leading singular values.

    Small, so that a visitor's session can hold it.

    Attributes:
        U: (n, 1 or 2) the first left vectors; row i is word i of the counted text.
        S: (k,) singular values.
        explained: (k,) share of the squared table that rank 1 .. k keeps.
    """

    U: NDArray[np.float64]
    S: NDArray[np.float64]
    explained: NDArray[np.float64]


@st.cache_resource(max_entries=3, show_spinner=False)
def kept_corpus(text: Text, min_count: int) -> Corpus:
    """The corpus without its rare words; raises TextError where nothing is left."""
    return cache.corpus(text).keep(min_count)


@st.cache_resource(max_entries=3, show_spinner=False)
def counted_corpus(text: Text, min_count: int, boundaries: bool) -> Corpus:
    """The same with marks round its sentences, if wanted; raises ConfigError where it has some."""
    kept = kept_corpus(text, min_count)
    return padded(kept) if boundaries else kept


@st.cache_resource(max_entries=3, show_spinner=False)
def corpus_search(text: Text) -> WordSearch:
    """Search as you type over all words of a corpus."""
    return WordSearch(cache.corpus(text).vocabulary.words)


@st.cache_resource(max_entries=64, show_spinner=False)
def company(text: Text, how: Counting, smoothing: float, ids: tuple[int, ...]) -> Company:
    """The company that words `ids` of the counted text keep among each other, counted exactly."""
    rows, columns = totals(text, how)
    corpus = counted_corpus(text, how.min_count, how.boundaries)
    counts = count_among(corpus, ids, None, how.window, how.distance, how.side)
    counts.flags.writeable = False
    return Company(counts, Margins.of(rows, columns, smoothing).among(ids, ids))


@st.cache_resource(max_entries=12, show_spinner=False)
def totals(text: Text, how: Counting) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Row sums and column sums (V,) of the table of all words."""
    corpus = counted_corpus(text, how.min_count, how.boundaries)
    rows = context_totals(corpus, how.window, how.distance, how.side)
    if how.side == "both":
        return rows, rows
    return rows, context_totals(corpus, how.window, how.distance, OPPOSITE[how.side])


@st.cache_resource(max_entries=1, show_spinner=False)
def _table(text: Text, how: Counting) -> Any:
    """The sparse table of counts of the most frequent words, at most `MOST_DECOMPOSED`."""
    corpus = counted_corpus(text, how.min_count, how.boundaries)
    counts = count_matrix(corpus, how.window, how.distance, how.side, cores())
    return counts[:MOST_DECOMPOSED, :MOST_DECOMPOSED]


@st.cache_resource(max_entries=3, show_spinner=False)
def decomposed(text: Text, how: Counting, measure: Measure) -> Decomposed:
    """The leading singular values and vectors of the measured table of the most frequent words.

    Words are cut off before the counts are measured; what chance would bring is still told from
    the totals of all words.
    """
    counts = _table(text, how)
    n = counts.shape[0]
    margins = Margins.of(*totals(text, how), measure.smoothing).among(range(n), range(n))
    values = measure.of(counts, margins)
    U, S, _ = truncated_svd(values, min(MOST_RANK, n))
    return Decomposed(U[:, :2].copy(), S, explained(S, values))
