"""Losses of skip-gram over a whole text at once, from nothing but the counts of its pairs.

A text's loss depends on the text only through N (V, V), how often word j is a context of word i.
With N_i the row sums, p the noise distribution and k noise words a pair, summed over all pairs:

    softmax   sum_i ( N_i log sum_v exp(u_v . w_i) - sum_j N_ij u_j . w_i )
    noise     - sum_ij ( N_ij log sigmoid(u_j . w_i) + k N_i p_j log sigmoid(-u_j . w_i) )

The second is the expectation of negative sampling over its noise, hits kept. One evaluation costs
6 V^2 D operations however long the text is. The scores of some centres are made at a time, so that
memory does not grow with V^2: a column for each centre, for so all three products are of shapes
that processors multiply fast.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from w2v_core.errors import Cancelled, TextError

if TYPE_CHECKING:
    from torch import Tensor

CELLS = 16_000_000  # scores of word pairs held at a time: 64 MB; with fewer, products are slower
LINE = 16  # numbers of a cache line: rows of scores begin at one
LEAST = 1e-30  # least probability whose logarithm is taken


@dataclass(frozen=True, slots=True)
class RowBlock:
    """The counts of some rows, as shares.

    Attributes:
        first: word of the first row.
        last: word after the last.
        near: (n,) int64, places of the non-zero counts in the block's scores (V, R), rising.
        within: (n,) N_ij / N_i, the counts as shares of their rows.
        overall: (n,) N_ij / N, as shares of all pairs.
        rows: (R, 1) N_i / N.
    """

    first: int
    last: int
    near: "Tensor"
    within: "Tensor"
    overall: "Tensor"
    rows: "Tensor"


RowLoss = Callable[["Tensor", RowBlock], "Tensor"]


def softmax_loss(scores: "Tensor", block: RowBlock) -> "Tensor":
    """The softmax loss of R centres, whose `scores` (V, R) become its errors.

    The errors are dL/dscore per pair of each centre: the model's probabilities less the text's.

    Returns:
        the centres' part () of the mean loss per pair, float64.
    """
    import torch

    scores.sub_(scores.amax(0)).exp_()
    scores.div_(scores.sum(0))
    cells = scores.view(-1)
    real = cells[block.near]
    cells[block.near] = real - block.within
    log_p = real.clamp_min_(LEAST).log_()
    return -(block.overall * log_p).sum(dtype=torch.float64)


def noise_loss(expected: "Tensor") -> RowLoss:
    """The loss of negative sampling, from the expected number (V,) of each noise word a pair."""
    import torch
    from torch.nn.functional import softplus

    def loss(scores: "Tensor", block: RowBlock) -> "Tensor":
        cells = scores.view(-1)
        real = block.overall * softplus(-cells[block.near])
        noise = (expected @ softplus(scores)) * block.rows[:, 0]
        scores.sigmoid_()
        pull = block.within * (cells[block.near] - 1)
        scores.mul_(expected[:, None])
        cells[block.near] += pull
        return real.sum(dtype=torch.float64) + noise.sum(dtype=torch.float64)

    return loss


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A loss and its gradients at some tables.

    Attributes:
        loss: mean per pair, in nats, summed in float64.
        dW_in: (V, D), row i divided by N_i / N: the gradient of a mean pair of word i.
        dW_out: (V, D).
    """

    loss: float
    dW_in: "Tensor"
    dW_out: "Tensor"


class ExactLoss:
    """A loss over all pairs of a count table.

    Args:
        counts: (V, V) counts N as a SciPy CSR array; rows are centres.
        row_loss: `softmax_loss`, or what `noise_loss` gives.
        like: a tensor of the device and the precision to compute in.
        cells: scores held at a time.
        should_stop: asked before every block of rows whether to give up, now and in `evaluate`.

    Raises:
        Cancelled: if `should_stop` said so.
        TextError: if nothing was counted.
    """

    def __init__(
        self,
        counts: Any,
        row_loss: RowLoss,
        like: "Tensor",
        cells: int = CELLS,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        n_words = counts.shape[0]
        self.row_loss, self.should_stop = row_loss, should_stop
        self.n_pairs = float(counts.sum())
        if not self.n_pairs:
            raise TextError(
                "Every sentence of the text has one word, and words are learned from those beside "
                "them; use a text with sentences of two words or more."
            )
        step = max(1, cells // n_words)
        step -= step % LINE if step > LINE else 0
        spans = [(first, min(first + step, n_words)) for first in range(0, n_words, step)]
        self.blocks = []
        for span in spans:
            self.stop_if_asked()
            self.blocks.append(row_block(counts, self.n_pairs, *span, like))
        self.room = like.new_empty(min(step, n_words) * n_words)

    def evaluate(self, W_in: "Tensor", W_out: "Tensor") -> Evaluation:
        """Loss and gradients at the tables (V, D).

        Raises:
            Cancelled: if `should_stop` said so.
        """
        import torch

        dW_in, dW_out = torch.empty_like(W_in), torch.zeros_like(W_out)
        loss = torch.zeros((), dtype=torch.float64, device=W_in.device)
        for block in self.blocks:
            self.stop_if_asked()
            h, dh = W_in[block.first : block.last], dW_in[block.first : block.last]
            scores = self.room[: len(W_out) * len(h)].view(len(W_out), len(h))
            torch.mm(W_out, h.T, out=scores)
            loss += self.row_loss(scores, block)
            torch.mm(scores.T, W_out, out=dh)  # the scores have become errors
            dh *= block.rows > 0  # a word without a pair stays where it is
            dW_out.addmm_(scores, h * block.rows)
        return Evaluation(loss.item(), dW_in, dW_out)

    def stop_if_asked(self) -> None:
        """Cancelled, if the work is to stop."""
        if self.should_stop():
            raise Cancelled("Stopped; the pass over the counts was not finished.")


def row_block(counts: Any, n_pairs: float, first: int, last: int, like: "Tensor") -> RowBlock:
    """The rows `first` up to `last` (excluded) of the counts."""
    import torch

    bounds = counts.indptr[first : last + 1].astype(np.int64)
    stored = slice(bounds[0], bounds[-1])
    values, columns = counts.data[stored], counts.indices[stored]
    rows = np.repeat(np.arange(last - first), np.diff(bounds))
    totals = np.bincount(rows, weights=values, minlength=last - first)
    near = columns * np.int64(last - first) + rows
    order = np.argsort(near)
    return RowBlock(
        first,
        last,
        like.new_tensor(near[order], dtype=torch.int64),
        like.new_tensor((values / totals[rows])[order]),
        like.new_tensor((values / n_pairs)[order]),
        like.new_tensor(totals[:, None] / n_pairs),
    )
