"""Full softmax by tokens on an NVIDIA GPU, without a table of hidden layers by words.

A step is some thousand centres; rows of frequent words are braked (see `brakes`), so that steps of
that size are safe. What the softmax does over the whole vocabulary is in `triton_softmax_kernels`;
what the targets alone add is a gathering of their rows.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from w2v_core.config import method_named
from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.engines.brakes import limits
from w2v_core.engines.triton_cuda import TritonCuda
from w2v_core.engines.triton_text import DeviceText, DeviceWindows
from w2v_core.engines.triton_tiles import ROUNDS, padded, power_of_two

if TYPE_CHECKING:
    from torch import Tensor

MOST_CENTRES, LEAST_CENTRES = 4096, 64  # of a step
SPLITS = 4  # shares of the words, for there are fewer tiles of centres than processors
TILE = 128  # hidden layers, and words, of a tile; fewer where rows are long
NUMBERS = TILE * 128  # of a tile of rows


@dataclass(frozen=True, slots=True)
class Step:
    """Some centres and the words around them, (B, 2 w) each, of which some are contexts.

    Attributes:
        own: (B,) the centres.
        near: (B, 2 w) the words around them.
        inside: (B, 2 w) 1 where such a word is a context, else 0.
    """

    own: "Tensor"
    near: "Tensor"
    inside: "Tensor"


class TritonSoftmax(TritonCuda):
    """Skip-gram and CBOW with full softmax; arguments as for `TritonCuda`."""

    chunk_words = 100_000

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Bring the problem to the device."""
        model = examples.model
        self.examples, self.D = examples, padded(model.dim)
        kept = float((examples.corpus.vocabulary.counts * examples.keep).sum())
        rounds = kept * (model.epochs or 1) / ROUNDS
        self.block = int(np.clip(rounds, LEAST_CENTRES, MOST_CENTRES))
        self.in_limits, self.out_limits = self.real(*limits(examples, self.block))
        self.W_in, self.W_out = self.wide(parameters.W_in), self.wide(parameters.W_out)
        self.text = DeviceText(examples, self.place)

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Draw windows and train on them."""
        text = self.text
        assert text is not None, "a chunk runs between start and close"
        return self.train_all(text.windows(first, last, rng), lr)

    def train_all(self, windows: DeviceWindows, lr: float) -> ChunkStats:
        """Step after step, in the order of the text."""
        import torch

        totals = torch.zeros(2, dtype=torch.float64, device=self.place)
        for first in range(0, len(windows.ids), self.block):
            totals += self.train(
                step_of(windows, first, self.block, self.examples.model.window), lr
            )
        n, loss = totals.tolist()
        return ChunkStats(int(n), loss)

    def train(self, step: Step, lr: float) -> "Tensor":
        """One step; examples and the sum of their losses (2,), on the device."""
        cbow = method_named(self.examples.model.method).hidden == "cbow"
        return self.train_cbow(step, lr) if cbow else self.train_skipgram(step, lr)

    def train_skipgram(self, step: Step, lr: float) -> "Tensor":
        """The centre predicts its contexts."""
        H = self.W_in[step.own]
        done, dH = self.predict(H, step.near, step.inside, lr)
        self.move(self.W_in, self.in_limits, step.own, dH, lr)
        return done

    def train_cbow(self, step: Step, lr: float) -> "Tensor":
        """The mean, or the sum, of the contexts predicts the centre."""
        size = step.inside.sum(1, keepdim=True)
        weight = step.inside / size.clamp(min=1) if self.examples.model.cbow_mean else step.inside
        H = (weight[..., None] * self.W_in[step.near]).sum(1)
        done, dH = self.predict(H, step.own[:, None], size.clamp(max=1), lr)
        changes = (weight[..., None] * dH[:, None]).flatten(0, 1)
        self.move(self.W_in, self.in_limits, step.near.flatten(), changes, lr)
        return done

    def predict(
        self, H: "Tensor", ids: "Tensor", real: "Tensor", lr: float
    ) -> tuple["Tensor", "Tensor"]:
        """Move W_out by the loss of predicting the real ones of `ids` (B, n) from H (B, D).

        Returns:
            Examples and the sum of their losses (2,), float64, and dL/dH (B, D).
        """
        import torch

        n_targets, U = real.sum(1), self.W_out[ids]
        mean, log_sum = self.expected(H)
        scores = (U * H[:, None]).sum(2)
        surprise = n_targets * log_sum - (real * scores).sum(1)
        dH = n_targets[:, None] * mean - (real[..., None] * U).sum(1)
        dU = self.pulled(H, log_sum, n_targets)
        dU.index_add_(0, ids.flatten(), (real[..., None] * H[:, None]).flatten(0, 1), alpha=-1)
        self.W_out -= self.out_limits.clamp(max=lr)[:, None] * dU
        return torch.stack((n_targets, surprise)).sum(1, dtype=torch.float64), dH

    def move(
        self, table: "Tensor", limits: "Tensor", ids: "Tensor", changes: "Tensor", lr: float
    ) -> None:
        """Step down the gradients of some rows, each at its own rate."""
        table.index_add_(0, ids, limits[ids].clamp(max=lr)[:, None] * changes, alpha=-1)

    def expected(self, H: "Tensor") -> tuple["Tensor", "Tensor"]:
        """The mean word under each hidden layer's softmax (B, D), and log sum exp (B,)."""
        from w2v_core.engines.triton_softmax_kernels import expect_words

        n = len(H)
        means, log_sums = H.new_empty(SPLITS, n, self.D), H.new_empty(SPLITS, n)
        grid = -(-n // self.tile), SPLITS
        expect_words[grid](
            H, self.W_out, means, log_sums, n, len(self.W_out), SPLITS, **self.sizes(), num_warps=8
        )
        log_sum = log_sums.logsumexp(0)
        return ((log_sums - log_sum).exp()[..., None] * means).sum(0), log_sum

    def pulled(self, H: "Tensor", log_sum: "Tensor", n_targets: "Tensor") -> "Tensor":
        """How each word's probabilities pull it (V, D)."""
        from w2v_core.engines.triton_softmax_kernels import pull_words

        pulls = H.new_empty(self.W_out.shape)
        grid = (-(-len(self.W_out) // self.tile),)
        pull_words[grid](
            *(H, self.W_out, log_sum, n_targets, pulls, len(H), len(self.W_out)),
            **self.sizes(),
            num_warps=8,
        )
        return pulls

    @property
    def tile(self) -> int:
        """Hidden layers, and words, of a tile."""
        return max(16, min(TILE, NUMBERS // power_of_two(self.D)))

    def sizes(self) -> dict[str, int | str]:
        """What the kernels are compiled for."""
        DP = max(16, power_of_two(self.D))
        return {
            "D": self.D, "DP": DP, "BT": self.tile, "BV": self.tile, "PRECISION": self.precision
        }  # fmt: skip

    def bytes_needed(self, examples: Examples, dim: int) -> int:
        """The tables, a gradient of W_out, the text, and the rows that a step gathers."""
        gathered = 4 * MOST_CENTRES * 2 * examples.model.window * (dim + 8) * 4
        return super().bytes_needed(examples, dim) + 4 * len(examples.keep) * dim + gathered


def step_of(windows: DeviceWindows, first: int, size: int, reach: int) -> Step:
    """Centres first .. first + size - 1 and the words up to `reach` places from them."""
    import torch

    n, place = len(windows.ids), windows.ids.device
    pos = torch.arange(first, min(first + size, n), device=place)
    offsets = torch.tensor([d for d in range(-reach, reach + 1) if d], device=place)
    spot = pos[:, None] + offsets
    inside = (spot >= windows.left[pos][:, None]) & (spot < windows.right[pos][:, None])
    near = windows.ids[spot.clamp(0, n - 1)]
    return Step(windows.ids[pos], near, inside.float())
