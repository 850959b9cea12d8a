"""A training that was left and gone on with is the training that was never left, bit for bit."""

import dataclasses

import numpy as np
import pytest

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.engines.base import Parameters
from w2v_core.errors import ConfigError
from w2v_core.text.corpus import build_corpus
from w2v_core.training.loop import train
from w2v_core.training.progress import Unwatched
from w2v_core.training.state import TrainingState

CELLS = {  # engine, method, optimizer
    "numba skip-gram": ("numba_cpu", "skipgram-ns", "sgd"),
    "numba cbow": ("numba_cpu", "cbow-ns", "sgd"),
    "numba tree": ("numba_cpu", "skipgram-hs", "sgd"),
    "torch": ("torch", "skipgram-ns", "sgd"),
    "torch adagrad": ("torch", "cbow-ns", "adagrad"),
    "torch softmax": ("torch", "cbow-softmax", "adagrad"),
    "reference": ("numpy_reference", "skipgram-ns", "sgd"),
    "reference adagrad": ("numpy_reference", "cbow-hs", "adagrad"),
    "exact softmax": ("exact", "skipgram-softmax", "adagrad"),
    "exact noise": ("exact", "skipgram-ns", "adagrad"),
}


@pytest.fixture(scope="module")
def corpus():
    rng = np.random.default_rng(3)
    words = [a + b for a in "bdfgl" for b in ("ab", "eb", "ig", "od", "un", "ax")]
    lines = [" ".join(rng.choice(words, rng.integers(2, 12))) for _ in range(300)]
    return build_corpus(["\n".join(lines)], TextConfig())


def options(engine="numpy_reference", method="skipgram-ns", optimizer="sgd", **more):
    model = TrainConfig(method=method, optimizer=optimizer, dim=8, epochs=4, min_count=1, lr=0.05)
    return model.replace(**more), EngineConfig(engine=engine, device="cpu", threads=1, seed=7)


class Leaver(Unwatched):
    """Stops after some chunks, and keeps a deep copy of where the training stood."""

    def __init__(self, chunks):
        self.left, self.kept, self.reports = chunks, None, []

    def progress(self, progress):
        self.reports.append(progress)

    def should_stop(self):
        return self.left <= 0

    def keep(self, seconds, read):
        self.left -= 1
        state = read()
        tables = {name: np.array(table) for name, table in state.tables.items()}
        self.kept = TrainingState.of(state.facts(), tables)


def left_after(chunks, corpus, chosen):
    watcher = Leaver(chunks)
    trained = train(corpus, *chosen, watcher)
    assert trained.stopped
    return watcher.kept


def same(one, other):
    def tables(trained):
        parts = (trained.embedding.W_in, trained.embedding.W_out, trained.nodes)
        return [None if part is None else part.tobytes() for part in parts]

    return tables(one) == tables(other)


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_gone_on_with_is_never_left(corpus, cell):
    chosen = options(*cell)
    whole = train(corpus, *chosen)
    state = left_after(2, corpus, chosen)
    trained = train(corpus, *chosen, before=state)
    assert not trained.stopped
    assert trained.words == whole.words == 4 * corpus.n_words
    assert same(trained, whole)
    assert trained.scored().held_out == whole.scored().held_out


def test_it_may_be_left_many_times(corpus):
    chosen = options("numba_cpu")
    whole, state, legs = train(corpus, *chosen), None, 0
    while True:
        watcher = Leaver(15)
        trained = train(corpus, *chosen, watcher, before=state)
        legs += 1
        if not trained.stopped:
            break
        state = watcher.kept
    assert legs > 4
    assert same(trained, whole)


def test_counts_and_time_go_on_where_they_stood(corpus):
    chosen = options()
    state = left_after(20, corpus, chosen)
    assert 0 < state.words_done < 4 * corpus.n_words and state.pairs > 0 and state.seconds > 0
    watcher = Leaver(10**9)
    trained = train(corpus, *chosen, watcher, before=state)
    pairs = [report.pairs for report in watcher.reports]
    words = [report.words_done for report in watcher.reports]
    assert state.pairs < pairs[0] and state.words_done < words[0] and words == sorted(words)
    assert trained.seconds > state.seconds


@pytest.mark.parametrize("engine", ["numba_cpu", "exact"])
def test_what_is_stopped_before_it_goes_on_is_kept_as_it_stood(corpus, engine):
    chosen = options(engine)
    state = left_after(2, corpus, chosen)
    trained = train(corpus, *chosen, Leaver(0), before=state)
    assert trained.stopped and trained.words == state.words_done
    assert np.array_equal(trained.embedding.W_in, state.parameters().W_in)


def test_another_plan_is_refused(corpus):
    chosen = options()
    state = left_after(20, corpus, chosen)
    for wrong in ({"sentence": 1}, {"share_done": 0.5}, {"chunks": 10**6}):
        with pytest.raises(ConfigError, match="train it anew"):
            train(corpus, *chosen, before=dataclasses.replace(state, **wrong))


def test_a_stop_before_the_first_chunk_leaves_nothing_to_go_on_from(corpus):
    watcher = Leaver(0)
    assert train(corpus, *options(), watcher).stopped
    assert watcher.kept is None


def test_training_begins_with_the_tables_that_are_given(corpus):
    model, setup = options(epochs=1)
    once = train(corpus, model, setup).embedding
    again = train(corpus, model, setup, first=Parameters(once.W_in, once.W_out))
    assert again.loss < train(corpus, model, setup).loss
    still = train(corpus, model, setup, Leaver(0), first=Parameters(once.W_in, once.W_out))
    assert np.array_equal(still.embedding.W_in, once.W_in)
