"""What trained vectors must say about the counts, on a table without zeros and at full rank."""

import numpy as np
import pytest
import torch
from scipy.sparse import csr_array

from w2v_core.engines.exact_descent import Descent
from w2v_core.engines.exact_losses import ExactLoss, noise_loss, softmax_loss
from w2v_core.sampling.noise import noise_distribution

V, K = 6, 3
COUNTS = np.random.default_rng(5).integers(2, 40, (V, V)).astype(float)
COUNTS += COUNTS.T  # N, symmetric as a window's counts are
TOTALS = COUNTS.sum(axis=1)  # N_i


def scores_at_optimum(row_loss, dim=V, passes=1500):
    """u_j . w_i of all pairs (V, V) after going down until nothing moves."""
    rng = np.random.default_rng(0)
    start = [torch.tensor(rng.normal(0, 0.3, (V, dim))) for _ in range(2)]
    exact = ExactLoss(csr_array(COUNTS), row_loss, start[0])
    descent = Descent(*start, torch.tensor(TOTALS[:, None] / TOTALS.sum()))
    for _ in range(passes):
        descent.judge(exact.evaluate(descent.W_in, descent.W_out))
        descent.step(size=0.1)
    W_in, W_out = descent.best
    return (W_in @ W_out.T).numpy()


def trained(power):
    """The scores, and the PMI of each pair under noise of this power less log K."""
    noise = noise_distribution(TOTALS, power)
    scores = scores_at_optimum(noise_loss(torch.tensor(K * noise)))
    return scores, np.log(COUNTS / (K * TOTALS[:, None] * noise))


PMI = np.log(COUNTS * TOTALS.sum() / np.outer(TOTALS, TOTALS))


def test_negative_sampling_factorises_shifted_pmi():
    """Levy & Goldberg 2014, equation 12: noise by plain frequency."""
    scores, own = trained(power=1.0)
    np.testing.assert_allclose(scores, own, atol=1e-3)
    np.testing.assert_allclose(scores, PMI - np.log(K), atol=1e-3)
    assert abs(scores - PMI).max() > 1, "the shift by log K does not show"


def test_noise_to_the_three_quarters_is_another_matrix():
    scores, own = trained(power=0.75)
    np.testing.assert_allclose(scores, own, atol=1e-3)
    assert abs(scores - (PMI - np.log(K))).max() > 0.05


def test_full_softmax_gives_the_conditional_frequencies():
    scores = scores_at_optimum(softmax_loss)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(p, COUNTS / TOTALS[:, None], atol=1e-4)


def test_one_dimension_is_not_enough():
    """The control: below full rank, nothing of this holds."""
    scores = scores_at_optimum(softmax_loss, dim=1, passes=500)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert abs(p - COUNTS / TOTALS[:, None]).max() > 0.02
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(p, COUNTS / TOTALS[:, None], atol=1e-4)
