"""The one protocol of all engines: take a problem, run chunks of it, hand back the parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TrainConfig, method_named
from w2v_core.embedding import FloatMatrix
from w2v_core.sampling.huffman import HuffmanTree
from w2v_core.sampling.noise import AliasTable, noise_distribution
from w2v_core.sampling.subsample import keep_probability
from w2v_core.sampling.windows import Windows, draw_windows
from w2v_core.text.corpus import Corpus

Tables = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The two tables of a model, float32.

    Attributes:
        W_in: (V, D), the embedding.
        W_out: (V, D); with hierarchical softmax (V - 1, D), inner nodes of the tree.
    """

    W_in: FloatMatrix
    W_out: FloatMatrix


@dataclass(frozen=True, slots=True)
class ChunkStats:
    """What one chunk did: pairs trained and the float64 sum of their losses, in nats."""

    n_pairs: int
    loss_sum: float

    def __add__(self, other: "ChunkStats") -> "ChunkStats":
        return ChunkStats(self.n_pairs + other.n_pairs, self.loss_sum + other.loss_sum)


class Engine(Protocol):
    """Runs chunks of training; the loop around it owns epochs, learning rate and stopping.

    Attributes:
        name: as in the table of engines.
        device: "cpu", or "cuda" with the name of the GPU.
    """

    name: str
    device: str

    @property
    def chunk_words(self) -> int | None:
        """Words a chunk should have, so that it takes well under a second; None: a whole epoch."""

    def start(self, examples: "Examples", parameters: Parameters) -> None:
        """Take the problem and a copy of the first parameters; called once, before any chunk."""

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Train on sentences `first` up to `last` (excluded), all chance drawn from `rng`."""

    def parameters(self) -> Parameters:
        """A copy of the tables as they are now, on the host."""

    def state(self) -> Tables:
        """All that the chunks to come depend on, by name, on the host.

        W_in and W_out are there, in the engine's own precision. Arrays may be the engine's own and
        change with the next chunk.
        """

    def restore(self, state: Tables) -> None:
        """Take a copy of what `state` gave; called after `start`, of the same problem."""

    def close(self) -> None:
        """Give back threads and device memory."""


def never() -> bool:
    """Nobody stops."""
    return False


@dataclass(frozen=True, slots=True)
class Examples:
    """A corpus as an engine reads it: windows and noise, drawn by the rules of the model.

    Attributes:
        corpus: the sentences to train on; rare words are gone.
        model: the resolved options of the model.
        keep: (V,) keep probability of subsampling.
        noise: table that noise words are drawn from, for negative sampling.
        tree: paths of the words, for hierarchical softmax alone.
        should_stop: asked by engines within a chunk that takes long; where it says yes, they raise
            `Cancelled`, and their parameters are the best so far.
    """

    corpus: Corpus
    model: TrainConfig
    keep: np.ndarray[tuple[int], np.dtype[np.float64]]
    noise: AliasTable
    tree: HuffmanTree | None = None
    should_stop: Callable[[], bool] = never

    @classmethod
    def of(
        cls, corpus: Corpus, model: TrainConfig, should_stop: Callable[[], bool] = never
    ) -> "Examples":
        """The examples of a corpus; tables are worked out from its word counts."""
        counts = corpus.vocabulary.counts
        noise = AliasTable.of(noise_distribution(counts, model.noise_power))
        tree = HuffmanTree.of(counts) if method_named(model.method).loss == "hs" else None
        keep = keep_probability(counts, model.sample, model.sample_formula)
        return cls(corpus, model, keep, noise, tree, should_stop)

    def windows(self, first: int, last: int, rng: np.random.Generator) -> Windows:
        """Windows of sentences `first` up to `last`, anew at each call."""
        starts = self.corpus.starts[first : last + 1]
        ids = self.corpus.ids[starts[0] : starts[-1]]
        radius, shrink = self.model.window, self.model.shrink_window
        return draw_windows(ids, starts - starts[0], self.keep, radius, shrink, rng)
