"""Every engine against the readable objective, on forced windows and forced noise."""

import numpy as np
import pytest

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.engines import ENGINES
from w2v_core.engines.base import Examples, Parameters
from w2v_core.engines.numba_kernels import sigmoid as fast_sigmoid
from w2v_core.engines.numba_kernels import train_blocks
from w2v_core.engines.numpy_reference import NumpyReference
from w2v_core.engines.torch_blocks import TorchBlocks, block_size
from w2v_core.objectives.negative_sampling import loss_and_gradients
from w2v_core.objectives.negative_sampling import sigmoid as exact_sigmoid
from w2v_core.sampling.windows import draw_windows
from w2v_core.text.corpus import build_corpus

V, BLOCK = 23, 8
LR = 1e-4  # so small that one step more or less at moved tables does not show


def problem(dim, n_noise, seed=0):
    """Tables, windows over three sentences, and noise that repeats words and hits targets."""
    rng = np.random.default_rng(seed)
    W_in = rng.normal(0, 0.4, (V, dim)).astype(np.float32)
    W_out = rng.normal(0, 0.4, (V, dim)).astype(np.float32)
    ids = rng.integers(0, V, 61).astype(np.int32)
    starts = np.array([0, 20, 21, 61])
    windows = draw_windows(ids, starts, np.ones(V), 4, True, rng)
    noise = rng.integers(0, V, (-(-len(windows.ids) // BLOCK), n_noise)).astype(np.int32)
    noise[:, 1] = noise[:, 0]
    return W_in, W_out, windows, noise


def expected(W_in, W_out, windows, noise, share):
    """Summed losses and gradients of all pairs, each shared noise word weighted `share`."""
    W_in, W_out = W_in.astype(float), W_out.astype(float)
    dW_in, dW_out, loss = np.zeros_like(W_in), np.zeros_like(W_out), 0.0
    for center_pos, context_pos in zip(*windows.pairs(), strict=True):
        center_id, target_id = windows.ids[center_pos], windows.ids[context_pos]
        shared = noise[center_pos // BLOCK]
        noise_ids = shared[shared != target_id]
        alone = loss_and_gradients(W_out, W_in[center_id], target_id, noise_ids[:0])
        both = loss_and_gradients(W_out, W_in[center_id], target_id, noise_ids)
        loss += alone[0] + share * (both[0] - alone[0])
        dW_in[center_id] += alone[1] + share * (both[1] - alone[1])
        weights = np.r_[1.0, np.full(len(noise_ids), share)]
        np.add.at(dW_out, both[2], weights[:, None] * both[3])
    return loss, dW_in, dW_out


def numba_step(W_in, W_out, windows, noise, share):
    a, b = W_in.copy(), W_out.copy()
    loss = train_blocks(
        a, b, windows.ids, windows.left, windows.right,
        noise, BLOCK, np.float32(share), np.float32(LR),
    )  # fmt: skip
    return loss, a, b


def torch_step(W_in, W_out, windows, noise, share):
    engine = TorchBlocks("cpu")
    corpus = build_corpus(["a b"], TextConfig())
    engine.start(Examples.of(corpus, TrainConfig()), Parameters(W_in, W_out))
    stats = engine.train_windows(windows, noise, BLOCK, share, LR)
    assert stats.n_pairs == windows.n_pairs
    after = engine.parameters()
    return stats.loss_sum, after.W_in, after.W_out


STEPS = {"numba_cpu": numba_step, "torch": torch_step}


def distance(moved, start, gradient):
    """How far a step is from the one expected, relative to the largest entry."""
    step = (moved.astype(float) - start.astype(float)) / -LR
    return abs(step - gradient).max() / abs(gradient).max()


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize(("dim", "n_noise"), [(1, 4), (7, 4), (16, 8), (33, 12), (100, 16)])
def test_one_step_is_the_summed_gradient(name, dim, n_noise):
    W_in, W_out, windows, noise = problem(dim, n_noise)
    share = 5 / n_noise
    loss, dW_in, dW_out = expected(W_in, W_out, windows, noise, share)
    got, moved_in, moved_out = STEPS[name](W_in, W_out, windows, noise, share)
    assert got == pytest.approx(loss, rel=2e-3)
    assert distance(moved_in, W_in, dW_in) < 0.02
    assert distance(moved_out, W_out, dW_out) < 0.02


@pytest.mark.parametrize("name", STEPS)
def test_parity_notices_a_wrong_weight(name):
    W_in, W_out, windows, noise = problem(16, 8)
    _, dW_in, dW_out = expected(W_in, W_out, windows, noise, share=5 / 8)
    _, moved_in, moved_out = STEPS[name](W_in, W_out, windows, noise, share=4 / 8)
    assert distance(moved_in, W_in, dW_in) > 0.04
    assert distance(moved_out, W_out, dW_out) > 0.04


def test_blocks_shrink_where_one_word_dominates_and_where_the_rate_is_high():
    even = build_corpus([" ".join(f"w{i}" for i in np.arange(3_000) % 1_000)], TextConfig(
        tokenizer="whitespace"))  # fmt: skip
    skewed = build_corpus(["a b c d e f g h i j\n" * 300], TextConfig())
    model = TrainConfig(min_count=1, sample=0.0).resolved(3_000)
    assert block_size(Examples.of(even, model)) == 256
    small = block_size(Examples.of(skewed, model))
    assert 1 <= block_size(Examples.of(skewed, model.replace(lr=0.1))) < small < 8


def test_the_reference_takes_the_objectives_step():
    W_in, W_out, _, _ = problem(5, 4)
    engine = NumpyReference()
    engine.start(None, Parameters(W_in, W_out))
    noise_ids = np.array([3, 3, 9])
    loss, dh, _, du = loss_and_gradients(W_out.astype(float), W_in[2].astype(float), 4, noise_ids)
    assert engine.step(2, 4, noise_ids, lr=0.1) == pytest.approx(loss)
    np.testing.assert_allclose(engine.W_in[2], W_in[2] - 0.1 * dh)
    np.testing.assert_allclose(engine.W_out[3], W_out[3] - 0.1 * (du[1] + du[2]))


def test_the_fast_sigmoid():
    x = np.linspace(-20, 20, 4001, dtype=np.float32)
    fast = np.array([fast_sigmoid(value) for value in x])
    np.testing.assert_allclose(fast, exact_sigmoid(x.astype(float)), atol=1e-6)


@pytest.mark.parametrize("entry", ENGINES, ids=lambda entry: entry.name)
def test_one_thread_repeats_bit_by_bit(entry):
    corpus = build_corpus(["the cat sat on the mat and the dog ran\n" * 40], TextConfig())
    examples = Examples.of(corpus, TrainConfig(dim=8, min_count=1).resolved(corpus.n_words))
    first = Parameters(np.full((8, 8), 0.1, np.float32), np.zeros((8, 8), np.float32))

    def run(seed):
        engine = entry.make(EngineConfig(threads=1), "cpu")
        engine.start(examples, first)
        stats = engine.run_chunk(0, corpus.n_sentences, 0.05, np.random.default_rng(seed))
        tables = engine.parameters()
        engine.close()
        return stats, tables.W_in.tobytes(), tables.W_out.tobytes()

    assert run(1) == run(1)
    assert run(1) != run(2)
