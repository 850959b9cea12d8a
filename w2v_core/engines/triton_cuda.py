"""Negative sampling on an NVIDIA GPU by kernels of our own; see `triton_kernels`.

The text and the tables stay on the device. A chunk draws its windows and noise there and is one
launch of the training kernel: a limited number of programs, each with one block in flight. Their
additions meet in no fixed order, so that reruns differ in the last digits; `in_order` adds them up
sorted instead, block after block, which is slow and repeats bit by bit.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from w2v_core.config import method_named
from w2v_core.engines.base import ChunkStats, Examples, Parameters, Tables
from w2v_core.engines.brakes import limits
from w2v_core.engines.device_memory import in_halves
from w2v_core.engines.devices import device_name
from w2v_core.engines.triton_sums import add_in_order, slots
from w2v_core.engines.triton_text import BYTES_A_WORD, DeviceText, DeviceWindows
from w2v_core.engines.triton_tiles import Tiles, padded

if TYPE_CHECKING:
    from torch import Tensor

WARPS = 8  # of a program
CHUNK_BYTES = 64  # of a word of a chunk: it, its window, its share of the noise, and room for sums


@dataclass(frozen=True, slots=True)
class Batch:
    """What a launch trains on.

    Attributes:
        windows: of all its blocks.
        noise_ids: (B, S) noise of each block.
        losses: (B,) gets the sum of each block's losses.
        lr: learning rate.
    """

    windows: DeviceWindows
    noise_ids: "Tensor"
    losses: "Tensor"
    lr: float


class TritonCuda:
    """Skip-gram and CBOW with negative sampling.

    Args:
        device: "cuda", or "cpu" under Triton's interpreter.
        precision: of the factors of products, "bf16", "tf32" or "ieee".
        in_order: whether additions are made in a fixed order, one block after another.
    """

    name = "triton_cuda"
    chunk_words = 1_000_000

    def __init__(
        self, device: str = "cuda", precision: str = "bf16", in_order: bool = False
    ) -> None:
        import torch

        self.place, self.precision, self.in_order = torch.device(device), precision, in_order
        self.device = device_name(device)
        self.text: DeviceText | None = None
        self.close()

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Bring the problem to the device, and compile the kernels."""
        self.examples = examples
        self.tiles = Tiles.of(examples, self.precision)
        self.programs = self.tiles.programs(examples)
        self.kernel = kernel_of(examples.model.method)
        self.in_limits, self.out_limits = self.real(*limits(examples, self.in_flight))
        self.W_in, self.W_out = self.wide(parameters.W_in), self.wide(parameters.W_out)
        self.text = DeviceText(examples, self.place)
        nothing = self.text.whole(0)
        self.train_windows(DeviceWindows(nothing, nothing, nothing), self.text.whole(0, 0), 0.0)

    @property
    def in_flight(self) -> int:
        """Centres that are computed at one time."""
        return self.tiles.T * self.programs

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Draw windows and noise, and train on them; if room is short, half of them at a time."""
        text = self.text
        assert text is not None, "a chunk runs between start and close"

        def chunk(first: int, last: int) -> ChunkStats:
            windows = text.windows(first, last, rng)
            noise_ids = text.noise(-(-len(windows.ids) // self.tiles.T), self.tiles.S, rng)
            return self.train_windows(windows, noise_ids, lr)

        return in_halves(chunk, first, last)

    def train_windows(self, windows: DeviceWindows, noise_ids: "Tensor", lr: float) -> ChunkStats:
        """Each row of `noise_ids` (B, S) is the noise of one block."""
        import torch

        of_pairs = method_named(self.examples.model.method).hidden == "skipgram"
        n_examples = windows.examples(of_pairs).double()  # memory is taken before tables change
        batch = Batch(windows, noise_ids, torch.zeros(len(noise_ids), device=self.place), lr)
        if self.in_order:
            self.train_in_order(batch)
        else:
            self.launch(batch, (0, len(noise_ids)), (self.W_in, self.W_out), self.programs)
        loss = batch.losses.sum(dtype=torch.float64)
        n, total = torch.stack((n_examples, loss)).tolist()
        return ChunkStats(int(n), total)

    def train_in_order(self, batch: Batch) -> None:
        """Block after block; changes are kept apart, sorted by row and added up."""
        import torch

        for b in range(len(batch.noise_ids)):
            ids = slots(self.examples.model, self.tiles, batch.windows, batch.noise_ids, b)
            to_in, to_out = (torch.zeros(len(i), self.tiles.D, device=self.place) for i in ids)
            self.launch(batch, (b, b + 1), (to_in, to_out), 1)
            add_in_order(self.W_in, ids[0], to_in)
            add_in_order(self.W_out, ids[1], to_out)

    def launch(
        self, batch: Batch, blocks: tuple[int, int], to: tuple["Tensor", "Tensor"], programs: int
    ) -> None:
        """Train on the blocks from the first to before the last; changes are added to `to`."""
        model, windows = self.examples.model, batch.windows
        share = model.negatives / self.tiles.S
        self.kernel[(programs,)](
            *(self.W_in, self.W_out, *to, self.in_limits, self.out_limits),
            *(windows.ids, windows.left, windows.right, batch.noise_ids, batch.losses),
            *(len(windows.ids), *blocks, batch.lr, share, share * model.skip_hits),
            **self.tiles.constants(model.method, model.cbow_mean),
            APART=to[0] is not self.W_in,
            num_warps=WARPS,
            num_stages=self.tiles.stages,
        )

    def wide(self, table: np.ndarray) -> "Tensor":
        """A table on the device, its rows filled up with zeros."""
        rows = np.zeros((len(table), padded(self.examples.model.dim)), np.float32)
        rows[:, : table.shape[1]] = table
        return self.real(rows)[0]

    def real(self, *arrays: np.ndarray) -> "list[Tensor]":
        """Real numbers on the device."""
        import torch

        return [torch.tensor(array, dtype=torch.float32, device=self.place) for array in arrays]

    def bytes_needed(self, examples: Examples, dim: int) -> int:
        """The tables, the text, and the windows and noise of a chunk."""
        tables = 2 * 4 * len(examples.keep) * (dim + 8)
        chunk = min(self.chunk_words, len(examples.corpus.ids))
        return tables + BYTES_A_WORD * len(examples.corpus.ids) + CHUNK_BYTES * chunk

    def parameters(self) -> Parameters:
        """A copy of the tables on the host."""
        dim = self.examples.model.dim
        W_in, W_out = (table[:, :dim].to("cpu", copy=True) for table in (self.W_in, self.W_out))
        return Parameters(W_in.contiguous().numpy(), W_out.contiguous().numpy())

    def state(self) -> Tables:
        """The tables, for nothing else outlives a chunk."""
        tables = self.parameters()
        return {"W_in": tables.W_in, "W_out": tables.W_out}

    def restore(self, state: Tables) -> None:
        """Go on from these tables."""
        self.W_in, self.W_out = self.wide(state["W_in"]), self.wide(state["W_out"])

    def close(self) -> None:
        """Give back the memory of the text and the tables."""
        import torch

        self.text = None
        self.W_in = self.W_out = self.in_limits = self.out_limits = torch.empty(0)


def kernel_of(method: str) -> Any:
    """The training kernel of a method."""
    from w2v_core.engines import triton_kernels

    return {
        "skipgram-ns": triton_kernels.train_skipgram_ns,
        "cbow-ns": triton_kernels.train_cbow_ns,
    }[method]
