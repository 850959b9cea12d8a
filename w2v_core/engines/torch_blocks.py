"""Training through torch tensor operations, on a processor or an NVIDIA GPU.

Agrees with `objectives.negative_sampling`, summed over the pairs of a block: as in the numba engine
the S noise words of a block are shared by its centres and weighted K / S, which makes their half of
the step matrix products. A block is one step: all its gradients are taken at the same tables and
repeated rows add up. Where a row comes so often that the sum would overshoot, its step is cut back
to that of a few repeats; rare rows are never touched by this.
"""

from typing import TYPE_CHECKING

import numpy as np

from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.sampling.windows import Windows

if TYPE_CHECKING:
    import torch

BLOCK = 256  # centres of a step
SHARED_NOISE = 64  # noise words of a step
MOST_REPEATS = 8.0  # a row that a step would move more often moves as if it were so often


class TorchBlocks:
    """Skip-gram with negative sampling; the gradients are written out, without autograd.

    Args:
        device: "cpu" or "cuda".
        most_repeats: how often one row may count in one step.
    """

    name = "torch"
    chunk_words = 20_000

    def __init__(self, device: str = "cpu", most_repeats: float = MOST_REPEATS) -> None:
        import torch

        self.most_repeats = most_repeats
        self.place = torch.device(device)
        gpu = device == "cuda"
        self.device = f"cuda ({torch.cuda.get_device_name()})" if gpu else "cpu"

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take the problem and copy the tables to the device."""
        self.examples = examples
        self.W_in = self.tensor(parameters.W_in, copy=True)
        self.W_out = self.tensor(parameters.W_out, copy=True)

    def tensor(self, values: np.ndarray, copy: bool = False) -> "torch.Tensor":
        """The values on the device."""
        import torch

        return (
            torch.tensor(values, device=self.place)
            if copy
            else (torch.from_numpy(np.ascontiguousarray(values)).to(self.place))
        )

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Block by block, in the order of the text."""
        windows = self.examples.windows(first, last, rng)
        n_blocks = -(-len(windows.ids) // BLOCK)
        noise_ids = self.examples.noise.draw((n_blocks, SHARED_NOISE), rng)
        share = self.examples.model.negatives / SHARED_NOISE
        return self.train_windows(windows, noise_ids, BLOCK, share, lr)

    def train_windows(
        self, windows: Windows, noise_ids: np.ndarray, block: int, share: float, lr: float
    ) -> ChunkStats:
        """One step for each row of `noise_ids` (B, S), with `block` centres a step."""
        import torch

        center_pos, context_pos = windows.pairs()
        bounds = np.searchsorted(center_pos, np.arange(len(noise_ids) + 1) * block)
        ids, noise = self.tensor(windows.ids).long(), self.tensor(noise_ids).long()
        centers, contexts = self.tensor(center_pos), self.tensor(context_pos)
        loss = torch.zeros((), dtype=torch.float64, device=self.place)
        for b in range(len(noise_ids)):
            pairs = slice(bounds[b], bounds[b + 1])
            own_ids = ids[b * block : (b + 1) * block]
            row = centers[pairs] - b * block
            loss += self.step(own_ids, row, ids[contexts[pairs]], noise[b], share, lr)
        return ChunkStats(len(center_pos), float(loss))

    def step(
        self,
        center_ids: "torch.Tensor",
        row: "torch.Tensor",
        context_ids: "torch.Tensor",
        noise_ids: "torch.Tensor",
        share: float,
        lr: float,
    ) -> "torch.Tensor":
        """One step down the gradient of a block.

        Args:
            center_ids: (T,) ids of the centres.
            row: (P,) which centre each pair belongs to, 0..T-1.
            context_ids: (P,) the real context of each pair.
            noise_ids: (S,) noise words, shared.
            share: weight K / S of one noise word in one pair.
            lr: learning rate.

        Returns:
            The sum of the block's losses (), float64, before the step.
        """
        import torch
        from torch.nn.functional import logsigmoid

        H, U, N = self.W_in[center_ids], self.W_out[context_ids], self.W_out[noise_ids]
        real, noise = (U * H[row]).sum(1), H @ N.T  # (P,), (T, S)
        hits = torch.zeros_like(noise).index_add_(
            0, row, (context_ids[:, None] == noise_ids).to(noise.dtype)
        )
        n_contexts = torch.bincount(row, minlength=len(H)).to(noise.dtype)
        weight = share * (n_contexts[:, None] - hits)  # noise that hits a target is skipped
        real_error = torch.sigmoid(real) - 1  # dL/dscore
        noise_error = weight * torch.sigmoid(noise)
        dH = (noise_error @ N).index_add_(0, row, real_error[:, None] * U)
        dW_out = torch.cat((real_error[:, None] * H[row], noise_error.T @ H))
        moves = torch.cat((torch.ones_like(real), weight.sum(0)))
        self.descend(self.W_out, torch.cat((context_ids, noise_ids)), dW_out, moves, lr)
        self.descend(self.W_in, center_ids, dH, n_contexts, lr)
        losses = -logsigmoid(real).sum(dtype=torch.float64)
        return losses - (weight * logsigmoid(-noise)).sum(dtype=torch.float64)

    def descend(
        self,
        table: "torch.Tensor",
        ids: "torch.Tensor",
        gradient: "torch.Tensor",
        moves: "torch.Tensor",
        lr: float,
    ) -> None:
        """table[ids] -= lr x gradient; repeats add up, but count as `most_repeats` moves at most.

        Args:
            table: (V, D), changed in place.
            ids: (R,) rows, some more than once.
            gradient: (R, D) what to subtract from each.
            moves: (R,) how many pairs each gradient stands for.
            lr: learning rate.
        """
        total = table.new_zeros(len(table)).index_add_(0, ids, moves)[ids]
        scale = (self.most_repeats / total.clamp_min(1.0)).clamp_max(1.0)
        table.index_add_(0, ids, scale[:, None] * gradient, alpha=-lr)

    def parameters(self) -> Parameters:
        """A copy of the tables on the host."""
        return Parameters(
            self.W_in.to("cpu", copy=True).numpy(), self.W_out.to("cpu", copy=True).numpy()
        )

    def close(self) -> None:
        """Give back the tables' memory."""
        self.W_in = self.W_out = self.W_in[:0]
