"""Learning rate and chunks."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.training.schedule import chunk_bounds, learning_rate


def test_the_rate_falls_linearly_to_a_ten_thousandth():
    assert learning_rate(0.1, 0.0) == 0.1
    assert learning_rate(0.1, 0.25) == 0.1 * 0.75
    assert learning_rate(0.1, 1.0) == 0.1 * 1e-4


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60), st.integers(1, 200))
def test_chunks_are_whole_sentences_and_the_whole_text(lengths, size):
    starts = np.concatenate([[0], np.cumsum(lengths)])
    bounds = chunk_bounds(starts, size)
    assert [first for first, _ in bounds] == [0, *(last for _, last in bounds[:-1])]
    assert bounds[-1][1] == len(lengths)
    assert all(first < last for first, last in bounds)
    words = [starts[last] - starts[first] for first, last in bounds]
    assert max(words) <= 1.5 * size + 2 * max(lengths)
