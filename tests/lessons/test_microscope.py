"""The microscope against the objectives, the reference engine, torch and numba."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from w2v_core.config import TRAINED, EngineConfig, TrainConfig, methods_with
from w2v_core.engines import entry_named
from w2v_core.engines.base import Examples, Parameters
from w2v_core.engines.numpy_reference import NumpyReference
from w2v_core.errors import TextError
from w2v_core.lessons.microscope import Microscope, gathered
from w2v_core.lessons.passage import read_passage
from w2v_core.sampling.noise import AliasTable
from w2v_core.sampling.windows import Windows

SENTENCE = "I love transformers when I use transformers in vision"
CELLS = [(method, True) for method in TRAINED] + [
    (method, False) for method in methods_with(hidden="cbow")
]
cells = pytest.mark.parametrize(("method", "mean"), CELLS)
N_STEPS = 100


def microscope(method, mean=True, **options):
    options = {"dim": 3, "window": 2, "negatives": 4, "lr": 0.3, "start": "xavier"} | options
    model = TrainConfig(method=method, cbow_mean=mean, **options)
    return Microscope.of(read_passage(SENTENCE), model, seed=5)


# -- the same steps as the engines ---------------------------------------------------------------


@dataclass(frozen=True)
class OneExample(Examples):
    """A problem whose only chunk is one example."""

    only: Windows | None = None

    def windows(self, first, last, rng):
        return self.only


def windows_of(scope, example):
    """Windows in which one word alone has contexts: the target, or the centre of skip-gram."""
    own, around = example.target_pos, example.input_pos
    if scope.method.hidden == "skipgram":
        own, around = around[0], (own,)
    ids = scope.problem.corpus.ids[[*around, own]]
    left, right = np.arange(len(ids)), np.arange(len(ids)) + 1
    left[-1] = 0
    return Windows(ids, left, right)


def relative(got, right):
    return abs(got - right).max() / abs(right).max()


def with_noise(scope, noise_id):
    """The same microscope, but its noise is one word again and again."""
    certain = AliasTable.of(np.eye(len(scope.problem.corpus.vocabulary))[noise_id])
    return Microscope(replace(scope.problem, noise=certain), scope.queue, scope.seed)


def by_engine(name, scope, step, dtype):
    """Loss and tables of the step by an engine."""
    problem, only = scope.problem, windows_of(scope, step.example)
    one = OneExample(
        problem.corpus, problem.model, problem.keep, problem.noise, problem.tree, only=only
    )
    engine = entry_named(name).make(one.model, EngineConfig(threads=1), "cpu")
    tables = (step.before.W_in.astype(dtype), step.before.W_out.astype(dtype))
    engine.start(one, Parameters(*tables))
    stats = engine.run_chunk(0, 1, one.model.lr, np.random.default_rng(0))
    after = engine.parameters()
    engine.close()
    assert stats.n_pairs == 1
    return stats.loss_sum, after


@pytest.mark.parametrize(
    ("name", "method", "mean"),
    [("torch", *cell) for cell in CELLS]
    + [("numba_cpu", *cell) for cell in CELLS if not cell[0].endswith("softmax")],
)
def test_a_hundred_steps_are_those_of_the_engines(name, method, mean):
    scope = microscope(method, mean, lr=0.3 if mean else 0.05)  # a sum of contexts moves far
    n_words = len(scope.problem.corpus.vocabulary)
    tables = scope.first()
    for number in range(N_STEPS):
        forced = with_noise(scope, (number * 3 + 1) % n_words)
        step = forced.step(tables, number)
        dtype = np.float64 if name == "torch" else np.float32
        loss, after = by_engine(name, forced, step, dtype)
        assert loss == pytest.approx(step.forward.loss, rel=1e-5)
        assert relative(after.W_in, step.after.W_in) < 1e-5
        assert relative(after.W_out, step.after.W_out) < 1e-5
        tables = step.after


def test_another_rate_would_be_noticed():
    step = with_noise(microscope("skipgram-ns"), 2).steps(1)[0]
    faster = with_noise(microscope("skipgram-ns", lr=0.301), 2)
    _, after = by_engine("torch", faster, step, np.float64)
    assert relative(after.W_in, step.after.W_in) > 1e-5


@cells
def test_a_hundred_steps_are_those_of_the_reference(method, mean):
    scope = microscope(method, mean)
    engine = NumpyReference()
    first = scope.first()
    engine.start(scope.problem, Parameters(first.W_in, first.W_out))
    for step in scope.steps(N_STEPS):
        loss = engine.step(scope.source(step.example), step.answer, scope.problem.model.lr)
        assert loss == pytest.approx(step.forward.loss, rel=1e-12)
        np.testing.assert_allclose(engine.W_in, step.after.W_in, rtol=1e-12)
        np.testing.assert_allclose(engine.W_out, step.after.W_out, rtol=1e-12)


# -- what a step shows ---------------------------------------------------------------------------


@cells
def test_error_and_gradients_belong_together(method, mean):
    scope = microscope(method, mean)
    for step in scope.steps(40):
        forward, before = step.forward, step.before
        of_rows = gathered(forward.out_ids, np.outer(forward.error, forward.h))
        np.testing.assert_allclose(step.outputs.gradients, of_rows.gradients)
        np.testing.assert_allclose(step.dh, before.W_out[forward.out_ids].T @ forward.error)
        assert step.loss_after < forward.loss, "a small step down the gradient"


def test_the_softmax_adds_up_and_moves_every_row():
    step = microscope("skipgram-softmax").steps(1)[0]
    assert step.forward.probabilities.sum() == pytest.approx(1)
    assert sorted(step.outputs.ids) == list(range(len(step.before.W_out)))
    assert -np.log(step.forward.probabilities[step.answer[0]]) == pytest.approx(step.forward.loss)


def test_the_tree_multiplies_its_turns():
    step = microscope("cbow-hs").steps(1)[0]
    right = np.abs(1 - step.forward.wanted - step.forward.probabilities)
    assert -np.log(right).sum() == pytest.approx(step.forward.loss)


def test_a_step_by_hand():
    # W_in rows a = (1, 0), b = (0, 1); W_out rows a = (0, 2), b = (1, 1); "a b", full softmax
    scope = microscope("skipgram-softmax", lr=0.5)
    two = Microscope.of(read_passage("a b"), scope.problem.model.replace(dim=2), 0)
    tables = type(scope.first())(np.eye(2), np.array([[0.0, 2.0], [1.0, 1.0]]))
    step = two.step(tables, 0)  # a predicts b: scores 0 and 1
    p = np.exp([0, 1]) / np.exp([0, 1]).sum()
    np.testing.assert_allclose(step.forward.probabilities, p)
    np.testing.assert_allclose(step.forward.error, p - [0, 1])
    np.testing.assert_allclose(step.after.W_out, [[-0.5 * p[0], 2], [1 + 0.5 * p[0], 1]])
    dh = p[0] * np.array([0, 2]) + (p[1] - 1) * np.array([1, 1])
    np.testing.assert_allclose(step.after.W_in, [np.array([1, 0]) - 0.5 * dh, [0, 1]])


# -- there and back ------------------------------------------------------------------------------


@cells
def test_back_returns_to_the_same_bits(method, mean):
    scope = microscope(method, mean)
    forth = scope.steps(N_STEPS)
    back = scope.steps(N_STEPS - 1)[-1]
    assert back.after.W_in.tobytes() == forth[-1].before.W_in.tobytes()
    assert back.after.W_out.tobytes() == forth[-1].before.W_out.tobytes()
    again = scope.step(back.after, N_STEPS - 1)
    assert again.after.W_in.tobytes() == forth[-1].after.W_in.tobytes()
    onward = scope.steps(N_STEPS, forth[:30])
    assert onward[-1].after.W_in.tobytes() == forth[-1].after.W_in.tobytes()
    other = Microscope(scope.problem, scope.queue, seed=6).steps(1)[0]
    assert other.after.W_in.tobytes() != forth[0].after.W_in.tobytes()


def test_words_without_company_are_refused_in_a_sentence():
    with pytest.raises(TextError, match="in one sentence"):
        Microscope.of(read_passage("Stop. Go."), TrainConfig(dim=2), seed=1)


def test_numbers_that_run_away_end_the_steps_without_an_overflow():
    scope = microscope("cbow-ns", mean=False, lr=2.0, negatives=10)
    steps = scope.steps(500)
    assert 1 < len(steps) < 500
    assert steps[-1].ran_away
    assert not any(step.ran_away for step in steps[:-1])
    assert np.isfinite(steps[-1].loss_after)
    assert len(scope.steps(500, steps)) == len(steps)


@cells
def test_nothing_runs_away_at_a_moderate_rate(method, mean):
    assert len(microscope(method, mean, lr=0.1).steps(300)) == 300
