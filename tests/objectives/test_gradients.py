"""Gradients by hand against central differences, in float64, with ids that come twice.

Each case is a whole cell of the grid: both tables move, each by every way it enters the loss.
"""

import numpy as np
import pytest

from w2v_core.objectives import HIDDEN, LOSSES
from w2v_core.objectives.full_softmax import log_probabilities
from w2v_core.objectives.hidden import cbow, cbow_back, skipgram
from w2v_core.objectives.negative_sampling import log_sigmoid, loss_and_gradients, sigmoid

V, D = 6, 4
INPUTS = {
    "skipgram": ("skipgram", 5, {}),
    "cbow by mean": ("cbow", np.array([5, 1, 1, 3]), {"mean": True}),
    "cbow by sum": ("cbow", np.array([5, 1, 1, 3]), {"mean": False}),
    "cbow of one": ("cbow", np.array([2]), {"mean": True}),
}
ANSWERS = {
    "softmax": ("softmax", (1,)),
    "ns, all distinct": ("ns", (0, np.array([1, 2, 3]))),
    "ns, a noise word twice": ("ns", (0, np.array([2, 2, 5]))),
    "ns, noise hits the target": ("ns", (4, np.array([4, 1]))),
    "ns, no noise": ("ns", (3, np.array([], dtype=int))),
    "hs": ("hs", (np.array([4, 2, 0]), np.array([1.0, -1.0, 1.0]))),
    "hs, one turn": ("hs", (np.array([4]), np.array([-1.0]))),
}


def tables():
    rng = np.random.default_rng(7)
    return rng.normal(size=(V, D)), rng.normal(size=(V, D))


def loss_of(W_in, W_out, source, answer):
    hidden, ids, how = source
    loss, right = answer
    h = HIDDEN[hidden].forward(W_in, ids, **how)
    return h, LOSSES[loss].loss_and_gradients(W_out, h, *right)


def dense(W_in, W_out, source, answer):
    """The gradients of both tables, those of repeated ids added up."""
    hidden, ids, how = source
    _, (_, dh, out_ids, dU) = loss_of(W_in, W_out, source, answer)
    dW_in, dW_out = np.zeros_like(W_in), np.zeros_like(W_out)
    in_ids, dW = HIDDEN[hidden].back(ids, dh, **how)
    np.add.at(dW_in, in_ids, dW)
    np.add.at(dW_out, out_ids, dU)
    return dW_in, dW_out


def differences(table, loss, step=1e-6):
    """The gradient of `loss()` by each number of a table that it reads."""
    found = np.zeros_like(table)
    for place in np.ndindex(table.shape):
        value = table[place]
        table[place] = value + step
        above = loss()
        table[place] = value - step
        below = loss()
        table[place] = value
        found[place] = (above - below) / (2 * step)
    return found


def relative(got, right):
    """The largest difference, relative to the largest number."""
    return abs(got - right).max() / abs(right).max()


@pytest.mark.parametrize("source", INPUTS.values(), ids=INPUTS.keys())
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_every_cell(source, answer):
    W_in, W_out = tables()
    dW_in, dW_out = dense(W_in, W_out, source, answer)

    def loss():
        return loss_of(W_in, W_out, source, answer)[1][0]

    assert relative(dW_in, differences(W_in, loss)) < 1e-6
    assert relative(dW_out, differences(W_out, loss)) < 1e-6


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_the_check_notices_the_missing_share_of_a_context(answer):
    W_in, W_out = tables()
    ids = np.array([5, 1, 1, 3])
    right = differences(W_in, lambda: loss_of(W_in, W_out, ("cbow", ids, {}), answer)[1][0])
    _, (_, dh, _, _) = loss_of(W_in, W_out, ("cbow", ids, {}), answer)
    as_word2vec = np.zeros_like(W_in)
    np.add.at(as_word2vec, ids, cbow_back(ids, dh, mean=False)[1])
    assert relative(as_word2vec, right) > 1
    careless = np.zeros_like(W_in)
    careless[ids] = cbow_back(ids, dh)[1]  # overwrites the second of a pair where it must add
    assert relative(careless, right) > 0.1


def test_the_check_notices_a_noise_word_that_counts_once():
    W_in, W_out = tables()
    source, answer = INPUTS["skipgram"], ANSWERS["ns, a noise word twice"]
    _, (_, _, ids, dU) = loss_of(W_in, W_out, source, answer)
    careless = np.zeros_like(W_out)
    careless[ids] = dU
    right = differences(W_out, lambda: loss_of(W_in, W_out, source, answer)[1][0])
    assert relative(careless, right) > 0.1


def test_the_check_notices_that_full_softmax_moves_more_than_the_target():
    W_in, W_out = tables()
    source, answer = INPUTS["skipgram"], ANSWERS["softmax"]
    _, (_, _, ids, dU) = loss_of(W_in, W_out, source, answer)
    right = differences(W_out, lambda: loss_of(W_in, W_out, source, answer)[1][0])
    target_alone = np.zeros_like(W_out)
    target_alone[1] = dU[ids == 1]
    assert relative(target_alone, right) > 0.1


def test_full_softmax_moves_every_row_by_its_probability():
    _, W_out = tables()
    h = np.array([1.0, -2.0, 0.5, 1.0])
    _, _, ids, dU = LOSSES["softmax"].loss_and_gradients(W_out, h, 1)
    p = np.exp(log_probabilities(W_out, h))
    assert ids.tolist() == list(range(V))
    assert p.sum() == pytest.approx(1, abs=1e-12)
    others = [0, 2, 3, 4, 5]
    np.testing.assert_allclose(dU[others], p[others, None] * h)
    np.testing.assert_allclose(dU[1], (p[1] - 1) * h)
    assert (abs(dU).max(axis=1) > 0).all()


def test_the_hidden_layers_by_hand():
    W_in = np.array([[1.0, 2.0], [3.0, -1.0], [5.0, 0.0]])
    assert skipgram(W_in, 1).tolist() == [3, -1]
    assert cbow(W_in, np.array([0, 2, 2, 1])).tolist() == [3.5, 0.25]
    assert cbow(W_in, np.array([0, 2, 2, 1]), mean=False).tolist() == [14, 1]
    ids, dW = cbow_back(np.array([0, 2, 2, 1]), np.array([4.0, 8.0]))
    assert (ids.tolist(), dW.tolist()) == ([0, 2, 2, 1], [[1, 2]] * 4)


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
    log_p = log_probabilities(np.array([[800.0], [-800.0]]), np.array([1.0]))
    assert log_p.tolist() == [0.0, -1600.0]


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_says_what_it_is(loss):
    module = LOSSES[loss]
    assert r"\log" in module.EQUATION
    assert "20" in module.REFERENCE
    assert "Returns:" in module.loss_and_gradients.__doc__
