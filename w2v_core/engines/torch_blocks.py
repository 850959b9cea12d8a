"""Training through torch tensor operations, on a processor or an NVIDIA GPU.

Agrees with `objectives.negative_sampling`, summed over the pairs of a block: as in the numba engine
the S noise words of a block are shared by its centres and weighted K / S, which makes their half of
the step matrix products. A block is one step: all its gradients are taken at the same tables and
repeated rows add up. Sums for a frequent word grow with the block and would overshoot, so the size
of a block follows from the share of the most frequent word and from the learning rate.
"""

from typing import TYPE_CHECKING

import numpy as np

from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.sampling.windows import Windows

if TYPE_CHECKING:
    import torch

MOST_CENTRES = 256  # of a block
CENTRES_PER_NOISE = 4  # centres of a block for each of its noise words
SAFE_STEP = 0.5  # learning rate x moves of one row in a step; 1 still worked, 2 blew up


def block_size(examples: Examples) -> int:
    """Centres of a block, so that the most frequent row moves no more than is safe.

    Each context of a centre brings one real word and `negatives` noise words.
    """
    model, kept = examples.model, examples.corpus.vocabulary.counts * examples.keep
    share = max(float(kept.max() / kept.sum()), float(examples.noise.probabilities().max()))
    n_contexts = model.window + 1 if model.shrink_window else 2 * model.window  # on average
    moves = n_contexts * (model.negatives + 1) * share  # by one centre
    return int(np.clip(SAFE_STEP / (moves * (model.lr or 1.0)), 1, MOST_CENTRES))


class TorchBlocks:
    """Skip-gram with negative sampling; the gradients are written out, without autograd.

    Args:
        device: "cpu" or "cuda".
    """

    name = "torch"
    chunk_words = 20_000

    def __init__(self, device: str = "cpu") -> None:
        import torch

        self.W_in = self.W_out = torch.empty(0)
        self.place = torch.device(device)
        gpu = device == "cuda"
        self.device = f"cuda ({torch.cuda.get_device_name()})" if gpu else "cpu"

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take the problem and copy the tables to the device."""
        self.examples = examples
        self.block = block_size(examples)
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
        n_blocks = -(-len(windows.ids) // self.block)
        n_noise = -(-self.block // CENTRES_PER_NOISE)
        noise_ids = self.examples.noise.draw((n_blocks, n_noise), rng)
        share = self.examples.model.negatives / n_noise
        return self.train_windows(windows, noise_ids, self.block, share, lr)

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
        self.W_out.index_add_(0, context_ids, real_error[:, None] * H[row], alpha=-lr)
        self.W_out.index_add_(0, noise_ids, noise_error.T @ H, alpha=-lr)
        self.W_in.index_add_(0, center_ids, dH, alpha=-lr)
        losses = -logsigmoid(real).sum(dtype=torch.float64)
        return losses - (weight * logsigmoid(-noise)).sum(dtype=torch.float64)

    def parameters(self) -> Parameters:
        """A copy of the tables on the host."""
        return Parameters(
            self.W_in.to("cpu", copy=True).numpy(), self.W_out.to("cpu", copy=True).numpy()
        )

    def close(self) -> None:
        """Give back the tables' memory."""
        import torch

        self.W_in = self.W_out = torch.empty(0)
