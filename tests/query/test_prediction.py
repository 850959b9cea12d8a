"""What models predict: probabilities, however the loss makes them."""

import numpy as np
import pytest

from w2v_core.config import TrainConfig, methods_with
from w2v_core.engines.predictor import predictor
from w2v_core.query.prediction import Predictor
from w2v_core.sampling.huffman import HuffmanTree
from w2v_core.sampling.noise import noise_distribution

COUNTS = np.array([9, 5, 5, 3, 2, 1, 1])


def tables(n_rows, dim=3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(4, dim)), rng.normal(size=(n_rows, dim))


def made(method, W_out):
    return predictor(TrainConfig(method=method), COUNTS, W_out)


@pytest.mark.parametrize("method", methods_with())
def test_probabilities_sum_to_one(method):
    H, W_out = tables(6 if method.endswith("hs") else 7)
    log_p = made(method, W_out).log_probabilities(H)
    assert log_p.shape == (4, 7)
    np.testing.assert_allclose(np.exp(log_p).sum(axis=1), 1.0)


def test_a_word_of_the_tree_has_the_product_of_its_turns():
    H, nodes = tables(6)
    log_p = made("cbow-hs", nodes).log_probabilities(H)
    tree = HuffmanTree.of(COUNTS)
    for word in range(7):
        ids, signs = tree.path(word)
        turns = 1 / (1 + np.exp(-signs[:, None] * (nodes[ids] @ H.T)))
        np.testing.assert_allclose(np.exp(log_p[:, word]), turns.prod(axis=0))


def test_scores_of_negative_sampling_are_corrected_for_the_noise():
    H, W_out = tables(7)
    corrected = np.exp(H @ W_out.T) * noise_distribution(COUNTS, 0.75)
    expected = corrected / corrected.sum(axis=1, keepdims=True)
    found = np.exp(made("skipgram-ns", W_out).log_probabilities(H))
    np.testing.assert_allclose(found, expected)
    plain = np.exp(Predictor("softmax", W_out).log_probabilities(H))
    assert np.abs(plain - expected).max() > 0.05  # without the correction it is another


def test_only_negative_sampling_is_inexact_and_counts_predict_nothing():
    W_out = tables(7)[1]
    assert not made("cbow-ns", W_out).exact
    assert made("cbow-softmax", W_out).exact and made("skipgram-hs", W_out[:6]).exact
    assert made("svd", W_out) is None


def test_large_scores_do_not_overflow():
    log_p = Predictor("softmax", np.eye(2) * 1e4).log_probabilities(np.eye(2, dtype=np.float64))
    assert np.isfinite(log_p).all() and log_p[0, 0] == 0
    walked = made("skipgram-hs", np.full((6, 1), 1e4)).log_probabilities(np.ones((1, 1)))
    assert np.isfinite(walked).all()
