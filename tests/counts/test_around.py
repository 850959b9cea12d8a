import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core.config import TextConfig
from w2v_core.counts import around
from w2v_core.counts.cooccurrence import count_matrix
from w2v_core.text.corpus import build_corpus

lines = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), min_size=1, max_size=6)


@given(lines, st.integers(1, 4))
@settings(deadline=None)  # the first table is compiled
def test_they_are_rows_of_the_whole_table(text, window):
    corpus = build_corpus(["\n".join(map(" ".join, [["a", "b"], *text]))], TextConfig())
    ids = range(len(corpus.vocabulary))
    whole = count_matrix(corpus, window).toarray()
    assert np.array_equal(around.counts_around(corpus, ids, window), whole)


def test_many_places_are_taken_in_parts(monkeypatch):
    corpus = build_corpus(["a b a c a\nb a\n" * 9], TextConfig())
    whole = around.counts_around(corpus, [0, 1], 2)
    monkeypatch.setattr(around, "PLACES", 4)
    assert np.array_equal(around.counts_around(corpus, [0, 1], 2), whole)
    assert whole[0].sum() == pytest.approx(whole[0].astype(int).sum())
