"""Turning one map onto another, so that frames of one training do not spin or flip."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.errors import ConfigError


def align(points: ArrayLike, reference: ArrayLike) -> NDArray[np.float32]:
    """`points` moved, turned and mirrored to lie as near to `reference` as they can.

    Orthogonal Procrustes (Schönemann 1966): with both clouds centred and `P^T R = U S V^T`, the
    turn that brings P nearest to R is `U V^T`. Nothing is scaled or bent: a map that grows while
    training is seen to grow, and distances within it stay as they were.

    Args:
        points: (V, dims); row i and row i of `reference` belong to the same word.
        reference: (V, dims) earlier map.

    Returns:
        (V, dims) float32.

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
        return moving.astype(np.float32)
    centre = fixed.mean(axis=0)
    moving = moving - moving.mean(axis=0)
    U, _, Vt = np.linalg.svd(moving.T @ (fixed - centre))
    return np.asarray(moving @ (U @ Vt) + centre, dtype=np.float32)
