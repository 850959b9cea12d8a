"""A training as a film: its snapshots as frames that lie still, and what each of them answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.embedding import FloatMatrix, frozen
from w2v_core.linear.nearest import nearest, unit_rows
from w2v_core.projections.align import align
from w2v_core.runs.snapshots import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One moment.

    Attributes:
        words_done: corpus words passed until then.
        loss: mean training loss per pair just before, in nats; None where unknown.
        unit: (n, D) the vectors at unit length.
        points: (n, 2) the words as seen from where the last frame is seen best.
    """

    words_done: int
    loss: float | None
    unit: FloatMatrix
    points: FloatMatrix


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """The frames of a run.

    Attributes:
        words: n words, most frequent first.
        frames: in the order of time.
    """

    words: tuple[str, ...]
    frames: tuple[Frame, ...]

    @classmethod
    def of(cls, words: Sequence[str], snapshots: Sequence[Snapshot]) -> "Film":
        """The film of some snapshots, whose rows are the first of `words`.

        All frames are projected onto the two directions in which the last one spreads most (a
        principal component analysis of its unit vectors), then turned onto the frame after them,
        from the last to the first. So a word that does not move is not seen to move.
        """
        if not snapshots:
            return cls((), ())
        units = [unit_rows(snapshot.W_in) for snapshot in snapshots]
        last = units[-1].astype(np.float64)
        axes = np.linalg.svd(last - last.mean(axis=0), full_matrices=False)[2][:2]
        seen = [(unit - unit.mean(axis=0)) @ axes.T for unit in units]
        for n in range(len(seen) - 2, -1, -1):
            seen[n] = align(seen[n], seen[n + 1])
        frames = (
            Frame(snapshot.words_done, snapshot.loss, unit, frozen(points, np.float32))
            for snapshot, unit, points in zip(snapshots, units, seen, strict=True)
        )
        return cls(tuple(words[: len(last)]), tuple(frames))

    def neighbours(self, frame: int, word: str, top: int = 8) -> list[tuple[str, float]]:
        """The nearest words of the film at a moment, with their cosines, nearest first.

        Raises:
            ValueError: if the word is not in the film.
        """
        id = self.words.index(word)
        unit = self.frames[frame].unit
        ids, cosines = nearest(unit[[id]], unit, top, np.array([id]))
        found = zip(ids[0].tolist(), cosines[0].clip(-1, 1).tolist(), strict=True)
        return [(self.words[near], cosine) for near, cosine in found]

    def ranks(self, question: tuple[str, str, str, str]) -> list[int]:
        """For each frame the place of d among all words of the film for "a is to b as c is to ?".

        By 3CosAdd, the words a, b and c left out; 1 is the best.

        Raises:
            ValueError: if a word is not in the film.
        """
        a, b, c, d = (self.words.index(word) for word in question)
        return [_rank(frame.unit, a, b, c, d) for frame in self.frames]


def _rank(unit: FloatMatrix, a: int, b: int, c: int, d: int) -> int:
    scores: NDArray[np.float32] = unit @ (unit[b] - unit[a] + unit[c])
    better = scores > scores[d]
    better[[a, b, c]] = False
    return int(better.sum()) + 1
