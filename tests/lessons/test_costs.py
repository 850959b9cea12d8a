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
