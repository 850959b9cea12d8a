"""Many models of one text, methods under one budget, and growing parts of a text."""

import numpy as np
import pytest

from w2v_core.config import METHODS, EngineConfig, TextConfig, TrainConfig
from w2v_core.errors import Cancelled, ConfigError, TextError
from w2v_core.text.corpus import build_corpus
from w2v_core.text.toy_world import toy_world
from w2v_core.training.learning_curve import Point, learning_curve, verdict
from w2v_core.training.peak import resident
from w2v_core.training.several import resampled, several
from w2v_core.training.tradeoffs import Budget, trade_offs

MODEL = TrainConfig(dim=8, epochs=1, min_count=2)
SETUP = EngineConfig(device="cpu", threads=1)


@pytest.fixture(scope="module")
def corpus():
    return build_corpus([toy_world(4_000)], TextConfig())


@pytest.mark.parametrize("kind", ["seeds", "sentences"])
def test_models_share_words_and_nothing_else(corpus, kind):
    models = list(several(corpus, MODEL, SETUP, kind, 5))
    assert len({model.words for model in models}) == 1
    assert len({model.W_in.tobytes() for model in models}) == 5


def test_a_sample_has_whole_sentences_of_the_text_some_twice(corpus):
    drawn = resampled(corpus, np.random.default_rng(1))
    assert drawn.n_sentences == corpus.n_sentences
    assert drawn.vocabulary is corpus.vocabulary
    known = {tuple(corpus.words_of(n)) for n in range(corpus.n_sentences)}
    found = [tuple(drawn.words_of(n)) for n in range(drawn.n_sentences)]
    assert set(found) < known
    assert len(set(found)) < 0.75 * len(known)


def test_what_would_be_the_same_each_time_is_refused(corpus):
    with pytest.raises(ConfigError, match="no chance"):
        next(several(corpus, MODEL.replace(method="svd", epochs=None), SETUP, "seeds", 5))
    with pytest.raises(ConfigError, match="from 5 to 50"):
        next(several(corpus, MODEL, SETUP, "seeds", 4))


def test_it_can_be_stopped_and_tells_how_far_it_is(corpus):
    shares = []
    list(several(corpus, MODEL, SETUP, "seeds", 5, shares.append))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    with pytest.raises(Cancelled):
        list(several(corpus, MODEL, SETUP, "seeds", 5, should_stop=lambda: True))


def test_every_method_is_trained_under_a_budget_of_epochs(corpus):
    outcomes = [outcome for outcome, _ in trade_offs(corpus, MODEL, SETUP, Budget(epochs=1))]
    assert [outcome.method for outcome in outcomes] == [method.name for method in METHODS]
    for outcome in outcomes:
        assert outcome.problem is None
        assert outcome.pair_mrr > 0
        assert outcome.seconds > 0
        assert (outcome.memory is None) == (resident() is None)


def test_a_budget_of_time_decides_how_many_passes_there_are(corpus):
    def passes(seconds):
        budget = Budget(seconds=seconds)
        found = trade_offs(corpus, MODEL, SETUP, budget, methods=("cbow-ns",))
        return next(found)[0].epochs

    assert passes(0.4) > passes(0.02) >= 1
    with pytest.raises(ConfigError, match="one of the two"):
        Budget(epochs=1, seconds=1)


def test_more_text_gives_a_better_rank(corpus):
    points = list(learning_curve(corpus, MODEL, SETUP, ("svd",), (0.1, 1.0)))
    assert [point.share for point in points] == [0.1, 1.0]
    assert points[0].words < 0.2 * points[1].words
    assert points[0].pair_mrr < points[1].pair_mrr


def test_a_text_too_short_to_hold_sentences_out_is_refused():
    short = build_corpus(["a b c\n" * 20], TextConfig())
    with pytest.raises(TextError, match="bring more text"):
        next(learning_curve(short, MODEL, SETUP))


def test_the_verdict_tells_who_leads_and_whether_more_helps():
    def point(method, share, rank):
        return Point(method, share, int(100 * share), rank, 1.0)

    growing = [point("a", share, share) for share in (0.2, 0.8, 1.0)]
    flat = [point("b", share, 0.5) for share in (0.2, 0.8, 1.0)]
    said = " ".join(verdict([*growing, *flat]))
    assert "On 20 words b leads; on all 100 words a does." in said
    assert "more text would still help" in said
    assert "nearly enough" in " ".join(verdict(flat))
