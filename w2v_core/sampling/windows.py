"""From a text of word ids to the examples that training reads.

A radius is drawn for every kept word; its contexts are the kept words that lie within the radius
and in the same sentence. All engines read their examples from here, so tests can force them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Windows:
    """Centres and the ranges of their contexts.

    Attributes:
        ids: (M,) int32 kept words in the order of the text; each is a centre.
        left: (M,) int64, first context position of each centre.
        right: (M,) int64, position after its last context.

    The contexts of position i are the positions left[i] .. right[i] - 1 without i itself.
    """

    ids: Ids
    left: Positions
    right: Positions

    @property
    def n_pairs(self) -> int:
        """How many (centre, context) pairs there are."""
        return int((self.right - self.left).sum()) - len(self.ids)

    def pairs(self) -> tuple[Positions, Positions]:
        """Positions of the centre and of the context of every pair, centre by centre."""
        sizes = self.right - self.left
        center_pos = np.repeat(np.arange(len(self.ids)), sizes)
        ends = np.cumsum(sizes)
        context_pos = np.arange(len(center_pos)) - np.repeat(ends - self.right, sizes)
        other = center_pos != context_pos
        return center_pos[other], context_pos[other]


def draw_windows(
    ids: Ids,
    starts: Positions,
    keep: NDArray[np.float64],
    window: int,
    shrink: bool,
    rng: np.random.Generator,
) -> Windows:
    """Thin out the sentences and draw a window for each word that is kept.

    Args:
        ids: (N,) word ids of whole sentences.
        starts: (S + 1,) where each sentence begins in `ids`, and the end of the last.
        keep: (V,) keep probability of each word.
        window: largest radius.
        shrink: draw each radius uniformly from 1..window; otherwise it is `window`.
        rng: source of chance.
    """
    kept = rng.random(len(ids), dtype=np.float32) < keep[ids]
    kept_before = np.concatenate(([0], np.cumsum(kept)))
    bounds = kept_before[starts]  # where each sentence begins among the kept words
    n_kept = int(bounds[-1])
    sizes = np.diff(bounds)
    positions = np.arange(n_kept)
    radius = rng.integers(1, window + 1, n_kept) if shrink else window
    left = np.maximum(positions - radius, np.repeat(bounds[:-1], sizes))
    right = np.minimum(positions + radius + 1, np.repeat(bounds[1:], sizes))
    return Windows(ids[kept], left, right)
