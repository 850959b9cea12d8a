"""One loss that can be compared: sentences that are never trained on, scored the same way always.

Does not: steer training; nothing here flows back into the model.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TrainConfig
from w2v_core.engines.base import Parameters
from w2v_core.sampling.noise import AliasTable, noise_distribution
from w2v_core.sampling.windows import draw_windows
from w2v_core.text.corpus import Corpus, starts_of

SHARE = 0.01  # of the sentences
FEWEST_SENTENCES = 100  # texts with fewer keep all for training
MOST_PAIRS = 20_000
CHUNK_SCORES = 4_000_000  # scores of centres against all words held at a time

Scores = dict[str, float | None]
NO_SCORES: Scores = {"softmax_nll": None, "noise_loss": None, "pair_mrr": None}


def split(corpus: Corpus) -> tuple[Corpus, Corpus | None]:
    """The sentences to train on, and the held-out ones (None where there are too few).

    The choice depends on nothing but the number of sentences, so that all runs hold out the same.
    """
    chosen = np.random.default_rng(0).random(corpus.n_sentences) < SHARE
    if corpus.n_sentences < FEWEST_SENTENCES or not chosen.any():
        return corpus, None
    return select(corpus, ~chosen), select(corpus, chosen)


def select(corpus: Corpus, chosen: NDArray[np.bool_]) -> Corpus:
    """Only the chosen sentences; the vocabulary and its counts stay those of the whole text."""
    lengths = np.diff(corpus.starts)
    ids = corpus.ids[np.repeat(chosen, lengths)]
    return Corpus(ids, starts_of(lengths[chosen]), corpus.vocabulary, len(ids))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Fixed pairs with fixed noise.

    Attributes:
        center_ids: (P,) centre of each pair.
        context_ids: (P,) its real context.
        noise_ids: (P, K) noise words.
        noise: (V,) probability of each word as noise.
    """

    center_ids: NDArray[np.int32]
    context_ids: NDArray[np.int32]
    noise_ids: NDArray[np.int32]
    noise: NDArray[np.float64]

    @classmethod
    def of(cls, corpus: Corpus, counts: NDArray[np.int64], model: TrainConfig) -> "HeldOut | None":
        """Pairs of the held-out sentences, without subsampling; None where there are none."""
        rng = np.random.default_rng(0)
        keep_all = np.ones(len(counts))
        windows = draw_windows(
            corpus.ids, corpus.starts, keep_all, model.window, model.shrink_window, rng
        )
        center_pos, context_pos = windows.pairs()
        if not len(center_pos):
            return None
        some = rng.permutation(len(center_pos))[:MOST_PAIRS]
        noise = noise_distribution(counts, model.noise_power)
        noise_ids = AliasTable.of(noise).draw((len(some), model.negatives), rng)
        return cls(windows.ids[center_pos[some]], windows.ids[context_pos[some]], noise_ids, noise)

    def noise_loss(self, parameters: Parameters) -> float:
        """Mean negative-sampling loss per pair, in nats."""
        h = parameters.W_in[self.center_ids]
        real = np.einsum("pd,pd->p", parameters.W_out[self.context_ids], h)
        total = np.logaddexp(0.0, -real, dtype=np.float64).sum()
        for noise_ids in self.noise_ids.T:
            score = np.einsum("pd,pd->p", parameters.W_out[noise_ids], h)
            losses = np.logaddexp(0.0, score, dtype=np.float64)
            total += losses[noise_ids != self.context_ids].sum()
        return float(total) / len(h)

    def scores(self, parameters: Parameters) -> Scores:
        """All held-out measures, in nats; `pair_mrr` is a mean reciprocal rank.

        A score of negative sampling is log p(j | i) - log(K p_noise(j)) at its optimum (Levy &
        Goldberg 2014), so log p_noise is added before the softmax.
        """
        order = np.argsort(self.center_ids, kind="stable")
        centers, places = np.unique(self.center_ids[order], return_inverse=True)
        log_noise = np.log(self.noise).astype(parameters.W_out.dtype)
        nll = reciprocal_ranks = 0.0
        step = max(1, CHUNK_SCORES // len(self.noise))
        for first in range(0, len(centers), step):
            chunk = centers[first : first + step]
            low, high = np.searchsorted(places, (first, first + len(chunk)))
            row, targets = places[low:high] - first, self.context_ids[order[low:high]]
            logits = parameters.W_in[chunk] @ parameters.W_out.T + log_noise
            nll += float((log_sum_exp(logits)[row] - logits[row, targets]).sum())
            reciprocal_ranks += float((1.0 / ranks(logits, row, targets)).sum())
        n_pairs = len(order)
        return {
            "softmax_nll": nll / n_pairs,
            "noise_loss": self.noise_loss(parameters),
            "pair_mrr": reciprocal_ranks / n_pairs,
        }


def log_sum_exp(logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Log of the sum of exp over each row, without overflow; the sum is float64."""
    peak = logits.max(axis=1, keepdims=True)
    total = np.exp(logits - peak).sum(axis=1, dtype=np.float64)
    return np.asarray(peak[:, 0] + np.log(total))


def ranks(
    logits: NDArray[np.floating[Any]], row: NDArray[np.int64], targets: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Place of each target among all words of its row, best first, from 1; ties count against."""
    pairs = zip(row, targets, strict=True)
    return np.array([np.count_nonzero(logits[r] >= logits[r, t]) for r, t in pairs])
