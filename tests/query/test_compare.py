"""Words that changed are told from words that any other seed would move."""

import numpy as np
import pytest

from tests.query.two_times import MOVED, corpus
from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.query.compare import (
    Floor,
    changes,
    common_words,
    near_among,
    near_of_models,
    overlap,
)
from w2v_core.query.ensemble import Ensemble
from w2v_core.training.loop import train
from w2v_core.training.several import several

MODEL, SETUP = TrainConfig(dim=30, epochs=8), EngineConfig(device="cpu", threads=1)


@pytest.fixture(scope="module")
def before():
    """The text before, a run of it, and eight models of other seeds."""
    text = corpus(later=False, seed=1)
    models = Ensemble.of(several(text, MODEL, SETUP, "seeds", 8), 8, "seeds")
    return text, train(text, MODEL, SETUP).embedding, models


def changed(first, models, second):
    words = common_words([first, second])
    floor = Floor.of(near_of_models(words, models))
    found = changes(words, (near_among(words, first), near_among(words, second)), (floor, None))
    return [found.words[place] for place in found.changed]


def test_five_planted_changes_are_found_and_nothing_else(before):
    _, first, models = before
    later = train(corpus(later=True, seed=4), MODEL, SETUP).embedding
    assert set(changed(first, models, later)) == set(MOVED)


def test_other_seeds_of_one_setting_show_no_changed_word(before):
    text, first, models = before
    for seed in (11, 12):
        other = train(text, MODEL, SETUP.replace(seed=seed)).embedding
        assert not changed(first, models, other)


@pytest.mark.slow
def test_twenty_pairs_of_seeds_stay_within_the_error_rate(before):
    text, first, models = before
    found = [
        len(changed(first, models, train(text, MODEL, SETUP.replace(seed=seed)).embedding))
        for seed in range(20, 40)
    ]
    assert sum(found) <= 2, found  # of 20 x 205 words at most 1 in 1,000 is expected


def test_without_a_floor_no_word_is_called_changed(before):
    _, first, _ = before
    words = common_words([first, first])
    near = near_among(words, first)
    found = changes(words, (near, near[::-1]), (None, None))
    assert len(found.changed) == 0
    assert np.isnan(found.floor).all()


def test_overlap_by_hand():
    one, two = np.array([[0, 1, 2], [3, 4, 5]]), np.array([[2, 1, 7], [6, 7, 8]])
    np.testing.assert_allclose(overlap(one, two), [2 / 4, 0])
    np.testing.assert_allclose(overlap(one, one), 1)


def test_a_floor_is_the_overlap_of_models_among_themselves():
    near = np.array([[[0, 1]], [[0, 1]], [[0, 2]]])  # three models, one word
    floor = Floor.of(near)
    np.testing.assert_allclose(floor.among[:, 0], [(1 + 1 / 3) / 2, (1 + 1 / 3) / 2, 1 / 3])
    np.testing.assert_allclose(floor.overlap_with(np.array([[1, 0]])), [(1 + 1 + 1 / 3) / 3])
    assert floor.lowest()[0] <= floor.among.min()


def test_neighbours_that_only_one_run_has_take_no_part():
    rng = np.random.default_rng(1)
    words, vectors = [f"w{n}" for n in range(30)], rng.standard_normal((30, 5))
    first = Embedding([*words, "extra"], np.vstack([vectors, vectors[0]]))
    second = Embedding(words[::-1], vectors[::-1])
    shared = common_words([first, second])
    assert shared == tuple(words)
    np.testing.assert_array_equal(near_among(shared, first), near_among(shared, second))


def test_bad_choices_get_one_clear_sentence():
    one = Embedding(["a", "b"], np.eye(2))
    with pytest.raises(ConfigError, match="two or more"):
        common_words([one])
    with pytest.raises(ConfigError, match="no word in common"):
        common_words([one, Embedding(["c", "d"], np.eye(2))])
    with pytest.raises(ConfigError, match="only 2 words in common"):
        common_words([one, one])
