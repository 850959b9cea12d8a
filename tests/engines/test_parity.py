"""Engines against the readable reference, on forced windows and forced noise.

The compiled kernels have theirs in test_numba_cells.py.
"""

import numpy as np
import pytest

from w2v_core.config import TRAINED, EngineConfig, TextConfig, TrainConfig, method_named
from w2v_core.engines import entry_named
from w2v_core.engines.base import Examples, Parameters
from w2v_core.engines.numpy_reference import NumpyReference
from w2v_core.engines.optimizers import Adagrad
from w2v_core.engines.torch_blocks import TorchBlocks
from w2v_core.objectives import HIDDEN, LOSSES
from w2v_core.sampling.windows import Windows, draw_windows
from w2v_core.text.corpus import build_corpus
from w2v_core.training.initial import initial_parameters

V, D, BLOCK, K = 23, 7, 8, 5
LR = 0.2
COUNTS = np.arange(V, 0, -1) ** 2
CELLS = [(method, True) for method in TRAINED] + [
    (method, False) for method in TRAINED if method.startswith("cbow")
]
cells = pytest.mark.parametrize(("method", "mean"), CELLS)


def forced_windows(one_context=False, seed=0):
    """Windows over sentences of 20, 1, 40 and 1 words, with contexts that come twice."""
    rng = np.random.default_rng(seed)
    ids = rng.integers(0, V, 62).astype(np.int32)
    ids[2] = ids[0] = ids[3]
    starts = np.array([0, 20, 21, 61, 62])
    windows = draw_windows(ids, starts, np.ones(V), 4, True, rng)
    if not one_context:
        return windows
    own = np.arange(len(ids))
    ends = np.repeat(starts[1:], np.diff(starts))
    return Windows(ids, own, np.minimum(own + 2, ends))  # the next word alone


def forced_noise(n_blocks, n_noise):
    """Noise that repeats words and hits targets."""
    noise = np.random.default_rng(1).integers(0, V, (n_blocks, n_noise)).astype(np.int32)
    noise[:, 1] = noise[:, 0]
    return noise


def examples_of(method, mean=True, **options):
    """A problem whose words have the counts of this file."""
    words = [f"w{i:02d} " * count for i, count in enumerate(COUNTS)]
    corpus = build_corpus(["\n".join(words)], TextConfig(tokenizer="whitespace"))
    options = {"dim": D, "negatives": K, "min_count": 1} | options
    model = TrainConfig(method=method, cbow_mean=mean, **options)
    assert corpus.vocabulary.counts.tolist() == COUNTS.tolist()
    return Examples.of(corpus, model.resolved(corpus.n_words))


def first_tables(method, seed=2):
    """Tables in float64, far from zero."""
    rng = np.random.default_rng(seed)
    n_out = V - 1 if method.endswith("hs") else V
    return Parameters(rng.normal(0, 0.5, (V, D)), rng.normal(0, 0.5, (n_out, D)))


def started(engine, examples):
    engine.start(examples, first_tables(examples.model.method))
    return engine


def answer_to(method, target_id, noise_ids, tree):
    """What the loss of a method is asked, noise that hits the target left out."""
    return {
        "softmax": lambda: (target_id,),
        "ns": lambda: (target_id, noise_ids[noise_ids != target_id]),
        "hs": lambda: tree.path(target_id),
    }[method_named(method).loss]()


# -- step by step: one example a block, many steps at a high rate -------------------------------


def by_reference(examples, windows, noise):
    engine = started(NumpyReference(), examples)
    method, loss = examples.model.method, 0.0
    centres = np.unique(windows.pairs()[0])
    for pos, (source, target_id) in zip(centres, engine.read(windows), strict=True):
        answer = answer_to(method, target_id, noise[pos], examples.tree)
        loss += engine.step(source, answer, LR)
    return loss, engine.W_in, engine.W_out


def by_torch(examples, windows, noise, block=1):
    engine = started(TorchBlocks("cpu"), examples)
    stats = engine.train_windows(windows, noise, block, LR)
    after = engine.parameters()
    return stats.loss_sum, after.W_in, after.W_out


