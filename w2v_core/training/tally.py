"""Sums of losses and ranks over the questions that were put to a model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.training.probes import Floats


@dataclass(slots=True)
class Tally:
    """Sums over the questions asked so far, in float64."""

    n: int = 0
    surprise: float = 0.0
    noise: float = 0.0
    reciprocal_ranks: float = 0.0

    def add(
        self,
        log_p: Floats,
        row: NDArray[np.int64],
        target_ids: NDArray[np.int32],
        noise_ids: NDArray[np.int32],
        log_noise: NDArray[np.float64],
    ) -> None:
        """Count some questions: log_p (B, V) of all words, and which row each target asks."""
        self.n += len(row)
        self.surprise -= float(log_p[row, target_ids].sum(dtype=np.float64))
        self.reciprocal_ranks += float((1.0 / ranks(log_p, row, target_ids)).sum())
        self.noise += told_apart(
            target_ids, noise_ids, lambda ids: log_p[row, ids] - log_noise[ids]
        )

    @property
    def softmax_nll(self) -> float:
        """Mean of -log p(target)."""
        return self.surprise / self.n

    @property
    def noise_loss(self) -> float:
        """Mean negative-sampling loss, with the score log p(j) - log(K p_noise(j))."""
        return self.noise / self.n

    @property
    def pair_mrr(self) -> float:
        """Mean reciprocal rank of the targets."""
        return self.reciprocal_ranks / self.n


def told_apart(
    target_ids: NDArray[np.int32],
    noise_ids: NDArray[np.int32],
    score: Callable[[NDArray[np.int32]], Floats],
) -> float:
    """Sum of the losses of telling targets (E,) from noise (E, K); noise that hits is left out.

    Args:
        target_ids: the real words.
        noise_ids: the others.
        score: gives the score (E,) of one word for each question.
    """
    total = float(np.logaddexp(0.0, -score(target_ids), dtype=np.float64).sum())
    for ids in noise_ids.T:
        losses = np.logaddexp(0.0, score(ids), dtype=np.float64)
        total += float(losses[ids != target_ids].sum())
    return total


def ranks(
    logits: Floats, row: NDArray[np.int64], target_ids: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Place of each target among all words of its row, best first, from 1; ties count against."""
    asked = zip(row, target_ids, strict=True)
    return np.array([np.count_nonzero(logits[r] >= logits[r, t]) for r, t in asked])
