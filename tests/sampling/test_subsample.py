"""The keep probability of frequent words, by hand and by drawing."""

import numpy as np
import pytest

from w2v_core.sampling.subsample import keep_probability
from w2v_core.sampling.windows import draw_windows


def test_by_hand():
    # f = 0.9 and 0.1, t = 0.01: sqrt(t/f) + t/f = 0.1054 + 0.0111 and 0.3162 + 0.1
    np.testing.assert_allclose(keep_probability([90, 10], 0.01), [0.11652, 0.41623], atol=1e-5)


def test_a_rare_word_is_always_kept_and_zero_keeps_all():
    assert keep_probability([10_000_000, 1], 1e-3)[1] == 1.0
    assert (keep_probability([10_000_000, 1], 0.0) == 1.0).all()


@pytest.mark.parametrize("share", [0.2, 0.7])
def test_words_are_kept_at_that_rate(share):
    n = 50_000
    ids, starts = np.zeros(n, np.int32), np.array([0, n])
    windows = draw_windows(ids, starts, np.array([share]), 2, True, np.random.default_rng(3))
    assert abs(len(windows.ids) / n - share) < 4 * np.sqrt(share * (1 - share) / n)


def test_the_papers_formula_by_hand():
    # f = 0.9 and 0.1, t = 0.01: sqrt(t/f) = sqrt(1/90) and sqrt(1/10); dropped 1 - sqrt(t/f)
    keep = keep_probability([90, 10], 0.01, "paper")
    np.testing.assert_allclose(keep, [0.10541, 0.31623], atol=1e-5)
    assert (keep < keep_probability([90, 10], 0.01)).all()
    assert keep_probability([10_000_000, 1], 1e-3, "paper")[1] == 1.0
    assert (keep_probability([10_000_000, 1], 0.0, "paper") == 1.0).all()
