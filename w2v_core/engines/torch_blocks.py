"""Training through torch tensor operations, on a processor or an NVIDIA GPU.

Blocks of centres are steps; `block_size` says how large, `torch_losses` what is computed, and
`torch_optimizers` how the tables move. With negative sampling the S noise words of a block are
shared by its centres and weighted K / S, as in the numba engine: the expected gradient is the same,
and their half of the step turns into matrix products.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from w2v_core.config import method_named
from w2v_core.engines.base import ChunkStats, Examples, Parameters, Tables
from w2v_core.engines.block_size import MOST_SCORES, block_size
from w2v_core.engines.devices import device_name
from w2v_core.engines.layout import Layout, lay_out
from w2v_core.engines.torch_losses import Block, gradients, loss_of
from w2v_core.engines.torch_optimizers import OPTIMIZERS, Optimizer, Sgd
from w2v_core.sampling.windows import Windows

if TYPE_CHECKING:
    import torch

CENTRES_PER_NOISE = 4  # centres of a block for each of its noise words
MOST_WORDS = 20_000  # of a chunk
CHUNK_BLOCKS = 500  # of a chunk, at most
CHUNK_BYTES = 4_000  # of a word of a chunk: its pairs and turns, and what is computed of them
CHUNK_PRODUCTS = 1_000_000_000  # words of a chunk x numbers in W_out, by full softmax


class TorchBlocks:
    """Every method that is trained; the gradients are written out, without autograd.

    Args:
        device: "cpu" or "cuda".
    """

    name = "torch"
    chunk_words = MOST_WORDS
    optimizer_in: Optimizer
    optimizer_out: Optimizer

    def __init__(self, device: str = "cpu") -> None:
        import torch

        self.place = torch.device(device)
        self.device = device_name(device)
        self.close()

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take the problem and copy the tables to the device."""
        import torch

        model = examples.model
        self.examples = examples
        self.loss = loss_of(model)
        self.W_in = torch.tensor(parameters.W_in, device=self.place)
        self.W_out = torch.tensor(parameters.W_out, device=self.place)
        self.optimizer_in = OPTIMIZERS[model.optimizer](self.W_in)
        self.optimizer_out = OPTIMIZERS[model.optimizer](self.W_out)
        self.block = block_size(examples)
        self.n_noise = 0
        self.chunk_words = min(MOST_WORDS, CHUNK_BLOCKS * self.block)
        if method_named(model.method).loss == "ns":
            self.n_noise = max(model.negatives, -(-self.block // CENTRES_PER_NOISE))
        if method_named(model.method).loss == "softmax":
            fitting = max(1, CHUNK_PRODUCTS // self.W_out.numel())
            self.chunk_words = min(self.chunk_words, fitting)

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Block by block, in the order of the text."""
        windows = self.examples.windows(first, last, rng)
        n_blocks = -(-len(windows.ids) // self.block)
        noise_ids = self.examples.noise.draw((n_blocks, self.n_noise), rng)
        return self.train_windows(windows, noise_ids, self.block, lr)

    def train_windows(
        self, windows: Windows, noise_ids: np.ndarray, block: int, lr: float
    ) -> ChunkStats:
        """One step for each row of `noise_ids` (B, S), with `block` centres a step."""
        import torch

        layout = lay_out(windows, self.examples.model, self.examples.tree)
        loss = torch.zeros((), dtype=torch.float64, device=self.place)
        for part in self.blocks(layout, noise_ids, block):
            total, of_in, of_out = gradients(self.W_in, self.W_out, part, self.loss)
            self.optimizer_in.step(of_in, lr)
            self.optimizer_out.step(of_out, lr)
            loss += total
        return ChunkStats(int(layout.n_targets.sum()), float(loss))

    def blocks(self, layout: Layout, noise_ids: np.ndarray, block: int) -> Iterator[Block]:
        """The layout in blocks, one for each row of `noise_ids`, on the device.

        Arrays are moved once and cut there.
        """
        edges = np.arange(len(noise_ids) + 1) * block
        in_cuts = np.searchsorted(layout.input_row, edges)
        cuts = np.searchsorted(layout.row, edges)
        input_row, input_ids = self.whole(layout.input_row % block, layout.input_ids)
        row, ids, noise = self.whole(layout.row % block, layout.ids, noise_ids)
        weight, signs, n_targets = self.real(layout.input_weight, layout.signs, layout.n_targets)
        share = self.examples.model.negatives / max(1, noise_ids.shape[1])
        for b in range(len(noise_ids)):
            ins, outs = slice(*in_cuts[b : b + 2]), slice(*cuts[b : b + 2])
            yield Block(
                input_row[ins],
                input_ids[ins],
                weight[ins],
                row[outs],
                ids[outs],
                signs[outs],
                n_targets[edges[b] : edges[b + 1]],
                noise[b],
                share,
            )

    def whole(self, *arrays: np.ndarray) -> "list[torch.Tensor]":
        """Whole numbers on the device."""
        import torch

        return [torch.from_numpy(array).to(self.place, torch.int64) for array in arrays]

    def real(self, *arrays: np.ndarray) -> "list[torch.Tensor]":
        """Real numbers on the device, as precise as the tables."""
        import torch

        return [torch.from_numpy(array).to(self.place, self.W_in.dtype) for array in arrays]

    def bytes_needed(self, examples: Examples, dim: int) -> int:
        """The tables, their optimizers' memory, a gradient of W_out, and the scores of a block."""
        n_words = len(examples.keep)
        softmax = method_named(examples.model.method).loss == "softmax"
        scores = 3 * 4 * max(MOST_SCORES, n_words) if softmax else 0
        return 4 * (4 + softmax) * n_words * dim + scores + CHUNK_BYTES * MOST_WORDS

    def parameters(self) -> Parameters:
        """A copy of the tables on the host."""
        return Parameters(
            self.W_in.to("cpu", copy=True).numpy(), self.W_out.to("cpu", copy=True).numpy()
        )

    def state(self) -> Tables:
        """The tables, and what their optimizers remember."""
        return {name: table.to("cpu").numpy() for name, table in self.kept().items()}

    def restore(self, state: Tables) -> None:
        """Write it back, in place, for the optimizers hold the tables too."""
        import torch

        for name, table in self.kept().items():
            table.copy_(torch.tensor(state[name]))

    def kept(self) -> "dict[str, torch.Tensor]":
        """All that the chunks to come depend on, by name."""
        past = {"past_in": self.optimizer_in.past, "past_out": self.optimizer_out.past}
        return {"W_in": self.W_in, "W_out": self.W_out} | past

    def close(self) -> None:
        """Give back the memory of the tables."""
        import torch

        self.W_in = self.W_out = torch.empty(0)
        self.optimizer_in, self.optimizer_out = Sgd(self.W_in), Sgd(self.W_out)
