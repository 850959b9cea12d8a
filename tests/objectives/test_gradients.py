"""Gradients by hand against central differences, in float64, with ids that come twice."""

import numpy as np
import pytest

from w2v_core.objectives.hidden import skipgram
from w2v_core.objectives.negative_sampling import log_sigmoid, loss_and_gradients, sigmoid

V, D = 6, 4
CASES = {
    "all distinct": (0, [1, 2, 3]),
    "a noise word twice": (0, [2, 2, 5]),
    "noise hits the target": (4, [4, 1]),
    "no noise": (3, []),
}


def tables():
    rng = np.random.default_rng(7)
    return rng.normal(size=(V, D)), rng.normal(size=(V, D))


def loss_of(W_in, W_out, target_id, noise_ids):
    h = skipgram(W_in, 5)
    return loss_and_gradients(W_out, h, target_id, np.array(noise_ids, dtype=int))


def dense(W_in, W_out, target_id, noise_ids):
    _, dh, ids, du = loss_of(W_in, W_out, target_id, noise_ids)
    dW_in, dW_out = np.zeros_like(W_in), np.zeros_like(W_out)
    dW_in[5] = dh
    np.add.at(dW_out, ids, du)
    return dW_in, dW_out


def differences(W_in, W_out, case, table, step=1e-6):
    found = np.zeros((V, D))
    for place in np.ndindex(V, D):
        value = table[place]
        table[place] = value + step
        above = loss_of(W_in, W_out, *case)[0]
        table[place] = value - step
        below = loss_of(W_in, W_out, *case)[0]
        table[place] = value
        found[place] = (above - below) / (2 * step)
    return found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_skipgram_negative_sampling(case):
    W_in, W_out = tables()
    dW_in, dW_out = dense(W_in, W_out, *case)
    np.testing.assert_allclose(dW_in, differences(W_in, W_out, case, W_in), atol=1e-6)
    np.testing.assert_allclose(dW_out, differences(W_in, W_out, case, W_out), atol=1e-6)


def test_the_check_notices_a_wrong_gradient():
    W_in, W_out = tables()
    case = CASES["a noise word twice"]
    _, _, ids, du = loss_of(W_in, W_out, *case)
    careless = np.zeros_like(W_out)
    careless[ids] = du  # overwrites where it must add
    off = abs(careless - differences(W_in, W_out, case, W_out)).max()
    assert off > 1e-3


def test_the_loss_by_hand():
    # scores: target 1·2 = 2, noise 1·(-1) = -1 and 1·0 = 0
    W_out = np.array([[2.0], [-1.0], [0.0]])
    loss, dh, _, _ = loss_and_gradients(W_out, np.array([1.0]), 0, np.array([1, 2]))
    by_hand = np.log1p(np.exp(-2)) + np.log1p(np.exp(-1)) + np.log(2)
    assert loss == pytest.approx(by_hand, abs=1e-12)
    s = 1 / (1 + np.exp(-2))
    assert dh[0] == pytest.approx((s - 1) * 2 + sigmoid(np.array(-1.0)) * -1, abs=1e-12)


def test_extreme_scores_neither_overflow_nor_vanish():
    assert log_sigmoid(np.array([-800.0]))[0] == pytest.approx(-800.0)
    assert sigmoid(np.array([-800.0, 800.0])).tolist() == [0.0, 1.0]
