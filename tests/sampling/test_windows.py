"""Windows and pairs: a worked sentence, and properties on random texts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.sampling.windows import Windows, draw_windows

SENTENCE = "I love transformers when used in computer vision applications".split()


def all_windows(lengths, window, shrink=False, keep=None, seed=0):
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    ids = np.arange(starts[-1], dtype=np.int32)
    keep = np.ones(max(len(ids), 1)) if keep is None else keep
    rng = np.random.default_rng(seed)
    return draw_windows(ids, starts, keep, window, shrink, rng), starts


def test_the_worked_sentence_has_30_pairs_and_the_contexts_of_transformers():
    windows, _ = all_windows([len(SENTENCE)], window=2)
    center_pos, context_pos = windows.pairs()
    assert len(windows.ids) == 9  # CBOW makes one example of each centre
    assert windows.n_pairs == len(center_pos) == 30
    contexts = [SENTENCE[pos] for pos in context_pos[center_pos == 2]]
    assert contexts == ["I", "love", "when", "used"]


@given(
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=8),
    window=st.integers(1, 6),
    shrink=st.booleans(),
    seed=st.integers(0, 99),
)
def test_pairs_lie_within_the_window_and_the_sentence(lengths, window, shrink, seed):
    windows, starts = all_windows(lengths, window, shrink, seed=seed)
    center_pos, context_pos = windows.pairs()
    sentence = np.searchsorted(starts, np.arange(starts[-1]), side="right")
    assert (center_pos != context_pos).all()
    assert (abs(center_pos - context_pos) <= window).all()
    assert (sentence[center_pos] == sentence[context_pos]).all()
    assert windows.n_pairs == len(center_pos)
    if not shrink:  # then nothing within the window is left out either
        places = np.arange(starts[-1])
        near = abs(places[:, None] - places) <= window
        same = sentence[:, None] == sentence
        assert len(center_pos) == (near & same).sum() - len(places)


def test_a_shrinking_window_weights_near_words_linearly():
    windows, _ = all_windows([60_000], window=3, shrink=True)
    center_pos, context_pos = windows.pairs()
    distance = np.bincount(abs(center_pos - context_pos))[1:] / 120_000
    np.testing.assert_allclose(distance, [1, 2 / 3, 1 / 3], atol=0.01)


def test_words_dropped_by_subsampling_leave_no_gap():
    keep = np.array([1.0, 0.0, 1.0, 1.0])
    windows, _ = all_windows([4], window=1, keep=keep)
    center_pos, context_pos = windows.pairs()
    centers, contexts = windows.ids[center_pos].tolist(), windows.ids[context_pos].tolist()
    pairs = set(zip(centers, contexts, strict=True))
    assert windows.ids.tolist() == [0, 2, 3]
    assert pairs == {(0, 2), (2, 0), (2, 3), (3, 2)}


def test_no_words_give_no_pairs():
    none = np.array([], dtype=np.int64)
    assert Windows(none.astype(np.int32), none, none).pairs()[0].size == 0
