"""Losses that can be compared: sentences that are never trained on, scored the same way always.

Does not: steer training; nothing here flows back into the model.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TrainConfig, method_named
from w2v_core.engines.base import Parameters
from w2v_core.engines.predictor import Predicts, predictor_maker
from w2v_core.sampling.noise import AliasTable, noise_distribution
from w2v_core.sampling.windows import draw_windows
from w2v_core.text.corpus import Corpus, Ids, sifted
from w2v_core.training.probes import Floats, Probe, pairs_probe, windows_probe
from w2v_core.training.tally import Tally, told_apart

SHARE = 0.01  # of the sentences
FEWEST_SENTENCES = 100  # texts with fewer keep all for training
MOST_PAIRS = 20_000
BRIEF = 2_000  # examples scored while training, where each is weighed against all words
CHUNK_SCORES = 4_000_000  # scores of hidden layers against all words held at a time

Scores = dict[str, float | None]
NO_SCORES: Scores = {"softmax_nll": None, "noise_loss": None, "pair_mrr": None}


def own_measure(method: str) -> str:
    """The score that a method's held-out curve shows: the one nearest to its own loss."""
    return "softmax_nll" if method_named(method).loss in ("softmax", "hs") else "noise_loss"


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
    n_words = int(lengths[chosen].sum())

    def wanted(_: Ids, first: int, last: int) -> NDArray[np.bool_]:
        return np.repeat(chosen[first:last], lengths[first:last])

    return Corpus(*sifted(corpus, n_words, wanted), corpus.vocabulary, n_words)


@dataclass(frozen=True)
class HeldOut:
    """Fixed questions with fixed noise.

    Attributes:
        pairs: a word is asked for a neighbour; every method can answer.
        own: what the method was trained for: pairs, or with CBOW windows.
        model: the options of the model.
        counts: (V,) occurrences of the words.
    """

    pairs: Probe
    own: Probe
    model: TrainConfig
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, corpus: Corpus, counts: NDArray[np.int64], model: TrainConfig) -> "HeldOut | None":
        """Questions from the held-out sentences, without subsampling; None where there are none."""
        rng = np.random.default_rng(0)
        noise = AliasTable.of(noise_distribution(counts, model.noise_power))
        keep_all = np.ones(len(counts))
        windows = draw_windows(
            corpus.ids, corpus.starts, keep_all, model.window, model.shrink_window, rng
        )
        pairs = pairs_probe(windows, MOST_PAIRS, noise, model.negatives, rng)
        cbow = method_named(model.method).hidden == "cbow"
        own = windows_probe(windows, MOST_PAIRS, noise, model.negatives, rng) if cbow else pairs
        return None if pairs is None or own is None else cls(pairs, own, model, counts)

    @cached_property
    def brief(self) -> Probe:
        """Some of the own questions, for a quick look."""
        return self.own.sample(BRIEF, np.random.default_rng(0))

    @cached_property
    def predicts(self) -> Predicts | None:
        """From W_out, the model's predictor; None where it gives no probabilities."""
        return predictor_maker(self.model, self.counts)

    def loss(self, parameters: Parameters) -> float | None:
        """The method's own measure (see `own_measure`), in nats; None where it has no loss.

        Where each question is weighed against all words, fewer are asked.
        """
        loss = method_named(self.model.method).loss
        if loss == "ns":
            return self.noise_loss(parameters)
        return self.tally(parameters, self.brief).softmax_nll if loss else None

    def noise_loss(self, parameters: Parameters) -> float:
        """Mean negative-sampling loss per question, in nats, from the scores u . h themselves."""
        H, row = self.own.hidden(parameters.W_in, self.model.cbow_mean), self.own.row

        def score(ids: NDArray[np.int32]) -> Floats:
            return np.asarray(np.einsum("ed,ed->e", parameters.W_out[ids], H[row]))

        return told_apart(self.own.target_ids, self.own.noise_ids, score) / len(row)

    def scores(self, parameters: Parameters) -> Scores:
        """All held-out measures, in nats; `pair_mrr` is a mean reciprocal rank."""
        loss = method_named(self.model.method).loss
        pairs = self.tally(parameters, self.pairs)
        if not loss:
            return NO_SCORES | {"pair_mrr": pairs.pair_mrr}
        own = pairs if self.own is self.pairs else self.tally(parameters, self.own)
        noise_loss = self.noise_loss(parameters) if loss == "ns" else own.noise_loss
        measured = {"softmax_nll": own.softmax_nll, "noise_loss": noise_loss}
        return {**measured, "pair_mrr": pairs.pair_mrr}

    def tally(self, parameters: Parameters, probe: Probe) -> Tally:
        """Ask the questions of a probe, each weighed against all words.

        Without probabilities (counts and SVD) only the ranks mean something.
        """
        predicts = self.predicts and self.predicts(parameters.W_out)
        H = probe.hidden(parameters.W_in, self.model.cbow_mean)
        log_noise = np.log(noise_distribution(self.counts, self.model.noise_power))
        log_noise += np.log(self.model.negatives)  # log(K p_noise)
        tally = Tally()
        for rows, some in probe.parts(max(1, CHUNK_SCORES // len(self.counts))):
            log_p = (
                predicts.log_probabilities(H[rows]) if predicts else H[rows] @ parameters.W_out.T
            )
            row = probe.row[some] - rows.start
            tally.add(log_p, row, probe.target_ids[some], probe.noise_ids[some], log_noise)
        return tally
