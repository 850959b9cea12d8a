"""How well cosines agree with what people say of pairs of words: Spearman's rank correlation."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.embedding import Embedding
from w2v_core.linear.nearest import unit_rows
from w2v_core.query.question_files import SimilaritySet


@dataclass(frozen=True, slots=True)
class SimilarityResult:
    """The outcome of one similarity file.

    Attributes:
        name: of the file.
        pairs: in the file.
        used: of which both words have a vector; the others are skipped.
        spearman: rank correlation of the used pairs, -1 .. 1; None where it is not defined.
    """

    name: str
    pairs: int
    used: int
    spearman: float | None

    @property
    def coverage(self) -> float:
        """Share of the pairs that were used."""
        return self.used / self.pairs

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self) | {"coverage": self.coverage}


def score_similarity(
    embedding: Embedding, asked: SimilaritySet, which: str = "in"
) -> SimilarityResult:
    """Spearman's correlation between people's scores and cosines, over all words of the run.

    Pairs with a word that has no vector are skipped and counted. Where the run knows no capital
    letters, the file is lower-cased.
    """
    words = [(one, two) for one, two, _ in asked.pairs]
    ids = ids_of(embedding, words)
    known = np.all(ids >= 0, axis=1)
    one, two = (unit_rows(embedding.matrix(which)[side]) for side in ids[known].T)
    cosines = np.einsum("pd,pd->p", one, two, dtype=np.float64)
    wanted = np.array([score for *_, score in asked.pairs])[known]
    return SimilarityResult(asked.name, len(known), int(known.sum()), spearman(wanted, cosines))


def ids_of(
    embedding: Embedding, words: Sequence[Sequence[str]], top: int | None = None
) -> NDArray[np.int64]:
    """Ids (n, k) of n tuples of k words; -1 for a word without a vector.

    Args:
        embedding: the words of the run.
        words: n tuples; lower-cased first where the run knows no capital letters.
        top: only the most frequent words count as known.
    """
    limit = len(embedding) if top is None else top
    lowered = not any(word != word.lower() for word in embedding.words)
    known = {word: id for id, word in enumerate(embedding.words[:limit])}
    rows = [[known.get(word.lower() if lowered else word, -1) for word in row] for row in words]
    return np.array(rows, dtype=np.int64)


def spearman(first: ArrayLike, second: ArrayLike) -> float | None:
    """Spearman's rank correlation, equal values sharing their mean rank.

    None for fewer than two values, or where all of one side are equal: there is no order to agree
    with.

    >>> round(spearman([1, 2, 3, 4], [10, 20, 40, 30]), 3)
    0.8
    """
    one, two = ranks(first), ranks(second)
    if not (np.ptp(one) if one.size else 0) or not np.ptp(two):
        return None
    return float(np.corrcoef(one, two)[0, 1])


def ranks(values: ArrayLike) -> NDArray[np.float64]:
    """Ranks from 1; equal values share the mean of theirs.

    >>> ranks([5, 1, 5])
    array([2.5, 1. , 2.5])
    """
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(times) - (times - 1) / 2)[place], dtype=np.float64)
