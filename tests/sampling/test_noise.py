"""Noise words: the worked distribution, and a table that draws exactly it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.sampling.noise import AliasTable, noise_distribution

CATS = [5, 1, 1, 1, 1, 1]  # one cat two cat three cat four cat five cat


def test_the_cat_example():
    np.testing.assert_allclose(noise_distribution(CATS, 1.0)[:2], [0.5, 0.1])
    np.testing.assert_allclose(noise_distribution(CATS, 0.75)[:2], [0.4007, 0.1199], atol=5e-5)
    np.testing.assert_allclose(noise_distribution(CATS, 0.0), np.full(6, 1 / 6))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=60), st.sampled_from([0, 0.75, 1]))
def test_the_table_holds_the_distribution_exactly(counts, power):
    p = noise_distribution(counts, power)
    table = AliasTable.of(p)
    np.testing.assert_allclose(table.probabilities(), p, rtol=1e-9, atol=1e-12)
    assert ((0 <= table.stay) & (table.stay <= 1 + 1e-9)).all()


def test_draws_follow_the_table():
    p = noise_distribution(CATS, 0.75)
    drawn = AliasTable.of(p).draw((200, 500), np.random.default_rng(1))
    share = np.bincount(drawn.ravel(), minlength=6) / drawn.size
    assert drawn.shape == (200, 500)
    np.testing.assert_allclose(share, p, atol=0.006)  # four standard errors
    assert abs(share[0] - 0.5) > 0.05  # the plain counts would not pass
