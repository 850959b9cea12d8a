"""Every method finds every relation that was planted in the toy world, by its defaults alone."""

import pytest

from w2v_core.config import METHODS, EngineConfig, TextConfig, TrainConfig
from w2v_core.query.evaluation import score_analogies
from w2v_core.query.question_files import from_relations
from w2v_core.text.corpus import build_corpus
from w2v_core.text.toy_world import RELATIONS, toy_world
from w2v_core.training.loop import train
from w2v_core.training.progress import Unwatched


class AtOnce(Unwatched):
    """Stops a training before its first chunk."""

    def should_stop(self):
        return True


@pytest.fixture(scope="module")
def corpus():
    return build_corpus([toy_world()], TextConfig())


def accuracies(trained):
    """Share of the planted analogies answered rightly, with all words as candidates."""
    total = score_analogies(trained.embedding, from_relations("toy", RELATIONS)).total
    assert total.used == total.questions > 500
    return [total.accuracy(formula) for formula in total.correct]


@pytest.mark.parametrize("method", [method.name for method in METHODS])
def test_the_defaults_find_every_planted_relation(corpus, method):
    trained = train(corpus, TrainConfig(method=method), EngineConfig(device="cpu"))
    assert min(accuracies(trained)) >= 0.9
    scores = trained.scored().held_out
    assert scores["pair_mrr"] > 0.05
    assert (scores["softmax_nll"] is None) == (method == "svd")


def test_an_untrained_model_finds_none(corpus):
    trained = train(corpus, TrainConfig(), EngineConfig(device="cpu"), AtOnce())
    assert max(accuracies(trained)) < 0.1


def test_raw_counts_find_fewer_than_weighted_ones(corpus):
    def found(**options):
        model = TrainConfig(method="svd", **options)
        return accuracies(train(corpus, model, EngineConfig(device="cpu")))[0]

    assert found(weighting="counts", svd_power=1.0) < found() - 0.02