@cells
@pytest.mark.parametrize("optimizer", ["sgd", "adagrad"])
def test_torch_takes_the_steps_of_the_reference(method, mean, optimizer):
    examples = examples_of(method, mean, optimizer=optimizer)
    windows = forced_windows(one_context=method.startswith("skipgram"))
    noise = forced_noise(len(windows.ids), K)
    right, got = by_reference(examples, windows, noise), by_torch(examples, windows, noise)
    assert got[0] == pytest.approx(right[0], rel=1e-9)
    np.testing.assert_allclose(got[1], right[1], atol=1e-9)
    np.testing.assert_allclose(got[2], right[2], atol=1e-9)


# -- blocks: one step is the sum of its examples' gradients, shared noise weighted --------------


def summed(examples, windows, noise, share, W_in, W_out, centres):
    """Losses and gradients of the examples of some centres, all at the same tables."""
    method, tree = examples.model.method, examples.tree
    how = {"mean": examples.model.cbow_mean} if method.startswith("cbow") else {}
    hidden, loss_of = HIDDEN[method_named(method).hidden], LOSSES[method_named(method).loss]
    loss, dW_in, dW_out = 0.0, np.zeros_like(W_in), np.zeros_like(W_out)
    for pos in centres:
        around = [p for p in range(windows.left[pos], windows.right[pos]) if p != pos]
        contexts, own = windows.ids[around], windows.ids[pos]
        pairs = [(own, t) for t in contexts] if not how else [(contexts, own)] * bool(around)
        for source, target_id in pairs:
            h = hidden.forward(W_in, source, **how)
            answers = [answer_to(method, target_id, noise[:0], tree)]
            answers.append(answer_to(method, target_id, noise, tree))
            # alone x (1 - share) + with noise x share: the real word whole, the noise by its share
            for answer, weight in zip(answers, (1 - share, share), strict=True):
                part, dh, out_ids, dU = loss_of.loss_and_gradients(W_out, h, *answer)
                in_ids, dW = hidden.back(source, dh, **how)
                loss += weight * part
                np.add.at(dW_in, in_ids, weight * dW)
                np.add.at(dW_out, out_ids, weight * dU)
    return loss, dW_in, dW_out


def by_sums(examples, windows, noise, share):
    W_in, W_out = vars_of(first_tables(examples.model.method))
    total = 0.0
    for b, noise_ids in enumerate(noise):
        centres = range(b * BLOCK, min((b + 1) * BLOCK, len(windows.ids)))
        loss, dW_in, dW_out = summed(examples, windows, noise_ids, share, W_in, W_out, centres)
        W_in, W_out, total = W_in - LR * dW_in, W_out - LR * dW_out, total + loss
    return total, W_in, W_out


def vars_of(tables):
    return tables.W_in.copy(), tables.W_out.copy()


