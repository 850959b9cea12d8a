"""Counting by sorting on a device, shown on the processor: the very table of the compiled loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tests.counts.texts import corpus_of, sentences
from w2v_core.counts.cooccurrence import count_matrix
from w2v_core.counts.matrix_torch import count_on
from w2v_core.counts.reach import DISTANCES, SIDES, reach
from w2v_core.errors import Cancelled


def never():
    return False


@settings(deadline=None, max_examples=40)
@given(
    text=sentences,
    window=st.integers(1, 6),
    distance=st.sampled_from(DISTANCES),
    side=st.sampled_from(SIDES),
)
def test_the_table_is_that_of_the_compiled_loops(text, window, distance, side):
    corpus = corpus_of(text)
    right = count_matrix(corpus, window, distance, side)
    got = count_on("cpu", corpus, reach(window, distance, side), never)
    assert isinstance(got, csr_array) and got.dtype == np.float64 and got.shape == right.shape
    assert got.indptr.tolist() == right.indptr.tolist()
    assert got.indices.tolist() == right.indices.tolist()
    np.testing.assert_allclose(got.data, right.data, rtol=1e-12)


def test_it_can_be_stopped():
    with pytest.raises(Cancelled):
        count_on("cpu", corpus_of("a b c\nd e"), reach(2), lambda: True)
