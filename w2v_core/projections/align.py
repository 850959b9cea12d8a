"""Turning one map onto another, so that frames of one training do not spin or flip.

The same serves vectors of any dimension: two runs have no axes in common, and only a turn makes
their numbers comparable.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.errors import ConfigError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Motion:
    """A shift, a turn and perhaps a mirror: what moves one cloud of points onto another.

    Attributes:
        turn: (dims, dims), orthogonal.
        before: (dims,) centre of the moved cloud.
        after: (dims,) centre of the cloud it is laid on.
    """

    turn: Floats
    before: Floats
    after: Floats

    @classmethod
    def between(cls, points: ArrayLike, reference: ArrayLike) -> Self:
        """The motion that lays `points` as near to `reference` as they can lie.

        Orthogonal Procrustes (Schönemann 1966): with both clouds centred and `P^T R = U S V^T`,
        the turn that brings P nearest to R is `U V^T`. Nothing is scaled or bent: a map that grows
        while training is seen to grow, and distances within it stay as they were.

        Args:
            points: (V, dims); row i and row i of `reference` belong to the same word.
            reference: (V, dims).

        Raises:
            ConfigError: if the shapes differ.
        """
        moving = np.asarray(points, dtype=np.float64)
        fixed = np.asarray(reference, dtype=np.float64)
        if moving.shape != fixed.shape or moving.ndim != 2:
            raise ConfigError(
                f"A map of shape {moving.shape} cannot be laid on one of shape {fixed.shape}; "
                "both need the same words and dimensions."
            )
        if len(moving) == 0:
            still = np.zeros(moving.shape[1])
            return cls(np.eye(moving.shape[1]), still, still)
        before, after = moving.mean(axis=0), fixed.mean(axis=0)
        U, _, Vt = np.linalg.svd((moving - before).T @ (fixed - after))
        return cls(U @ Vt, before, after)

    def __call__(self, points: ArrayLike) -> NDArray[np.float32]:
        """Points (n, dims) moved; they need not be those that the motion was found for."""
        moved = (np.asarray(points, dtype=np.float64) - self.before) @ self.turn + self.after
        return np.asarray(moved, dtype=np.float32)


def align(points: ArrayLike, reference: ArrayLike) -> NDArray[np.float32]:
    """`points` moved, turned and mirrored to lie as near to `reference` as they can.

    Args:
        points: (V, dims); row i and row i of `reference` belong to the same word.
        reference: (V, dims) earlier map.

    Returns:
        (V, dims) float32.

    Raises:
        ConfigError: if the shapes differ.
    """
    return Motion.between(points, reference)(points)
