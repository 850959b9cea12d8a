"""Which words stand nearest to a word, by the cosine of their vectors."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import best, unit_rows


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word near another.

    Attributes:
        word: the word.
        cosine: of the angle between the two vectors, -1 .. 1.
        count: occurrences in the text, or None where unknown.
        id: its vocabulary id.
    """

    word: str
    cosine: float
    count: int | None
    id: int

    @property
    def angle(self) -> float:
        """The angle between the two vectors, in degrees.

        >>> round(Neighbour("oil", 0.5, None, 0).angle, 6)
        60.0
        """
        return math.degrees(math.acos(self.cosine))


@dataclass(frozen=True, eq=False)
class NeighbourIndex:
    """The vectors of an embedding at unit length, made once and asked often.

    Attributes:
        embedding: whose words and counts are shown.
        unit: (V, D) float32 unit rows, read-only.
    """

    embedding: Embedding
    unit: FloatMatrix = field(repr=False)

    @classmethod
    def of(cls, embedding: Embedding, which: str = "in") -> Self:
        """The index of the `in` or `out` vectors, or of their `sum`."""
        unit = unit_rows(embedding.matrix(which))
        unit.flags.writeable = False
        return cls(embedding, unit)

    def neighbours(self, word: str, top: int = 10, min_count: int = 0) -> list[Neighbour]:
        """The `top` words nearest to `word`, itself left out, nearest first.

        Raises:
            UnknownWord: if the word is not in the vocabulary.
            ConfigError: if `min_count` is asked for and the counts are unknown.
        """
        id = self.embedding.id_of(word)
        return self.around(self.unit[id], top, [id], min_count)

    def around(
        self, vector: ArrayLike, top: int = 10, exclude: Iterable[int] = (), min_count: int = 0
    ) -> list[Neighbour]:
        """The `top` words nearest to a vector (D,) of any length, without the ids in `exclude`."""
        query = unit_rows(np.asarray(vector)[None])[0]
        scores = self.unit @ query
        scores[list(exclude)] = -np.inf
        scores[self.rarer_than(min_count)] = -np.inf
        top = min(top, int(np.isfinite(scores).sum()))
        ids, cosines = best(scores[None], max(top, 0))
        pairs = zip(ids[0].tolist(), cosines[0].tolist(), strict=True)
        return [self.neighbour(id, cosine) for id, cosine in pairs]

    def neighbour(self, id: int, cosine: float) -> Neighbour:
        """A word by its id, with rounding beyond ±1 cut off."""
        counts = self.embedding.counts
        count = None if counts is None else int(counts[id])
        return Neighbour(self.embedding.words[id], min(max(cosine, -1.0), 1.0), count, id)

    def rank(self, word: str, other: str) -> int:
        """The place of `other` among the neighbours of `word`, from 1; 0 for the word itself."""
        id, id_other = self.embedding.id_of(word), self.embedding.id_of(other)
        scores = self.unit @ self.unit[id]
        scores[id] = np.inf
        return int((scores > scores[id_other]).sum())

    def cosines(self, words: Sequence[str]) -> FloatMatrix:
        """Cosines (n, n) between the words of a list."""
        rows = self.unit[[self.embedding.id_of(word) for word in words]]
        return np.asarray(np.clip(rows @ rows.T, -1.0, 1.0), dtype=np.float32)

    def rarer_than(self, min_count: int) -> NDArray[np.bool_] | slice:
        """Which words (V,) occur less often than `min_count`."""
        if min_count <= 0:
            return slice(0)
        if self.embedding.counts is None:
            raise ConfigError("The counts of these words are unknown; leave min_count at 0.")
        return self.embedding.counts < min_count


def neighbours(
    embedding: Embedding, word: str, top: int = 10, which: str = "in", min_count: int = 0
) -> list[Neighbour]:
    """The `top` words nearest to `word` by cosine, itself left out, nearest first.

    For many questions to one embedding make a `NeighbourIndex` once.

    Args:
        embedding: the words and vectors.
        word: the word asked about.
        top: how many.
        which: `in` vectors, `out` vectors or their `sum`.
        min_count: leave out words that occur less often.

    >>> e = Embedding(["a", "b", "c"], [[1, 0], [0.6, 0.8], [0, 1]], counts=[9, 5, 2])
    >>> [(n.word, round(n.cosine, 3)) for n in neighbours(e, "a")]
    [('b', 0.6), ('c', 0.0)]
    """
    return NeighbourIndex.of(embedding, which).neighbours(word, top, min_count)
