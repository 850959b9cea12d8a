"""Held-out scores by hand, on a model small enough to write down."""

import numpy as np
import pytest

from w2v_core.config import TextConfig, TrainConfig
from w2v_core.engines.base import Parameters
from w2v_core.text.corpus import build_corpus
from w2v_core.training.held_out import HeldOut, ranks, split


@pytest.fixture
def held_out():
    ids = np.array([0, 0, 1], np.int32)
    contexts, noise = np.array([1, 2, 0], np.int32), np.array([[0], [2], [2]], np.int32)
    return HeldOut(ids, contexts, noise, np.array([0.5, 0.25, 0.25]))


def softplus(x):
    return np.log1p(np.exp(x))


def test_the_noise_loss_by_hand(held_out):
    parameters = Parameters(np.array([[1.0], [2.0], [0.0]]), np.array([[0.5], [-1.0], [3.0]]))
    pairs = [
        softplus(1.0) + softplus(0.5),  # context 1 scores -1, noise 0 scores .5
        softplus(-3.0),  # context 2 scores 3; the noise hits it and is skipped
        softplus(-1.0) + softplus(6.0),  # context 0 scores 1, noise 2 scores 6
    ]
    assert held_out.noise_loss(parameters) == pytest.approx(np.mean(pairs))


def test_scores_that_are_exact_pmi_give_the_conditional_probabilities(held_out):
    # u_j . w_i = log p(j | i) - log p_noise(j) + a constant of i: the softmax must undo it
    given_word = np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1], [1 / 3, 1 / 3, 1 / 3]])
    scores = np.log(given_word) - np.log(held_out.noise) - np.log(5)
    found = held_out.scores(Parameters(scores, np.eye(3)))
    by_hand = -np.mean(np.log([0.5, 0.3, 0.6]))
    assert found["softmax_nll"] == pytest.approx(by_hand)
    assert found["pair_mrr"] == pytest.approx(np.mean([1, 1 / 2, 1]))


def test_ranks_count_ties_against_the_target():
    logits = np.array([[3.0, 1.0, 1.0, 0.0]])
    row, targets = np.zeros(4, int), np.arange(4)
    assert ranks(logits, row, targets).tolist() == [1, 3, 3, 4]


def test_every_run_holds_out_the_same_hundredth():
    corpus = build_corpus(["the cat sat\n" * 3_000], TextConfig())
    to_train, aside = split(corpus)
    assert 0.005 < aside.n_sentences / corpus.n_sentences < 0.02
    assert to_train.n_sentences + aside.n_sentences == corpus.n_sentences
    assert split(corpus)[1].fingerprint() == aside.fingerprint()
    assert HeldOut.of(aside, corpus.vocabulary.counts, TrainConfig()) is not None


def test_short_texts_keep_everything_for_training():
    corpus = build_corpus(["the cat sat\n" * 99], TextConfig())
    assert split(corpus) == (corpus, None)
