"""The flattest honest map: the directions in which the vectors spread most.

Rows are scaled to unit length, since neighbours are judged by the angle alone, and centred, since
all word vectors share a direction that would eat the first axis. The SVD of that matrix is a
principal component analysis; distances on the map are never longer than the true ones.
"""

import numpy as np
from numpy.typing import ArrayLike

from w2v_core.linear.nearest import unit_rows
from w2v_core.linear.svd import truncated_svd
from w2v_core.projections.projection import Projection


def svd_map(vectors: ArrayLike, dims: int = 2) -> Projection:
    """The first `dims` principal axes of the unit-length vectors (V, D).

    Points are `U_k S_k`; with fewer words or dimensions than axes the missing axes are zero.
    """
    rows = unit_rows(vectors).astype(np.float64)
    rows -= rows.mean(axis=0) if len(rows) else 0.0
    points = np.zeros((len(rows), dims), dtype=np.float32)
    shares = np.zeros(dims)
    k = min(dims, *rows.shape)
    total = float(np.einsum("vd,vd->", rows, rows))
    if k and total > 0:
        U, S, _ = truncated_svd(rows, k)
        points[:, :k] = U * S
        shares[:k] = S**2 / total
    note = f"SVD of the centred unit vectors: {dims} axes keep {shares.sum():.0%} of their spread."
    return Projection(points, tuple(shares.tolist()), note)
