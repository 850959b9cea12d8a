"""The k largest singular values of a large sparse table, by blocks of products in float32.

Golub and Kahan's two chains of vectors (1965), a block of them at a time:

    A V_m = U_m B_m,     A^T U_m = V_m B_m^T + V_next R E^T

with orthonormal U and V. The singular values of the small B come close to the largest of A, and
the last term says how close: value i is off by no more than |R^T p_i|, where p_i is the end of B's
left vector. When the chains have grown long, they are begun anew from the best vectors so far
(thick restart: Baglama & Reichel 2005, "Augmented implicitly restarted Lanczos bidiagonalization").

Why not ARPACK: it multiplies with one vector at a time, on one core, and most of its time goes
into reading the table. Why not a randomized SVD with some power steps: on PPMI its 100th value is
7 % off.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import Cancelled
from w2v_core.linear.cores import cores

if TYPE_CHECKING:
    from torch import Tensor

Floats = NDArray[np.float64]
Triple = tuple[Floats, Floats, Floats]

BLOCK = 32  # vectors multiplied at a time
GROWTH = 4  # times k: how long chains grow
TOLERANCE = 0.01  # of each singular value
FLOOR = 1e-6  # of the largest value: what is smaller may be rounding


class Products:
    """A sparse table (R, C) in float32, by rows and by columns, for products with blocks.

    Args:
        table: a SciPy sparse matrix.
        should_stop: asked at every product whether to give up.
    """

    def __init__(self, table: Any, should_stop: Callable[[], bool]) -> None:
        single = table.tocsr().astype(np.float32)
        self.by_rows, self.by_columns = single, single.T.tocsr()
        self.should_stop = should_stop
        self.threads, self.device = cores(), "cpu"

    def there(self, X: "Tensor") -> "Tensor":
        """The product A X (R, b) with X (C, b)."""
        return self.product(self.by_rows, X)

    def back(self, X: "Tensor") -> "Tensor":
        """The product A^T X (C, b) with X (R, b)."""
        return self.product(self.by_columns, X)

    def product(self, table: Any, X: "Tensor") -> "Tensor":
        """Each thread makes the rows that hold its share of the cells."""
        import torch

        from w2v_core.linear.sparse_kernels import times_rows

        if self.should_stop():
            raise Cancelled("Stopped; the singular vectors were not found yet.")
        cells = table.indptr, table.indices, table.data
        result = np.empty((table.shape[0], X.shape[1]), np.float32)
        shares = np.linspace(0, table.nnz, self.threads + 1)
        cuts = [0, *np.searchsorted(table.indptr, shares[1:-1]).tolist(), table.shape[0]]
        factor = X.contiguous().numpy()
        with ThreadPoolExecutor(self.threads, thread_name_prefix="svd") as pool:
            jobs = [
                pool.submit(times_rows, cells, factor, first, last, result)
                for first, last in pairwise(cuts)
            ]
        for job in jobs:
            job.result()
        return torch.from_numpy(result)


class DeviceProducts(Products):
    """The same on a device of torch's.

    Args:
        table: a SciPy sparse matrix.
        should_stop: asked at every product whether to give up.
        device: "cuda".
    """

    def __init__(self, table: Any, should_stop: Callable[[], bool], device: str) -> None:
        import torch

        super().__init__(table, should_stop)
        self.device = device
        self.by_rows, self.by_columns = (
            torch.sparse_coo_tensor(
                torch.from_numpy(np.stack(half.tocoo().coords)),
                torch.from_numpy(half.data),
                half.shape,
                device=device,
                is_coalesced=True,
                check_invariants=False,
            )
            for half in (self.by_rows, self.by_columns)
        )

    def product(self, table: Any, X: "Tensor") -> "Tensor":
        """By torch's own sparse product."""
        if self.should_stop():
            raise Cancelled("Stopped; the singular vectors were not found yet.")
        result: Tensor = table @ X.contiguous()
        return result


