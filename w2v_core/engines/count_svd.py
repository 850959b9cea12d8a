"""Vectors by counting: the table of co-occurrences, weighted, and its leading singular vectors.

    W_in = U_k S_k^p,   W_out = V_k S_k^(1 - p)     of the weighted table M, close to U S V^T

The one chunk is a counting pass over the whole text. `<START>` and `<END>`, where they are counted,
are contexts like any other while counting and decomposing; their rows are left out of the tables,
which hold the vocabulary's words alone.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TrainConfig
from w2v_core.counts.boundaries import END, START, padded
from w2v_core.counts.cooccurrence import count_matrix
from w2v_core.counts.weighting import WEIGHTINGS, Margins
from w2v_core.engines.base import ChunkStats, Examples, Parameters, Tables
from w2v_core.engines.devices import device_name
from w2v_core.errors import Cancelled, ConfigError
from w2v_core.linear.cores import cores
from w2v_core.linear.svd import truncated_svd, vectors
from w2v_core.text.corpus import Corpus

Floats = NDArray[np.float64]
Asked = Callable[[], bool]

TINY = 1e-7  # of the largest singular value: what is smaller may be rounding


class CountSvd:
    """Counts, weights and decomposes; trains nothing, so it has no pairs and no loss.

    Args:
        seed: start vector of the decomposition where it is iterative; of no consequence within
            rounding.
        threads: processor threads that count, 0 for all cores.
        device: "cpu", or "cuda", which counts and multiplies; weighting stays on the processor.
    """

    name = "count_svd"
    chunk_words = None

    def __init__(self, seed: int, threads: int = 0, device: str = "cpu") -> None:
        self.seed, self.threads, self.place = seed, threads or cores(), device
        self.device = device_name(device)

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take the problem; the first tables stand until the chunk has run."""
        self.examples, self.tables = examples, parameters

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Count the whole text, which is the one chunk, and decompose.

        Raises:
            Cancelled: if `examples.should_stop` said so; the tables stay as they were.
            ConfigError: if the table has not as many dimensions as the model wants.
            LimitReached: if the table would be too large.
        """
        model, stop = self.examples.model, self.examples.should_stop
        counted = padded(self.examples.corpus) if model.boundaries else self.examples.corpus
        table = weighted_table(counted, model, self.threads, stop, self.place)
        U, S, Vt = decompose(table, model.dim, self.seed, stop, self.place)
        W_in, W_out = vectors(U, S, Vt, model.svd_power)
        words = own_words(counted)
        self.tables = Parameters(
            W_in[words].astype(np.float32, order="C"), W_out[words].astype(np.float32, order="C")
        )
        return ChunkStats(0, 0.0)

    def bytes_needed(self, examples: Examples, dim: int) -> int:
        """The pairs of one distance as they are sorted, the table twice, and the chains."""
        n_words, n = len(examples.keep), len(examples.corpus.ids)
        cells = min(n * 2 * examples.model.window, n_words**2)
        return 16 * n + 8 * 6 * n + 2 * 16 * cells + 2 * 4 * n_words * (4 * dim + 64)

    def parameters(self) -> Parameters:
        """A copy of the tables."""
        return Parameters(self.tables.W_in.copy(), self.tables.W_out.copy())

    def state(self) -> Tables:
        """The tables."""
        return {"W_in": self.tables.W_in, "W_out": self.tables.W_out}

    def restore(self, state: Tables) -> None:
        """Take other tables."""
        self.tables = Parameters(state["W_in"].copy(), state["W_out"].copy())

    def close(self) -> None:
        """Nothing is held."""


def weighted_table(
    corpus: Corpus, model: TrainConfig, threads: int, should_stop: Asked, device: str = "cpu"
) -> Any:
    """The sparse table (V, V) of a text, counted and weighted as the model says."""
    how = model.window, model.distance, model.side
    counts = count_matrix(corpus, *how, threads, should_stop, device)
    margins = Margins.of_table(counts, model.smoothing)
    if should_stop():
        raise Cancelled("Stopped; the text is counted, but nothing has been made of the counts.")
    return WEIGHTINGS[model.weighting](counts, margins, math.log(model.shift))


def decompose(
    table: Any, dim: int, seed: int, should_stop: Asked, device: str = "cpu"
) -> tuple[Floats, Floats, Floats]:
    """The `dim` leading singular values and vectors; ConfigError where the rank is lower."""
    n_words = table.shape[0]
    if dim > n_words:
        raise too_many(dim, n_words, f"the table has {n_words:,} words")
    U, S, Vt = truncated_svd(table, dim, seed, should_stop, device)
    rank = int(np.count_nonzero(TINY * S[0] < S))
    if rank < dim:
        raise too_many(dim, rank, f"the weighted counts have rank {rank:,}")
    return U, S, Vt


def too_many(dim: int, most: int, why: str) -> ConfigError:
    """The error of a table that has fewer dimensions than were asked for."""
    do = f"set dim to {most:,} or less" if most else "use more text or a lower shift"
    return ConfigError(f"dim is {dim:,}, but {why}; {do}.")


def own_words(corpus: Corpus) -> NDArray[np.bool_]:
    """Which rows (V,) are words of the text and not marks of its sentences' ends."""
    words = np.ones(len(corpus.vocabulary), dtype=bool)
    words[
        [corpus.vocabulary.ids[mark] for mark in (START, END) if mark in corpus.vocabulary.ids]
    ] = False
    return words
