"""A function of all cells of a sparse table: what it needs in memory."""

import tracemalloc

import numpy as np
import pytest
from scipy.sparse import random_array

from w2v_core.counts import cells


def test_beside_the_counts_and_the_result_little_is_held(monkeypatch):
    monkeypatch.setattr(cells, "BLOCK", 10_000)
    counts = random_array((3_000, 3_000), density=0.1, format="csr", rng=1)
    before = counts.copy()
    ones = np.ones(3_000)
    tracemalloc.start()
    result = cells.cellwise(counts, ones, ones, lambda n, row, column: n * row * (n > 0.01))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = 12 * counts.nnz + 4 * len(ones)
    assert peak < 1.1 * size
    assert 0 < result.nnz < counts.nnz
    assert (counts != before).nnz == 0, "the counts themselves were changed"
    assert result.sum() == pytest.approx(before.data[before.data > 0.01].sum())
