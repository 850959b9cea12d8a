"""Hidden layers, losses and gradients of a block of examples in torch, written out by hand.

Each agrees with its namesake in `objectives`, summed over the examples of the block.

Shapes: T hidden layers H (T, D), made of I inputs; P predictions, each of one row of W_out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from w2v_core.config import TrainConfig, method_named
from w2v_core.engines.torch_optimizers import EveryRow, Gradient, SomeRows

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Block:
    """The examples of one step, on the device; see `layout.Layout`.

    Attributes:
        input_row: (I,) the hidden layer that each input goes into, 0..T-1.
        input_ids: (I,) its row of W_in.
        input_weight: (I,) how much of it goes in.
        row: (P,) the hidden layer that predicts.
        ids: (P,) the row of W_out that it is scored by.
        signs: (P,) +1 or -1.
        n_targets: (T,) words that each hidden layer predicts, as real numbers.
        noise_ids: (S,) noise words, shared by all; empty without negative sampling.
        share: weight K / S of one noise word in one example.
    """

    input_row: "Tensor"
    input_ids: "Tensor"
    input_weight: "Tensor"
    row: "Tensor"
    ids: "Tensor"
    signs: "Tensor"
    n_targets: "Tensor"
    noise_ids: "Tensor"
    share: float


# From W_out, H and the block: sum of the losses (), float64; dL/dH; gradient of W_out.
Loss = Callable[["Tensor", "Tensor", Block], tuple["Tensor", "Tensor", Gradient]]


def loss_of(model: TrainConfig) -> Loss:
    """The loss of the model's method."""
    weigh = weigh_misses if model.skip_hits else weigh_all
    losses: dict[str, Loss] = {
        "softmax": full_softmax,
        "ns": partial(negative_sampling, weigh=weigh),
        "hs": hierarchical_softmax,
    }
    return losses[method_named(model.method).loss]


def gradients(
    W_in: "Tensor", W_out: "Tensor", block: Block, loss: Loss
) -> tuple["Tensor", SomeRows, Gradient]:
    """The sum of the block's losses (), and the gradients of both tables."""
    H = hidden_layers(W_in, block)
    total, dH, out = loss(W_out, H, block)
    weight = block.input_weight[:, None]
    return total, SomeRows(block.input_ids, weight * dH[block.input_row]), out


def hidden_layers(W_in: "Tensor", block: Block) -> "Tensor":
    """H (T, D): the inputs of each, added up by their weights."""
    H = W_in.new_zeros(len(block.n_targets), W_in.shape[1])
    return H.index_add_(0, block.input_row, block.input_weight[:, None] * W_in[block.input_ids])


def full_softmax(W_out: "Tensor", H: "Tensor", block: Block) -> tuple["Tensor", "Tensor", Gradient]:
    """Each hidden layer against all words at once; see `block_size` for the memory it takes."""
    import torch

    log_p = (H @ W_out.T).log_softmax(1)
    total = -log_p[block.row, block.ids].sum(dtype=torch.float64)
    error = log_p.exp_().mul_(block.n_targets[:, None])  # dL/dscore, once the targets are off
    place = block.row * len(W_out) + block.ids
    error.view(-1).index_add_(0, place, error.new_ones(len(place)), alpha=-1)
    return total, error @ W_out, EveryRow(error.T @ H)


def hierarchical_softmax(
    W_out: "Tensor", H: "Tensor", block: Block
) -> tuple["Tensor", "Tensor", SomeRows]:
    """Each turn of the paths; with all signs +1, the real words of negative sampling."""
    import torch
    from torch.nn.functional import logsigmoid

    U, h = W_out[block.ids], H[block.row]
    scores = block.signs * (U * h).sum(1)
    error = (-block.signs * torch.sigmoid(-scores))[:, None]  # dL/dscore
    dH = torch.zeros_like(H).index_add_(0, block.row, error * U)
    return -logsigmoid(scores).sum(dtype=torch.float64), dH, SomeRows(block.ids, error * h)


def negative_sampling(
    W_out: "Tensor", H: "Tensor", block: Block, weigh: Callable[[Block], "Tensor"]
) -> tuple["Tensor", "Tensor", SomeRows]:
    """Real words one by one; shared noise words as matrix products."""
    import torch
    from torch.nn.functional import logsigmoid

    total, dH, real = hierarchical_softmax(W_out, H, block)
    N = W_out[block.noise_ids]
    scores, weight = H @ N.T, weigh(block)  # (T, S)
    error = weight * torch.sigmoid(scores)  # dL/dscore
    total -= (weight * logsigmoid(-scores)).sum(dtype=torch.float64)
    ids = torch.cat((block.ids, block.noise_ids))
    return total, dH.addmm_(error, N), SomeRows(ids, torch.cat((real.values, error.T @ H)))


def weigh_all(block: Block) -> "Tensor":
    """Weight (T, S) of each noise word for each hidden layer."""
    return block.share * block.n_targets[:, None].expand(-1, len(block.noise_ids))


def weigh_misses(block: Block) -> "Tensor":
    """The same, without the noise words that are the real word itself."""
    hits = (block.ids[:, None] == block.noise_ids).to(block.n_targets.dtype)
    return weigh_all(block).index_add(0, block.row, hits, alpha=-block.share)
