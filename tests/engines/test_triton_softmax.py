"""Full softmax by tiles against the objectives."""

import numpy as np
import pytest
import torch

from tests.engines.test_parity import CELLS, examples_of, first_tables, forced_windows, summed
from tests.engines.test_triton import DEVICE
from w2v_core.config import TextConfig, TrainConfig
from w2v_core.engines.base import Examples
from w2v_core.engines.triton_softmax import TritonSoftmax
from w2v_core.engines.triton_text import DeviceWindows
from w2v_core.text.corpus import build_corpus
from w2v_core.training.initial import initial_parameters

LR = 0.05
cells = pytest.mark.parametrize(("method", "mean"), [c for c in CELLS if c[0].endswith("softmax")])


def started(examples, first):
    engine = TritonSoftmax(DEVICE, "ieee")
    engine.start(examples, first)
    return engine


@cells
@pytest.mark.parametrize("block", [17, 4096])
def test_a_step_is_the_sum_of_its_examples(method, mean, block):
    examples, windows = examples_of(method, mean), forced_windows()
    engine = started(examples, first_tables(method))
    engine.block = block
    stats = engine.train_all(DeviceWindows.of(windows, engine.place), LR)
    first = first_tables(method)
    W_in, W_out, loss = first.W_in, first.W_out, 0.0
    rates = [
        table.clamp(max=LR)[:, None].cpu().numpy()
        for table in (engine.in_limits, engine.out_limits)
    ]
    for start in range(0, len(windows.ids), block):
        centres = range(start, min(start + block, len(windows.ids)))
        none = np.empty(0, np.int32)
        more, dW_in, dW_out = summed(examples, windows, none, 0.0, W_in, W_out, centres)
        W_in, W_out, loss = W_in - rates[0] * dW_in, W_out - rates[1] * dW_out, loss + more
    assert stats.loss_sum == pytest.approx(loss, rel=1e-5)
    got = engine.parameters()
    np.testing.assert_allclose(got.W_in, W_in, atol=2e-5)
    np.testing.assert_allclose(got.W_out, W_out, atol=2e-5)
    assert abs(W_out - first.W_out).max() > 1e-3


def test_a_share_of_the_words_may_be_empty():
    engine = started(examples_of("skipgram-softmax"), first_tables("skipgram-softmax"))
    H, engine.W_out = engine.W_in[:3], engine.W_out[:5]  # four shares of two words, and none left
    mean, log_sum = engine.expected(H)
    scores = H @ engine.W_out.T
    torch.testing.assert_close(log_sum, scores.logsumexp(1))
    torch.testing.assert_close(mean, scores.softmax(1) @ engine.W_out)


def test_large_scores_do_not_overflow():
    examples = examples_of("skipgram-softmax")
    engine = started(examples, first_tables("skipgram-softmax"))
    engine.W_out *= 300.0
    H = engine.W_in[:5]
    mean, log_sum = engine.expected(H)
    scores = (H @ engine.W_out.T).double()
    torch.testing.assert_close(log_sum.double(), scores.logsumexp(1), rtol=1e-5, atol=1e-4)
    right = scores.softmax(1).float() @ engine.W_out
    torch.testing.assert_close(mean, right, rtol=1e-3, atol=1e-2)


@pytest.mark.parametrize("method", ["skipgram-softmax", "cbow-softmax"])
def test_it_learns_a_small_text(method):
    corpus = build_corpus(["the cat sat on the mat and the dog ran\n" * 60], TextConfig())
    model = TrainConfig(method=method, dim=9, min_count=1, sample=0.0, lr=0.02, start="xavier")
    model = model.resolved(540)
    rng = np.random.default_rng(0)
    first = initial_parameters(len(corpus.vocabulary), model, rng)
    engine = started(Examples.of(corpus, model), first)
    losses = []
    engine.in_limits[:] = engine.out_limits[:] = 1.0  # no brakes: a step has few centres
    for _ in range(4):
        stats = engine.run_chunk(0, 20, 0.02, rng)
        losses.append(stats.loss_sum / stats.n_pairs)
    assert losses[-1] < losses[0] - 0.01
    assert engine.parameters().W_out.shape == (8, 9)