@cells
@pytest.mark.parametrize("n_noise", [3, 12])
def test_a_block_of_torch_is_the_sum_of_its_examples(method, mean, n_noise):
    examples, windows = examples_of(method, mean), forced_windows()
    noise = forced_noise(-(-len(windows.ids) // BLOCK), n_noise)
    right = by_sums(examples, windows, noise, share=K / n_noise)
    got = by_torch(examples, windows, noise, BLOCK)
    assert got[0] == pytest.approx(right[0], rel=1e-9)
    np.testing.assert_allclose(got[1], right[1], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(got[2], right[2], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("method", ["skipgram-ns", "cbow-ns"])
def test_parity_notices_a_wrong_weight_and_a_hit_that_counts(method):
    windows = forced_windows()
    noise = forced_noise(-(-len(windows.ids) // BLOCK), 12)
    _, W_in, W_out = by_sums(examples_of(method), windows, noise, share=5 / 12)
    for wrong in ({"negatives": 4}, {"skip_hits": False}):
        _, got_in, got_out = by_torch(examples_of(method, **wrong), windows, noise, BLOCK)
        assert abs(got_in - W_in).max() > 1e-3
        assert abs(got_out - W_out).max() > 1e-3


@pytest.mark.parametrize("method", ["cbow-softmax", "cbow-ns", "cbow-hs"])
def test_parity_notices_a_sum_taken_for_a_mean(method):
    windows = forced_windows()
    noise = forced_noise(len(windows.ids), K)
    _, W_in, _ = by_reference(examples_of(method, mean=True), windows, noise)
    _, got, _ = by_torch(examples_of(method, mean=False), windows, noise)
    assert abs(got - W_in).max() > 1e-2


# -- the reference itself, and reruns -----------------------------------------------------------


@cells
def test_the_reference_takes_the_objectives_step(method, mean):
    examples = examples_of(method, mean)
    engine = started(NumpyReference(), examples)
    W_in, W_out = vars_of(first_tables(method))
    source = 2 if method.startswith("skipgram") else np.array([2, 9, 9])
    answer = answer_to(method, 4, np.array([3, 3, 9]), examples.tree)
    how = {"mean": mean} if method.startswith("cbow") else {}
    hidden, loss_of = HIDDEN[method_named(method).hidden], LOSSES[method_named(method).loss]
    h = hidden.forward(W_in, source, **how)
    loss, dh, out_ids, dU = loss_of.loss_and_gradients(W_out, h, *answer)
    in_ids, dW = hidden.back(source, dh, **how)
    assert engine.step(source, answer, lr=0.1) == pytest.approx(loss)
    np.subtract.at(W_in, in_ids, 0.1 * dW)
    np.subtract.at(W_out, out_ids, 0.1 * dU)
    np.testing.assert_allclose(engine.W_in, W_in)
    np.testing.assert_allclose(engine.W_out, W_out)


def test_adagrad_by_hand():
    # a number with the gradients 3 and then 4: steps of lr 3 / 3 and lr 4 / 5
    table = np.zeros((2, 1))
    optimizer = Adagrad(table)
    optimizer.step(np.array([1, 1]), np.array([[1.0], [2.0]]), lr=0.5)  # they add up to 3
    np.testing.assert_allclose(table[:, 0], [0, -0.5])
    optimizer.step(np.array([1]), np.array([[4.0]]), lr=0.5)
    np.testing.assert_allclose(table[:, 0], [0, -0.9])


SENTENCE = "I love transformers when used in computer vision applications"


@pytest.mark.parametrize("make", [NumpyReference, TorchBlocks])
@pytest.mark.parametrize("method", TRAINED)
def test_the_worked_sentence_is_30_pairs_or_9_windows(make, method):
    corpus = build_corpus([SENTENCE], TextConfig())
    model = TrainConfig(
        method=method, dim=3, window=2, shrink_window=False, sample=0.0, min_count=1
    ).resolved(9)
    engine = make()
    engine.start(Examples.of(corpus, model), initial_parameters(9, model, np.random.default_rng(0)))
    stats = engine.run_chunk(0, 1, 0.1, np.random.default_rng(1))
    assert stats.n_pairs == (30 if method.startswith("skipgram") else 9)


BY_CHANCE = [
    (name, method, optimizer)
    for name in ("numpy_reference", "torch", "numba_cpu")
    for method in entry_named(name).methods
    for optimizer in entry_named(name).optimizers
]


@pytest.mark.parametrize(("name", "method", "optimizer"), BY_CHANCE)
def test_one_thread_repeats_bit_by_bit(name, method, optimizer):
    entry = entry_named(name)
    corpus = build_corpus(["the cat sat on the mat and the dog ran\n" * 40], TextConfig())
    model = TrainConfig(method=method, dim=8, min_count=1, optimizer=optimizer)
    examples = Examples.of(corpus, model := model.resolved(corpus.n_words))
    first = initial_parameters(8, model, np.random.default_rng(0))

    def run(seed):
        engine = entry.make(model, EngineConfig(threads=1), "cpu")
        engine.start(examples, first)
        stats = engine.run_chunk(0, corpus.n_sentences, 0.05, np.random.default_rng(seed))
        tables = engine.parameters()
        engine.close()
        return stats, tables.W_in.tobytes(), tables.W_out.tobytes()

    assert run(1) == run(1)
    assert run(1) != run(2)
