"""Counts and SVD as an engine: the textbook by hand, and every option heard."""

import math

import numpy as np
import pytest

from tests.counts.texts import by_double_loop, corpus_of
from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.counts import matrix
from w2v_core.counts.boundaries import padded
from w2v_core.counts.cooccurrence import count_matrix
from w2v_core.counts.weighting import WEIGHTINGS, context_shares, ppmi
from w2v_core.engines import choose, count_svd
from w2v_core.engines.base import Examples, Parameters
from w2v_core.engines.count_svd import CountSvd
from w2v_core.errors import Cancelled, ConfigError
from w2v_core.linear import svd
from w2v_core.linear.cores import cores
from w2v_core.linear.svd import truncated_svd
from w2v_core.text.toy_world import toy_world

GOLD = "all that glitters is not gold\nall is well that ends well"
PLAIN = {
    "method": "svd", "window": 1, "distance": "flat", "svd_power": 0.5, "min_count": 1, "epochs": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def toy():
    return corpus_of(toy_world(5_000)).keep(3)


def model_of(**options):
    return TrainConfig(**PLAIN | options)


def start(corpus, model, seed=1, should_stop=lambda: False):
    engine = CountSvd(seed)
    shape = len(corpus.vocabulary), model.dim
    first = Parameters(np.ones(shape, np.float32), np.zeros(shape, np.float32))
    engine.start(Examples.of(corpus, model, should_stop), first)
    return engine


def run(corpus, model, seed=1):
    engine = start(corpus, model, seed)
    stats = engine.run_chunk(0, corpus.n_sentences, 0.0, np.random.default_rng(0))
    assert (stats.n_pairs, stats.loss_sum) == (0, 0.0)
    tables = engine.parameters()
    assert tables.W_in.dtype == tables.W_out.dtype == np.float32
    assert tables.W_in.shape == tables.W_out.shape == (len(corpus.vocabulary), model.dim)
    return engine, tables


def by_hand(table, dim, power):
    U, S, Vt = truncated_svd(table, dim)
    return (U * S**power).astype(np.float32), (Vt.T * S ** (1 - power)).astype(np.float32)


def test_raw_counts_with_power_1_are_the_textbook():
    corpus = corpus_of(GOLD)
    model = model_of(dim=2, weighting="counts", svd_power=1.0)
    _, tables = run(corpus, model)
    counts = by_double_loop(corpus, 1)
    U, S, _ = np.linalg.svd(counts)
    expected = U[:, :2] * S[:2]
    signs = np.sign(tables.W_in[0] / expected[0])
    np.testing.assert_allclose(tables.W_in, expected * signs, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(tables.W_in, axis=0), S[:2], rtol=1e-6)


def test_marks_count_as_contexts_and_have_no_row():
    corpus = corpus_of(GOLD)
    model = model_of(dim=3, weighting="counts", svd_power=1.0, boundaries=True)
    _, tables = run(corpus, model)
    counted = padded(corpus)
    rows = [counted.vocabulary.ids[word] for word in corpus.vocabulary.words]
    W_in, W_out = by_hand(by_double_loop(counted, 1), 3, 1.0)
    np.testing.assert_allclose(tables.W_in, W_in[rows], atol=1e-5)
    np.testing.assert_allclose(tables.W_out, W_out[rows], atol=1e-5)
    without = run(corpus, model.replace(boundaries=False))[1]
    assert not np.allclose(without.W_in, tables.W_in, atol=0.1)


def test_ppmi_heeds_smoothing_and_shift(toy):
    model = model_of(dim=4, window=2, smoothing=0.6, shift=2.0)
    counts = by_double_loop(toy, 2)
    shares = context_shares(counts.sum(axis=0), 0.6)
    table = ppmi(counts, counts.sum(axis=1), shares, math.log(2))
    W_in, W_out = by_hand(table, 4, 0.5)
    _, tables = run(toy, model)
    np.testing.assert_allclose(tables.W_in, W_in, atol=1e-4)
    np.testing.assert_allclose(tables.W_out, W_out, atol=1e-4)
    np.testing.assert_allclose(tables.W_in @ tables.W_out.T, W_in @ W_out.T, atol=1e-4)


@pytest.mark.parametrize(
    "changed",
    [
        {"window": 3},
        {"distance": "harmonic"},
        {"side": "left"},
        {"boundaries": True},
        {"weighting": "log"},
        {"smoothing": 1.0},
        {"shift": 3.0},
        {"svd_power": 0.0},
    ],
)
def test_every_option_is_heard(toy, changed):
    plain = model_of(dim=3, window=2, smoothing=0.5)
    one, other = run(toy, plain)[1], run(toy, plain.replace(**changed))[1]
    assert not np.allclose(one.W_in, other.W_in, atol=1e-3)


def test_left_and_right_exchange_the_tables():
    corpus = corpus_of(GOLD)
    model = model_of(dim=3, weighting="counts", side="left")
    left, right = run(corpus, model)[1], run(corpus, model.replace(side="right"))[1]
    signs = np.sign((left.W_in * right.W_out).sum(axis=0))
    np.testing.assert_allclose(left.W_in, right.W_out * signs, atol=1e-5)


def test_reruns_and_seeds_agree(toy):
    model = model_of(dim=5, window=2)
    first, again, other = run(toy, model)[1], run(toy, model)[1], run(toy, model, seed=9)[1]
    np.testing.assert_array_equal(first.W_in, again.W_in)
    np.testing.assert_allclose(first.W_in, other.W_in, atol=1e-5)


def test_before_the_chunk_the_first_tables_stand_and_copies_are_given():
    corpus = corpus_of(GOLD)
    engine = start(corpus, model_of(dim=2))
    assert (engine.parameters().W_in == 1).all()
    engine.run_chunk(0, corpus.n_sentences, 0.0, np.random.default_rng(0))
    engine.parameters().W_in[:] = 7
    assert not (engine.parameters().W_in == 7).any()
    engine.close()


@pytest.mark.parametrize("when", ["counting", "weighting", "decomposing"])
def test_it_stops_at_every_stage_and_the_first_tables_stay(when, monkeypatch):
    """Stages are told by what was reached: counts joined, counts weighted."""
    monkeypatch.setattr(svd, "LAPACK_WORK", 0)
    reached = set()

    def noting(name, function):
        return lambda *args: (reached.add(name), function(*args))[1]

    monkeypatch.setattr(matrix, "joined", noting("weighting", matrix.joined))
    weightings = {"ppmi": noting("decomposing", WEIGHTINGS["ppmi"])}
    monkeypatch.setattr(count_svd, "WEIGHTINGS", weightings)
    corpus = corpus_of(toy_world(5_000)).keep(3)
    engine = start(corpus, model_of(dim=4), should_stop=lambda: when in {"counting"} | reached)
    with pytest.raises(Cancelled, match="Stopped"):
        engine.run_chunk(0, corpus.n_sentences, 0.0, np.random.default_rng(0))
    stages = ["counting", "weighting", "decomposing"]
    assert len(reached) == stages.index(when)
    assert (engine.parameters().W_in == 1).all()


def test_it_counts_with_the_threads_it_was_given(monkeypatch):
    seen = []

    def spy(*args):
        seen.append(args[4])
        return count_matrix(*args)

    monkeypatch.setattr(count_svd, "count_matrix", spy)
    corpus = corpus_of(GOLD)
    for threads in (3, 0):
        engine = CountSvd(1, threads)
        engine.start(Examples.of(corpus, model_of(dim=2)), Parameters(np.ones(2), np.ones(2)))
        engine.run_chunk(0, corpus.n_sentences, 0.0, np.random.default_rng(0))
    assert seen == [3, cores()]


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (GOLD, {"dim": 20}, "dim is 20, but the table has 8 words; set dim to 8 or less"),
        ("a b\na c\na d", {"dim": 3}, "the weighted counts have rank 2; set dim to 2 or less"),
        ("a\nb", {"dim": 1}, "rank 0; use more text"),
    ],
)
def test_more_dimensions_than_there_are_is_a_sentence(text, options, message):
    corpus = corpus_of(text)
    with pytest.raises(ConfigError, match=message):
        run(corpus, model_of(weighting="counts", **options))


def test_the_table_of_engines_makes_it():
    model = model_of(dim=2)
    engine = choose(model, EngineConfig()).make(model, EngineConfig(seed=4))
    assert isinstance(engine, CountSvd)
    assert (engine.name, engine.device, engine.chunk_words) == ("count_svd", "cpu", None)
