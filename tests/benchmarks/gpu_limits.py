"""What a GPU can do at most, measured, and the bytes and operations of our kernels, counted."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from tests.benchmarks.bench import median
from w2v_core.config import method_named
from w2v_core.engines.base import Examples
from w2v_core.engines.triton_tiles import Tiles

REPEATS = 10


@dataclass(frozen=True, slots=True)
class Work:
    """Bytes moved to and from the memory that all processors share, and operations."""

    bytes: float
    operations: float

    def share(self, seconds: float, limits: "Limits") -> str:
        """What part of the limits was reached, for the remarks of a figure."""
        moved = self.bytes / seconds / limits.bytes_per_second
        done = self.operations / seconds / limits.operations_per_second
        return f"{moved:.1%} of the measured bandwidth, {done:.1%} of the measured bf16 peak"


@dataclass(frozen=True, slots=True)
class Limits:
    """Measured on the device: copying, products in bf16, and additions to random rows.

    Attributes:
        bytes_per_second: read and written by a large copy.
        operations_per_second: of a large product in bf16.
        added_per_second: numbers added to random rows of a table that the cache holds.
    """

    bytes_per_second: float
    operations_per_second: float
    added_per_second: float


def timed(work: Callable[[], object], device: str) -> float:
    """Seconds, until the device is done."""
    import torch

    if device == "cuda":
        torch.cuda.synchronize()
    begin = perf_counter()
    work()
    if device == "cuda":
        torch.cuda.synchronize()
    return perf_counter() - begin


def limits_of(device: str, size: int) -> Limits:
    """The limits of a device, from matrices of `size` squared."""
    import torch

    a, b = (torch.randn(size, size, device=device).bfloat16() for _ in range(2))
    large = torch.empty(size * size * 16, device=device)
    to = torch.empty_like(large)
    table = torch.zeros(50_000, 104, device=device)
    ids = torch.randint(0, len(table), (size * 64,), device=device)
    rows = torch.ones(len(ids), 104, device=device)

    def seconds(work: Callable[[], object]) -> float:
        work()
        return median([timed(work, device) for _ in range(REPEATS)])

    return Limits(
        2 * 4 * large.numel() / seconds(lambda: to.copy_(large)),
        2 * size**3 / seconds(lambda: a @ b),
        rows.numel() / seconds(lambda: table.index_add_(0, ids, rows)),
    )


def of_negative_sampling(examples: Examples, tiles: Tiles) -> Work:
    """One epoch: every block's rows are read twice and added to once.

    Products are counted as they are done, on whole tiles: about a tenth of the scores of a window's
    tile are of pairs.
    """
    BT, BC, S, D = tiles.BT, tiles.BC, tiles.S, -(-tiles.D // tiles.PIECE) * tiles.PIECE
    around = tiles.T + 2 * tiles.WINDOW
    products = 3 * BT * (BC + S) * D  # both of hidden layers with rows, forth and back
    if method_named(examples.model.method).hidden == "skipgram":
        products += BT * BC * S  # noise that hits a context
    blocks = kept_words(examples) / tiles.T
    return Work(blocks * 3 * 4 * tiles.D * (tiles.T + around + S), blocks * 2 * products)


def of_full_softmax(examples: Examples, dim: int) -> Work:
    """One epoch: four products of hidden layers with all words; tables once a step are nothing."""
    kept = kept_words(examples)
    return Work(kept * 4 * dim * 4, 8 * kept * len(examples.keep) * dim)


def of_a_pass(n_words: int, dim: int) -> Work:
    """One pass of exact losses: three products, and scores read and written five times."""
    return Work(10 * 4.0 * n_words**2, 6.0 * n_words**2 * dim)


def of_neighbours(n_words: int, dim: int) -> Work:
    """All cosines, written once and read once."""
    return Work(2 * 4.0 * n_words**2, 2.0 * n_words**2 * dim)


def of_counting(n_words_of_text: int, window: int) -> Work:
    """Numbers of 8 bytes, one for each pair, sorted byte by byte: eight times read and written."""
    return Work(8 * 2 * 8.0 * 2 * window * n_words_of_text, 0.0)


def kept_words(examples: Examples) -> float:
    """Words of the text that subsampling keeps, on average."""
    return float((examples.corpus.vocabulary.counts * examples.keep).sum())
