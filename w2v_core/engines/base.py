"""The one protocol of all engines: take a problem, run chunks of it, hand back the parameters."""

from dataclasses import dataclass
from typing import Protocol

from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.embedding import FloatMatrix
from w2v_core.text.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Parameters:
    """The two tables of a model: W_in (V, D) and W_out (V, D), float32."""

    W_in: FloatMatrix
    W_out: FloatMatrix


@dataclass(frozen=True, slots=True)
class ChunkStats:
    """What one chunk did: pairs trained and the float64 sum of their losses, in nats."""

    n_pairs: int
    loss_sum: float


class Engine(Protocol):
    """Runs chunks of training; the loop around it owns epochs, learning rate and stopping.

    Attributes:
        name: as in the table of engines.
        device: "cpu", or "cuda" with the name of the GPU.
        chunk_words: words a chunk should have; a chunk takes well under a second.
    """

    name: str
    device: str
    chunk_words: int

    def start(
        self, corpus: Corpus, model: TrainConfig, setup: EngineConfig, parameters: Parameters
    ) -> None:
        """Take the problem; called once, before the first chunk. `model` is resolved."""

    def run_chunk(self, first: int, last: int, lr: float, seed: int) -> ChunkStats:
        """Train on sentences `first` up to `last` (excluded); the same seed draws the same."""

    def parameters(self) -> Parameters:
        """A copy of the tables as they are now, on the host."""

    def close(self) -> None:
        """Give back threads and device memory."""
