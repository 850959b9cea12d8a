"""What an example costs: the counted rows are those that the objectives touch."""

import numpy as np
import pytest

from w2v_core.lessons import costs
from w2v_core.objectives import LOSSES


@pytest.mark.parametrize("loss", list(LOSSES))
def test_rows_are_those_that_the_objective_touches(loss):
    n_words, n_noise, rng = 64, 7, np.random.default_rng(0)
    answer = costs.answer(loss, n_words, n_noise, rng)
    table, h = rng.normal(size=(n_words, 4)), rng.normal(size=4)
    touched = LOSSES[loss].loss_and_gradients(table, h, *answer)[2]
    assert len(touched) == costs.rows_touched(loss, n_words, n_noise)


def test_only_the_softmax_grows_with_the_vocabulary():
    few, many = ([costs.operations(loss, V, 100, 5) for loss in LOSSES] for V in (1_000, 1_000_000))
    assert dict(zip(LOSSES, np.divide(many, few), strict=True)) == pytest.approx(
        {"softmax": 1000, "ns": 1, "hs": 2}
    )


def test_going_by_type_shares_the_pass_among_all_pairs():
    by_pair = costs.operations("softmax", 10_000, 100, 5)
    assert costs.operations_by_type(10_000, 100, n_pairs=10_000) == by_pair
    assert costs.operations_by_type(10_000, 100, n_pairs=10_000_000) == by_pair / 1_000


@pytest.mark.parametrize("loss", list(LOSSES))
def test_a_time_is_measured(loss):
    assert 0 < costs.seconds(loss, 50, 4, 5, np.random.default_rng(0)) < 60


def test_a_pass_by_type_is_the_sum_of_its_pairs():
    rng = np.random.default_rng(2)
    W_in, W_out = rng.standard_normal((2, 3)), rng.standard_normal((4, 3))
    counts = np.array([[1, 0, 2, 0], [0, 3, 0, 1]], float)
    loss, dW_in, dW_out = costs.pass_by_type(W_in, W_out, counts)
    one_by_one = [0.0, np.zeros_like(W_in), np.zeros_like(W_out)]
    for i, j in zip(*np.nonzero(counts), strict=True):
        of_pair, dh, ids, dU = LOSSES["softmax"].loss_and_gradients(W_out, W_in[i], int(j))
        one_by_one[0] += counts[i, j] * of_pair
        one_by_one[1][i] += counts[i, j] * dh
        one_by_one[2][ids] += counts[i, j] * dU
    assert loss == pytest.approx(one_by_one[0])
    np.testing.assert_allclose(dW_in, one_by_one[1])
    np.testing.assert_allclose(dW_out, one_by_one[2])
    assert costs.seconds_of_pass(50, 8, rng) > 0
