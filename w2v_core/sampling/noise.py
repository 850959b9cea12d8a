"""Where noise words come from: counts to a power, drawn through an alias table.

Sources: Mikolov et al. 2013b, section 2.2 (the power 3/4); Walker 1977 and Vose 1991 (the table).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


def noise_distribution(counts: ArrayLike, power: float) -> NDArray[np.float64]:
    """Probability (V,) of each word as noise: its count to the `power`, normalised.

    >>> noise_distribution([5, 1, 1, 1, 1, 1], 0.75).round(4)[:2]
    array([0.4007, 0.1199])
    """
    weights: NDArray[np.float64] = np.asarray(counts, dtype=np.float64) ** power
    return np.asarray(weights / weights.sum())


@dataclass(frozen=True, slots=True)
class AliasTable:
    """Draws from a fixed distribution in two steps a draw, whatever its size.

    A draw picks a column evenly, then stays there with probability `stay`, or moves to `alias`.

    Attributes:
        stay: (V,) float64.
        alias: (V,) int32.
    """

    stay: NDArray[np.float64]
    alias: NDArray[np.int32]

    @classmethod
    def of(cls, probabilities: ArrayLike) -> "AliasTable":
        """The table of a distribution (V,) that sums to one (Vose's method)."""
        stay = np.asarray(probabilities, dtype=np.float64) * np.size(probabilities)
        alias = np.arange(len(stay), dtype=np.int32)
        mass = stay.tolist()
        poor = [id for id, share in enumerate(mass) if share < 1.0]
        rich = [id for id, share in enumerate(mass) if share >= 1.0]
        while poor and rich:
            low, high = poor.pop(), rich[-1]
            stay[low], alias[low] = mass[low], high
            mass[high] -= 1.0 - mass[low]
            if mass[high] < 1.0:
                poor.append(rich.pop())
        stay[poor + rich] = 1.0  # what is left differs from one by rounding only
        return cls(stay, alias)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.int32]:
        """Word ids of the given shape."""
        column = rng.integers(0, len(self.stay), shape, dtype=np.int32)
        stays = rng.random(shape) < self.stay[column]
        return np.where(stays, column, self.alias[column])

    def probabilities(self) -> NDArray[np.float64]:
        """The distribution (V,) that the table draws from, added up again from its columns."""
        moved = np.bincount(self.alias, weights=1.0 - self.stay, minlength=len(self.stay))
        return (self.stay + moved) / len(self.stay)