class Chains:
    """Orthonormal U (R, m) and V (C, m + b) with A V_m = U B, growing by blocks.

    Args:
        A: the products with the table.
        shape: (R, C).
        length: how long they can grow.
        seed: of the first block.
    """

    def __init__(self, A: Products, shape: tuple[int, int], length: int, seed: int) -> None:
        import torch

        self.A, self.length, self.m = A, length, 0
        # Columns that lie together in memory; the first block of V is random.
        place = A.device
        self.U, self.V = (torch.empty(length + BLOCK, n, device=place).T for n in shape)
        self.B = torch.zeros(length, length, dtype=torch.float64, device=place)
        first = np.random.default_rng(seed).standard_normal((shape[1], BLOCK), np.float32)
        self.V[:, :BLOCK] = torch.linalg.qr(torch.from_numpy(first))[0].to(place)

    def grow(self) -> None:
        """Add blocks until the chains are as long as they can be."""
        while self.m < self.length:
            now, new = self.m, self.m + BLOCK
            W = self.A.there(self.V[:, now:new])
            self.U[:, now:new], self.B[:new, now:new] = orthonormal(W, self.U[:, :now])
            W = self.A.back(self.U[:, now:new])
            self.V[:, new : new + BLOCK], found = orthonormal(W, self.V[:, :new])
            self.R, self.m = found[new:], new

    def triple(self) -> tuple["Tensor", "Tensor", "Tensor", "Tensor"]:
        """B's singular values S (m,), its vectors P (m, m) and Q (m, m), and their residuals."""
        import torch

        P, S, Qt = torch.linalg.svd(self.B)
        return P, S, Qt.T, (self.R.T @ P[-BLOCK:]).norm(dim=0)

    def shorten(self, keep: int, P: "Tensor", S: "Tensor", Q: "Tensor") -> None:
        """Go on from the `keep` best vectors and the block that comes next."""
        self.U[:, :keep] = self.U[:, : self.m] @ P[:, :keep].float()
        following = self.V[:, self.m :].clone()
        self.V[:, :keep] = self.V[:, : self.m] @ Q[:, :keep].float()
        self.V[:, keep : keep + BLOCK] = following
        self.B.zero_()
        self.B.diagonal()[:keep] = S[:keep]
        self.m = keep


def orthonormal(W: "Tensor", basis: "Tensor") -> tuple["Tensor", "Tensor"]:
    """Columns (n, b) that complete `basis` (n, m) to hold W, and W's coordinates (m + b, b).

    Twice over, for once leaves rounding in (Giraud et al. 2005), and directions of nothing where W
    holds less than b new ones.
    """
    import torch

    old = torch.zeros(basis.shape[1], W.shape[1], dtype=torch.float64, device=W.device)
    new = torch.eye(W.shape[1], dtype=torch.float64, device=W.device)
    for _ in range(2):
        along = basis.T @ W
        W, R = torch.linalg.qr(W - basis @ along)
        old += along.double() @ new
        new = R.double() @ new
    return W, torch.cat([old, new])


def fits(shape: tuple[int, int], k: int) -> bool:
    """Whether chains for `k` values are much shorter than the sides of the table."""
    return 2 * (longest(k) + BLOCK) <= min(shape)


def longest(k: int) -> int:
    """How long the chains grow: whole blocks, and never less than two beyond those kept."""
    return BLOCK * -(-max(GROWTH * k, kept(k) + 2 * BLOCK) // BLOCK)


def kept(k: int) -> int:
    """How many vectors a restart keeps: whole blocks, and one more than is wanted."""
    return BLOCK * (-(-k // BLOCK) + 1)


def by_krylov(
    table: Any, k: int, seed: int, should_stop: Callable[[], bool], device: str = "cpu"
) -> Triple:
    """The `k` largest singular values within `TOLERANCE` of each, and vectors.

    Args:
        table: (R, C), a SciPy sparse matrix that `fits`.
        k: how many.
        seed: of the first block.
        should_stop: asked at every product whether to give up.
        device: "cpu", or "cuda" for products and chains through torch.

    Returns:
        U (R, k), S (k,) falling, Vt (k, C); values below `FLOOR` of the largest are 0.

    Raises:
        Cancelled: if `should_stop` said so.
    """
    on_cpu = device == "cpu"
    A = Products(table, should_stop) if on_cpu else DeviceProducts(table, should_stop, device)
    chains = Chains(A, table.shape, longest(k), seed)
    while True:
        chains.grow()
        P, S, Q, residuals = chains.triple()
        if (residuals[:k] <= (TOLERANCE * S[:k]).clamp(min=FLOOR * S[0])).all():
            break
        chains.shorten(kept(k), P, S, Q)
    U = (chains.U[:, : chains.m] @ P[:, :k].float()).double().cpu().numpy()
    V = (chains.V[:, : chains.m] @ Q[:, :k].float()).double().cpu().numpy()
    found = S.cpu().numpy()
    values = np.where(found[:k] < FLOOR * found[0], 0, found[:k]).astype(np.float64)
    return U, values, V.T
