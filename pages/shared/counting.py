"""Co-occurrences of a corpus, counted once and kept: the caches of the Co-occurrence page.

Keys are the text, which tells its owner too, and plain numbers; values are read-only.
"""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import cache
from pages.shared.cache import Text
from w2v_core.counts.cooccurrence import context_totals, count_among
from w2v_core.counts.weighting import WEIGHTINGS, context_shares
from w2v_core.query.search import WordSearch
from w2v_core.text.corpus import Corpus


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """How often n words stand near each other.

    Attributes:
        counts: (n, n) places of the column's word within the window of the row's word.
        totals: (n,) context places of each word, with all words of the text.
        shares: (n,) smoothed share of each word among all contexts.
    """

    counts: NDArray[np.int64]
    totals: NDArray[np.int64]
    shares: NDArray[np.float64]

    def weighted(self, measure: str) -> NDArray[np.float64]:
        """The counts (n, n) as one of `WEIGHTINGS`."""
        return WEIGHTINGS[measure](self.counts, self.totals, self.shares)


@st.cache_resource(max_entries=3, show_spinner=False)
def kept_corpus(text: Text, min_count: int) -> Corpus:
    """The corpus without its rare words; raises TextError where nothing is left."""
    return cache.corpus(text).keep(min_count)


@st.cache_resource(max_entries=3, show_spinner=False)
def corpus_search(text: Text) -> WordSearch:
    """Search as you type over all words of a corpus."""
    return WordSearch(cache.corpus(text).vocabulary.words)


@st.cache_resource(max_entries=64, show_spinner=False)
def company(text: Text, min_count: int, window: int, ids: tuple[int, ...]) -> Company:
    """The company that the words `ids` keep among each other, counted exactly."""
    totals = _totals(text, min_count, window)
    counts = count_among(kept_corpus(text, min_count), ids, window=window)
    chosen = np.array(ids)
    counts.flags.writeable = False
    return Company(counts, totals[chosen], context_shares(totals)[chosen])


@st.cache_resource(max_entries=12, show_spinner=False)
def _totals(text: Text, min_count: int, window: int) -> NDArray[np.int64]:
    return context_totals(kept_corpus(text, min_count), window)
