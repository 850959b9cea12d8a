"""The company of single words, against all words: quick, for only their places are looked at."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import Corpus

PLACES = 1_000_000  # looked at in one go


def counts_around(corpus: Corpus, ids: Sequence[int], window: int) -> NDArray[np.float64]:
    r"""How often each word stands within a window of given words: (n, V), every distance counts 1.

    These are rows of the table that `cooccurrence.count_matrix` makes whole.

    >>> from w2v_core.config import TextConfig
    >>> from w2v_core.text.corpus import build_corpus
    >>> corpus = build_corpus(["the cat sat\nthe dog"], TextConfig())
    >>> corpus.vocabulary.words, counts_around(corpus, [0], 1).tolist()
    (('the', 'cat', 'sat', 'dog'), [[0.0, 1.0, 0.0, 1.0]])
    """
    table = np.zeros((len(ids), len(corpus.vocabulary)))
    for row, id in enumerate(ids):
        places = np.flatnonzero(corpus.ids == id)
        for first in range(0, len(places), PLACES):
            table[row] += _beside(corpus, places[first : first + PLACES], window)
    return table


def _beside(corpus: Corpus, places: NDArray[np.int64], window: int) -> NDArray[np.float64]:
    sentences = np.searchsorted(corpus.starts, places, side="right") - 1
    starts, ends = corpus.starts[sentences], corpus.starts[sentences + 1]
    counts = np.zeros(len(corpus.vocabulary))
    for step in range(1, window + 1):
        for beside in (places - step, places + step):
            inside = beside[(beside >= starts) & (beside < ends)]
            counts += np.bincount(corpus.ids[inside], minlength=len(counts))
    return counts
