"""Neighbours that several models agree on are solid; what only some say is shaky."""

import numpy as np
import pytest

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, UnknownWord
from w2v_core.query.ensemble import Ensemble, spread
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.text.toy_world import GROUPS, RELATIONS, toy_world
from w2v_core.training.several import several

MODEL, SETUP = TrainConfig(dim=40, epochs=15), EngineConfig(device="cpu", threads=1)
N = 5


def ensemble(corpus, kind="sentences"):
    return Ensemble.of(several(corpus, MODEL, SETUP, kind, N), N, kind)


@pytest.fixture(scope="module")
def world():
    return build_corpus([toy_world(110_000)], TextConfig())


@pytest.fixture(scope="module")
def models(world):
    return ensemble(world)


def solid(models, word):
    return {near.word for near in models.neighbours(word, 15) if near.solid}


def test_planted_relations_are_answered_solidly(models):
    rng = np.random.default_rng(1)
    right = []
    for pairs in RELATIONS.values():
        for _ in range(8):
            (a, b), (c, d) = (pairs[place] for place in rng.choice(len(pairs), 2, replace=False))
            best = models.analogy((a, b, c), 1)[0]
            right.append(best.word == d and best.solid)
    assert np.mean(right) > 0.8


def test_made_up_relations_are_shaky(models):
    rng = np.random.default_rng(2)
    planted = [word for group in GROUPS.values() for word in group]
    made_up = [
        models.analogy(tuple(rng.choice(planted, 3, replace=False)), 1)[0].solid for _ in range(40)
    ]
    assert np.mean(made_up) < 0.15


def test_solid_neighbours_belong_to_the_planted_group(models):
    for group in GROUPS.values():
        found = [word for asked in group for word in solid(models, asked)]
        planted = [word for word in found if any(word in other for other in GROUPS.values())]
        assert len(planted) > len(group)
        assert set(planted) <= set(group)


def test_shuffled_text_has_nothing_solid(world):
    ids = np.random.default_rng(3).permutation(world.ids)
    mixed = ensemble(Corpus(ids, world.starts, world.vocabulary, world.n_words))
    asked = mixed.words[::8]
    marks = sum(len(solid(mixed, word)) for word in asked)
    assert marks <= 0.01 * 10 * len(asked)  # of ten neighbours a word, by chance fewer than one


def test_means_ranks_and_marks_by_hand():
    words = [f"w{n}" for n in range(13)]
    base = np.zeros((13, 2))
    base[:, 0] = 1
    base[:, 1] = np.arange(13) / 10  # w0 is nearest to w1, then w2, ...
    swapped = base.copy()
    swapped[[1, 12]] = swapped[[12, 1]]  # in one model w1 is the farthest
    models = Ensemble.of(
        [Embedding(words, m) for m in (base, base, base, base, swapped)], 5, "seeds"
    )
    found = {near.word: near for near in models.neighbours("w0", 12)}
    assert (found["w1"].first, found["w1"].last, found["w1"].share) == (1, 12, 0.8)
    assert not found["w1"].solid
    assert found["w2"].solid
    assert (found["w2"].first, found["w2"].last) == (2, 2)
    cosines = models.cosines([("w0", "w1")])[:, 0]
    assert found["w1"].score == pytest.approx(cosines.mean(), abs=1e-3)
    low = cosines.mean() - 2.776445 * np.sqrt(1.2) * cosines.std(ddof=1)  # t with 4 degrees
    assert found["w1"].low == pytest.approx(low, abs=1e-3)
    lows = [near.low for near in models.neighbours("w0", 12)]
    assert lows == sorted(lows, reverse=True)


def test_stability_is_the_share_of_other_models_that_agree():
    near = np.array([[[1, 2]], [[1, 2]], [[1, 3]]], np.int32)
    models = Ensemble(("a",), np.zeros((3, 1, 2), np.float16), near, "seeds")
    assert models.stability()[0] == pytest.approx((2 + 2 + 2 + 1 + 1 + 0) / 12)


def test_the_interval_of_scores_that_agree_is_empty():
    assert spread(np.full((6, 2), 0.25, np.float32)).tolist() == [0, 0]


def test_a_word_that_was_not_kept_and_models_of_other_words_are_refused(models):
    with pytest.raises(UnknownWord, match="most frequent words"):
        models.neighbours("zeppelin")
    one, other = Embedding(["a", "b"], np.eye(2)), Embedding(["a", "c"], np.eye(2))
    with pytest.raises(ConfigError, match="of one text"):
        Ensemble.of([one, other], 2, "seeds")
