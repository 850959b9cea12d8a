"""Questions put to a model: hidden layers of held-out text, and the targets asked of them.

Skip-gram is asked for pairs, CBOW for the centres of whole windows. Several targets may be asked of
one hidden layer, so that it is weighed against the vocabulary once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.sampling.noise import AliasTable
from w2v_core.sampling.windows import Windows
from w2v_core.text.corpus import starts_of

Floats = NDArray[np.floating[Any]]
Ids = NDArray[np.int32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Probe:
    """R hidden layers and E targets with K noise words each.

    Attributes:
        inputs: (I,) ids of the words that make the hidden layers.
        bounds: (R + 1,) layer r is made of inputs[bounds[r]] .. inputs[bounds[r + 1] - 1].
        row: (E,) which layer each target is asked of, rising.
        target_ids: (E,).
        noise_ids: (E, K).
    """

    inputs: Ids
    bounds: Places
    row: Places
    target_ids: Ids
    noise_ids: Ids

    def hidden(self, W_in: Floats, mean: bool = True) -> Floats:
        """The hidden layers (R, D): mean or sum of their inputs' vectors."""
        total = np.add.reduceat(W_in[self.inputs], self.bounds[:-1], axis=0)
        sizes = np.diff(self.bounds)[:, None].astype(W_in.dtype)
        return total / sizes if mean else total

    def sample(self, n: int, rng: np.random.Generator) -> "Probe":
        """The same with `n` targets drawn at random, and the layers they need."""
        places = np.sort(rng.permutation(len(self.row))[:n])
        rows, row = np.unique(self.row[places], return_inverse=True)
        inputs, bounds = gathered(self.inputs, self.bounds[:-1][rows], self.bounds[1:][rows])
        return Probe(inputs, bounds, row, self.target_ids[places], self.noise_ids[places])

    def parts(self, n_rows: int) -> Iterator[tuple[slice, slice]]:
        """Some layers at a time: their slice, and the slice of the targets asked of them."""
        for first in range(0, len(self.bounds) - 1, n_rows):
            last = min(first + n_rows, len(self.bounds) - 1)
            low, high = np.searchsorted(self.row, (first, last))
            yield slice(first, last), slice(int(low), int(high))


def gathered(values: Ids, left: Places, right: Places) -> tuple[Ids, Places]:
    """The ranges left[i] .. right[i] - 1 of the values in one row, and where each begins there."""
    bounds = starts_of(right - left)
    places = np.arange(int(bounds[-1])) + np.repeat(left - bounds[:-1], right - left)
    return values[places], bounds


def pairs_probe(
    windows: Windows, most: int, noise: AliasTable, n_noise: int, rng: np.random.Generator
) -> Probe | None:
    """At most so many pairs: each centre is asked for its contexts; None where there are none."""
    sizes = windows.right - windows.left - 1
    ends = np.cumsum(sizes)
    if not ends[-1]:
        return None
    numbers = rng.choice(ends[-1], min(most, int(ends[-1])), replace=False)
    center_pos = np.searchsorted(ends, numbers, side="right")
    context_pos = windows.left[center_pos] + numbers - (ends - sizes)[center_pos]
    context_pos += context_pos >= center_pos  # the centre itself is no context
    order = np.argsort(windows.ids[center_pos], kind="stable")
    centers, row = np.unique(windows.ids[center_pos[order]], return_inverse=True)
    noise_ids = noise.draw((len(row), n_noise), rng)
    bounds = np.arange(len(centers) + 1)
    return Probe(centers, bounds, row, windows.ids[context_pos[order]], noise_ids)


def windows_probe(
    windows: Windows, most: int, noise: AliasTable, n_noise: int, rng: np.random.Generator
) -> Probe | None:
    """Windows with at most so many pairs in all: the contexts are asked for their centre."""
    sizes = windows.right - windows.left - 1
    order = rng.permutation(np.flatnonzero(sizes))
    n_chosen = max(1, int(np.searchsorted(np.cumsum(sizes[order]), most, "right")))
    centers = np.sort(order[:n_chosen])
    if not len(centers):
        return None
    whole, bounds = gathered(windows.ids, windows.left[centers], windows.right[centers])
    own = bounds[:-1] + centers - windows.left[centers]  # where each centre stands in its window
    inputs = np.delete(whole, own)
    noise_ids = noise.draw((len(centers), n_noise), rng)
    rows = np.arange(len(centers))
    return Probe(inputs, starts_of(sizes[centers]), rows, windows.ids[centers], noise_ids)
