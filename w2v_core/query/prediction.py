"""What a trained model itself says: the probability of every word, given a hidden layer.

    softmax   p(j | h) = exp(u_j . h) / sum over v of exp(u_v . h)
    hs        p(j | h) = product of sigmoid(sign u_node . h) over the turns of the path to j
    ns        score(j) is log p(j | h) - log(K p_noise(j)) at the optimum (Levy & Goldberg 2014), so
              log p_noise(j) is added before the softmax

The first two are exact; the third is corrected for noise, and exact only for vectors of full rank
at the optimum with hits kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ids = NDArray[np.integer[Any]]
Level = tuple[Ids, Ids, Floats]


@dataclass(frozen=True, eq=False)
class Predictor:
    """The output side of a trained model.

    Attributes:
        loss: "softmax", "ns" or "hs".
        W_out: (V, D) output vectors; for "hs" (V - 1, D), inner nodes of the tree.
        log_noise: (V,) log p_noise of each word, for "ns".
        levels: the turns of the tree from the root down, for "hs": nodes above, nodes below and
            signs of each level. Word v counts as node V - 1 + v.
    """

    loss: str
    W_out: Floats = field(repr=False)
    log_noise: Floats | None = field(default=None, repr=False)
    levels: Sequence[Level] = field(default=(), repr=False)

    @property
    def exact(self) -> bool:
        """Whether the probabilities are those that were trained, and not corrected for noise."""
        return self.loss != "ns"

    def log_probabilities(self, H: Floats) -> Floats:
        """Log probability (B, V) of every word as target, given hidden layers H (B, D)."""
        H = H.astype(self.W_out.dtype, copy=False)
        if self.loss == "hs":
            return walk(self.W_out @ H.T, self.levels).T
        logits = H @ self.W_out.T
        if self.log_noise is not None:
            logits += self.log_noise
        return logits - log_sum_exp(logits)[:, None]


def walk(scores: Floats, levels: Sequence[Level]) -> Floats:
    """Log probability (V, B) of every leaf, from the scores (V - 1, B) of the inner nodes."""
    n_inner = len(scores)
    log_p = np.zeros((2 * n_inner + 1, scores.shape[1]), scores.dtype)
    for above, below, signs in levels:
        log_p[below] = log_p[above] + log_sigmoid(signs[:, None] * scores[above])
    return log_p[n_inner:]


def log_sigmoid(x: Floats) -> Floats:
    """log(1 / (1 + exp(-x))), without overflow."""
    return -np.logaddexp(x.dtype.type(0), -x)


def log_sum_exp(logits: Floats) -> Floats:
    """Log of the sum of exp over each row (B, V), without overflow; added up in float64.

    >>> log_sum_exp(np.array([[0.0, 0.0], [1000.0, 0.0]])).round(4)
    array([6.931e-01, 1.000e+03])
    """
    peak = logits.max(axis=1, keepdims=True)
    total = np.exp(logits - peak).sum(axis=1, dtype=np.float64)
    return np.asarray((peak[:, 0] + np.log(total)).astype(logits.dtype))
