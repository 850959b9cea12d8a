"""Rows for the tables of pages; texts stay as they are, for tables show them as data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from w2v_core.text.corpus import Corpus

if TYPE_CHECKING:
    from pandas import DataFrame


def matching(words: Sequence[str], typed: str | None, most: int) -> list[int]:
    """Ids of the words that hold what was typed, most frequent first; of all, where nothing was.

    >>> matching(["oil", "Soil", "gas"], "oi", 10), matching(["a", "b"], "", 1)
    ([0, 1], [0])
    """
    piece = (typed or "").strip().casefold()
    if not piece:
        return list(range(min(most, len(words))))
    return [id for id, word in enumerate(words) if piece in word.casefold()][:most]


def frequency_table(corpus: Corpus, ids: Sequence[int]) -> "DataFrame":
    """Rank, word, count and share (percent of all words) of some words of a corpus."""
    from pandas import DataFrame

    places = np.asarray(ids, dtype=np.int64)
    counts = corpus.vocabulary.counts[places]
    return DataFrame(
        {
            "rank": places + 1,
            "word": [corpus.vocabulary.words[id] for id in ids],
            "count": counts,
            "share": 100 * counts / max(corpus.n_words, 1),
        }
    )
