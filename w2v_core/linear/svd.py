"""The k largest singular values of a matrix and their vectors, with signs that do not flip.

    A  is close to  U_k S_k V_k^T,   and no matrix of rank k is closer (Eckart & Young 1936).

The signs of singular vectors are arbitrary; here the entry of largest size in each left vector is
positive, so that two runs agree.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import Cancelled, ConfigError
from w2v_core.linear.krylov import by_krylov, fits

Floats = NDArray[np.float64]
Triple = tuple[Floats, Floats, Floats]
Asked = Callable[[], bool]

LAPACK_WORK = 1e9  # rows x columns x shorter side: some tenths of a second
GRAM_SIDE = 2_000  # the longest shorter side whose square matrix is worth building
MANY_CELLS = 2_000_000  # of a sparse table: above, ARPACK takes seconds


def truncated_svd(
    matrix: Any, k: int, seed: int = 0, should_stop: Asked = lambda: False, device: str = "cpu"
) -> Triple:
    """The `k` largest singular values and vectors, in float64.

    Small matrices, and nearly full ranks, go to LAPACK whole; long thin dense ones through the
    square matrix of their short side; large sparse ones to block products in float32 (`krylov`),
    all others to ARPACK. None of them is a random sketch: with `krylov` each value is within 1 %,
    mostly far nearer; otherwise leading values agree to about 1e-8 of the largest.

    Args:
        matrix: (R, C), a NumPy array or a SciPy sparse matrix.
        k: how many, 1 .. min(R, C).
        seed: first vectors of `krylov` and ARPACK; the other ways do not use it.
        should_stop: asked at every product of these two whether to give up; the others are quick.
        device: "cpu", or "cuda", where `krylov` takes its products to it.

    Returns:
        U (R, k), S (k,) falling, Vt (k, C).

    Raises:
        Cancelled: if `should_stop` said so.
        ConfigError: if `k` is out of range.
    """
    short = min(matrix.shape)
    if not 1 <= k <= short:
        raise ConfigError(f"An SVD of rank {k} of a {matrix.shape} matrix; choose 1 to {short}.")
    dense = isinstance(matrix, np.ndarray)
    work = matrix.shape[0] * matrix.shape[1] * short
    if work <= LAPACK_WORK or 2 * k > short:
        U, S, Vt = by_lapack(as_dense(matrix), k)
    elif dense and short <= GRAM_SIDE:
        U, S, Vt = by_gram(as_dense(matrix), k)
    elif not dense and matrix.nnz > MANY_CELLS and fits(matrix.shape, k):
        U, S, Vt = by_krylov(matrix, k, seed, should_stop, device)
    else:
        U, S, Vt = by_arpack(matrix, k, seed, should_stop)
    return fix_signs(U, S, Vt)


def vectors(U: Floats, S: Floats, Vt: Floats, power: float) -> tuple[Floats, Floats]:
    """Word vectors U S^p (R, k) and context vectors V S^(1 - p) (C, k).

    Their products are those of the truncated matrix, whatever the power (Levy, Goldberg & Dagan
    2015).

    Args:
        U: (R, k) left vectors.
        S: (k,) singular values.
        Vt: (k, C) right vectors.
        power: p, from 0 to 1; 1 keeps the distances between rows.
    """
    return U * S**power, Vt.T * S ** (1 - power)


def explained(S: Floats, matrix: Any) -> Floats:
    """Share (k,) of the matrix's squared Frobenius norm that rank 1, 2 ... k keeps.

        S_1^2 + ... + S_k^2  over  the sum of all squared entries

    That is the "explained variance" about zero: nothing has been centred. Zeros for a matrix of
    zeros.

    >>> explained(np.array([4.0, 3.0]), np.array([[4.0, 0.0], [0.0, 3.0]]))
    array([0.64, 1.  ])
    """
    squares = np.cumsum(S**2)
    return np.asarray(np.minimum(squares / (squared_norm(matrix) or 1.0), 1.0))


def squared_norm(matrix: Any) -> float:
    """The sum of all squared entries, and of all squared singular values."""
    entries = matrix if isinstance(matrix, np.ndarray) else matrix.data
    return float(np.vdot(entries, entries))


def by_lapack(matrix: Floats, k: int) -> Triple:
    """All singular values, then the first `k`."""
    U, S, Vt = np.linalg.svd(matrix, full_matrices=False)
    return U[:, :k], S[:k], Vt[:k]


def by_gram(matrix: Floats, k: int) -> Triple:
    """Through the eigenvectors of A^T A, made exact within the space they span."""
    if matrix.shape[0] < matrix.shape[1]:
        U, S, Vt = by_gram(matrix.T, k)
        return Vt.T, S, U.T
    _, vectors = np.linalg.eigh(matrix.T @ matrix)
    leading = vectors[:, : -k - 1 : -1]
    # The eigenvalues are squares and have lost half the digits; these singular values have not.
    U, S, Wt = np.linalg.svd(matrix @ leading, full_matrices=False)
    return U, S, Wt @ leading.T


def by_arpack(matrix: Any, k: int, seed: int, should_stop: Asked = lambda: False) -> Triple:
    """Lanczos iteration to machine precision, for matrices too large to be decomposed whole."""
    from scipy.sparse.linalg import svds

    if squared_norm(matrix) == 0:  # nothing to iterate on
        return np.eye(matrix.shape[0], k), np.zeros(k), np.eye(k, matrix.shape[1])
    start = np.random.default_rng(seed).standard_normal(min(matrix.shape))
    U, S, Vt = svds(operator(matrix.astype(np.float64, copy=False), should_stop), k=k, v0=start)
    order = np.argsort(-S, kind="stable")
    return U[:, order], S[order], Vt[order]


def operator(matrix: Any, should_stop: Asked) -> Any:
    """The matrix as its products, each of which asks first whether to stop."""
    from scipy.sparse.linalg import LinearOperator

    def times(factor: Any) -> Callable[[Floats], Any]:
        def product(x: Floats) -> Any:
            if should_stop():
                raise Cancelled("Stopped; the singular vectors were not found yet.")
            return factor @ x

        return product

    there, back = times(matrix), times(matrix.T)
    return LinearOperator(
        matrix.shape, there, rmatvec=back, matmat=there, rmatmat=back, dtype=np.float64
    )


def fix_signs(U: Floats, S: Floats, Vt: Floats) -> Triple:
    """Flip pairs of vectors so that the largest entry of each left one is positive."""
    largest = U[np.abs(U).argmax(axis=0), np.arange(U.shape[1])]
    signs = np.where(largest < 0, -1.0, 1.0)
    return U * signs, S, Vt * signs[:, None]


def as_dense(matrix: Any) -> Floats:
    """The matrix as a float64 array."""
    array = matrix if isinstance(matrix, np.ndarray) else matrix.toarray()
    return np.asarray(array, dtype=np.float64)
