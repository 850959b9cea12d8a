"""A co-occurrence table that fills cell by cell, and what a few singular values keep of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.counts.boundaries import END, START, padded
from w2v_core.counts.weighting import Margins, measured
from w2v_core.lessons.passage import Passage
from w2v_core.linear.svd import truncated_svd

Floats = NDArray[np.float64]
Ids = NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Filling:
    """Every pair that will be counted, in the order of the text.

    Attributes:
        text: the words in order, `<START>` and `<END>` round each sentence.
        words: V distinct ones: the two marks, then by the alphabet.
        center_pos: (P,) the place in `text` that a pair is counted from.
        context_pos: (P,) the place it is counted for.
        slots: (N,) the row in the table of each word of `text`.
    """

    text: tuple[str, ...]
    words: tuple[str, ...]
    center_pos: Ids
    context_pos: Ids
    slots: Ids

    @classmethod
    def of(cls, passage: Passage, window: int, marks: bool = True) -> "Filling":
        """The pairs of a passage within `window` words; `marks` count as words, or are left out."""
        corpus = padded(passage.corpus) if marks else passage.corpus
        found = corpus.vocabulary.words
        text = tuple(found[id] for id in corpus.ids)
        words = tuple(sorted(found, key=lambda word: (word != START, word != END, word)))
        row = {word: n for n, word in enumerate(words)}
        center_pos, context_pos = Passage(text, corpus).windows(window).pairs()
        return cls(text, words, center_pos, context_pos, np.array([row[word] for word in text]))

    def __len__(self) -> int:
        return len(self.center_pos)

    def cell(self, pair: int) -> tuple[int, int]:
        """Row and column that a pair adds one to."""
        return (
            int(self.slots[self.center_pos[pair]]),
            int(self.slots[self.context_pos[pair]]),
        )

    def counts(self, n_pairs: int | None = None) -> Floats:
        """The table (V, V) after the first pairs; None: after all."""
        rows = self.slots[self.center_pos[:n_pairs]]
        columns = self.slots[self.context_pos[:n_pairs]]
        table = np.zeros((len(self.words), len(self.words)))
        np.add.at(table, (rows, columns), 1)
        return table


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """A table M (V, V) as U S V^T, and what its first k parts give back.

    Attributes:
        table: M.
        U: (V, V) left vectors.
        S: (V,) singular values, falling.
        Vt: (V, V) right vectors.
    """

    table: Floats
    U: Floats
    S: Floats
    Vt: Floats

    @classmethod
    def of(cls, counts: Floats, measure: str) -> "Factors":
        """The factors of a table of counts, weighted by "counts", "log" or "ppmi"."""
        table = weighted(counts, measure)
        return cls(table, *truncated_svd(table, len(table)))

    def rebuilt(self, rank: int) -> Floats:
        """The closest table of a rank: U_k S_k V_k^T."""
        return np.asarray(self.U[:, :rank] * self.S[:rank] @ self.Vt[:rank])

    def error(self, rank: int) -> float:
        """How far that is from M: the square root of the sum of squared differences."""
        return float(np.linalg.norm(self.table - self.rebuilt(rank)))

    @property
    def points(self) -> Floats:
        """Words in the plane (V, 2): the first two columns of U S."""
        return self.U[:, :2] * self.S[:2]


def weighted(counts: Floats, measure: str) -> Floats:
    """A table of all words (V, V) as "counts", "log" or "ppmi"."""
    return np.asarray(measured(counts, measure, Margins.of_table(counts)))


def frequent_share(table: Floats, counts: Floats, part: float = 0.1) -> float:
    """Share of a table's squares that stands in its most frequent cells.

    An SVD keeps the largest squares first, so its dimensions go where they stand.

    Args:
        table: (V, V), the counts as some measure has them.
        counts: (V, V).
        part: of the cells that are not zero, the most frequent ones.

    >>> counts = np.array([[0.0, 3.0], [1.0, 0.0]])
    >>> frequent_share(counts, counts), frequent_share(np.sqrt(counts), counts)
    (0.9, 0.75)
    """
    n_cells = max(1, round(part * np.count_nonzero(counts)))
    most = np.argsort(-counts, axis=None, kind="stable")[:n_cells]
    squares = table.ravel() ** 2
    return round(float(squares[most].sum() / (squares.sum() or 1.0)), 12)
