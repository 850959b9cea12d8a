"""The Triton engine against the objectives, on forced windows and noise, and what it draws.

Without a GPU its kernels are interpreted, on the processor.
"""

import numpy as np
import pytest
import torch

from tests.engines.test_parity import (
    SENTENCE,
    examples_of,
    first_tables,
    forced_noise,
    forced_windows,
    summed,
)
from w2v_core.config import SAMPLED, TextConfig, TrainConfig
from w2v_core.engines.base import Examples
from w2v_core.engines.brakes import limits
from w2v_core.engines.devices import why_no_cuda
from w2v_core.engines.triton_cuda import TritonCuda
from w2v_core.engines.triton_text import DeviceText, DeviceWindows
from w2v_core.engines.triton_tiles import Tiles
from w2v_core.sampling.windows import Windows, draw_windows
from w2v_core.text.corpus import build_corpus
from w2v_core.training.initial import initial_parameters

DEVICE = "cpu" if why_no_cuda() else "cuda"
LR = 0.2
CELLS = [("skipgram-ns", True), ("cbow-ns", True), ("cbow-ns", False)]
cells = pytest.mark.parametrize(("method", "mean"), CELLS)


def long_windows():
    """Three blocks of a hundred words, some of one word's sentences, contexts that come twice."""
    parts = [forced_windows(seed=seed) for seed in (0, 1)]
    shift = len(parts[0].ids)
    joined = [np.concatenate([getattr(p, n) for p in parts]) for n in ("ids", "left", "right")]
    for ends in joined[1:]:
        ends[shift:] += shift
    return Windows(*joined)


def started(examples, in_order=False):
    engine = TritonCuda(DEVICE, "ieee", in_order)
    engine.start(examples, first_tables(examples.model.method))
    return engine


def by_triton(examples, in_order=True):
    """Loss, pairs and tables after one go, and the noise it had."""
    engine, windows = started(examples, in_order), long_windows()
    n_blocks = -(-len(windows.ids) // engine.tiles.T)
    noise = forced_noise(n_blocks, engine.tiles.S)
    on_device = torch.from_numpy(noise).to(engine.place)
    stats = engine.train_windows(DeviceWindows.of(windows, engine.place), on_device, LR)
    after = engine.parameters()
    engine.close()
    return stats, after.W_in, after.W_out, noise


def by_objectives(examples, noise):
    """Block after block: the sum of the examples' gradients at the same tables."""
    tables, windows = first_tables(examples.model.method), long_windows()
    W_in, W_out, loss = tables.W_in.copy(), tables.W_out.copy(), 0.0
    tiles = Tiles.of(examples)
    steps = [
        np.minimum(LR, limit)[:, None]
        for limit in limits(examples, tiles.T * tiles.programs(examples))
    ]
    share = examples.model.negatives / tiles.S
    for b, noise_ids in enumerate(noise):
        centres = range(b * tiles.T, min((b + 1) * tiles.T, len(windows.ids)))
        more, dW_in, dW_out = summed(examples, windows, noise_ids, share, W_in, W_out, centres)
        W_in, W_out, loss = W_in - steps[0] * dW_in, W_out - steps[1] * dW_out, loss + more
    return loss, W_in, W_out


@cells
@pytest.mark.parametrize("in_order", [True, False])
def test_a_block_is_the_sum_of_its_examples(method, mean, in_order):
    examples = examples_of(method, mean, lr=0.02)
    stats, W_in, W_out, noise = by_triton(examples, in_order)
    loss, right_in, right_out = by_objectives(examples, noise)
    assert len(noise) > 2, "several blocks, one after another"
    assert stats.loss_sum == pytest.approx(loss, rel=1e-5)
    np.testing.assert_allclose(W_in, right_in, atol=2e-5)
    np.testing.assert_allclose(W_out, right_out, atol=2e-5)
    moved = abs(right_in - first_tables(method).W_in).max()
    assert moved > 1e-2, "the tables moved far enough for the comparison to mean something"


@pytest.mark.parametrize("window", [13, 50])
@pytest.mark.parametrize("method", SAMPLED)
def test_wide_windows_and_long_rows_agree_too(method, window, monkeypatch):
    monkeypatch.setattr("tests.engines.test_parity.D", 40)  # more than a piece of columns
    examples = examples_of(method, window=window, dim=40)
    stats, W_in, W_out, noise = by_triton(examples)
    loss, right_in, right_out = by_objectives(examples, noise)
    assert stats.loss_sum == pytest.approx(loss, rel=1e-5)
    np.testing.assert_allclose(W_in, right_in, atol=2e-5)
    np.testing.assert_allclose(W_out, right_out, atol=2e-5)


@pytest.mark.parametrize("wrong", [{"negatives": 4}, {"skip_hits": False}])
@pytest.mark.parametrize("method", SAMPLED)
def test_parity_notices_a_wrong_weight_and_a_hit_that_counts(method, wrong):
    _, W_in, W_out, noise = by_triton(examples_of(method, lr=0.02, **wrong))
    right = by_objectives(examples_of(method, lr=0.02), noise)
    assert abs(W_in - right[1]).max() > 1e-4
    assert abs(W_out - right[2]).max() > 1e-4


@pytest.mark.gpu
@pytest.mark.skipif(why_no_cuda() is not None, reason="gpu: the interpreter does not round")
@pytest.mark.parametrize("precision", ["bf16", "tf32"])
def test_rounded_factors_come_close(precision):
    """Products of numbers with 8 bits, summed in float32: errors of a few thousandths."""
    examples = examples_of("skipgram-ns", lr=0.02)
    _, W_in, _, noise = by_triton(examples)
    engine = TritonCuda(DEVICE, precision)
    engine.start(examples, first_tables("skipgram-ns"))
    on_device = torch.from_numpy(noise).to(engine.place)
    engine.train_windows(DeviceWindows.of(long_windows(), engine.place), on_device, LR)
    got, first = engine.parameters().W_in, first_tables("skipgram-ns").W_in
    assert np.linalg.norm(got - W_in) < 0.03 * np.linalg.norm(W_in - first)


# -- what is drawn ---------------------------------------------------------------------------------


def text_of(lines, **options):
    """The text on the device, in spans so short that sentences and kept words cross them."""
    corpus = build_corpus([lines], TextConfig(tokenizer="whitespace"))
    model = TrainConfig(min_count=1, **options).resolved(corpus.n_words)
    examples = Examples.of(corpus, model)
    return examples, DeviceText(examples, torch.device(DEVICE))


LINES = "a b c d\ne\nb b a c e f g a b c d\n" * 7 + "g f\n"


@pytest.mark.parametrize(("first", "last"), [(0, 22), (3, 17)])
@pytest.mark.parametrize("span", [4, 64])
def test_windows_are_those_of_the_processor(first, last, span, monkeypatch):
    monkeypatch.setattr("w2v_core.engines.triton_text.SPAN", span)
    examples, text = text_of(LINES, window=3, shrink_window=False, sample=0.0)
    keep = np.array([1, 0, 1, 1, 0, 1, 0.0])[: len(examples.keep)]  # no chance in what stays
    text.keep = torch.tensor(keep, dtype=torch.float32, device=text.place)
    got = text.windows(first, last, np.random.default_rng(0))
    corpus = examples.corpus
    starts = corpus.starts[first : last + 1]
    ids = corpus.ids[starts[0] : starts[-1]]
    right = draw_windows(ids, starts - starts[0], keep, 3, False, np.random.default_rng(1))
    for name in ("ids", "left", "right"):
        assert getattr(got, name).tolist() == getattr(right, name).tolist(), name


def test_radii_and_kept_words_have_their_shares():
    examples, text = text_of(("a " * 400 + "b " * 100 + "\n") * 60, window=4, sample=0.05)
    windows = text.windows(0, 60, np.random.default_rng(3))
    kept = np.bincount(windows.ids.cpu(), minlength=2) / examples.corpus.vocabulary.counts
    np.testing.assert_allclose(kept, examples.keep, atol=0.03)
    inner = (windows.right - windows.left - 1).cpu().numpy()
    whole = inner[inner % 2 == 0] // 2  # without most of those at the ends of sentences
    np.testing.assert_allclose(np.bincount(whole, minlength=5)[1:] / len(whole), 0.25, atol=0.03)
    assert int(windows.examples(of_pairs=True)) == inner.sum()
    assert int(windows.examples(of_pairs=False)) == (inner > 0).sum()


def test_noise_has_the_distribution_of_the_alias_table():
    examples, text = text_of("a " * 50 + "b " * 20 + "c " * 5 + "d\n")
    noise = text.noise(500, 128, np.random.default_rng(0)).cpu().numpy()
    assert noise.shape == (500, 128)
    shares = np.bincount(noise.ravel(), minlength=4) / noise.size
    np.testing.assert_allclose(shares, examples.noise.probabilities(), atol=0.01)


def test_chance_follows_the_generator():
    _, text = text_of(LINES, sample=0.03, window=3)

    def drawn(seed):
        rng = np.random.default_rng(seed)
        windows = text.windows(0, 22, rng)
        return [windows.ids.tolist(), windows.left.tolist(), text.noise(3, 16, rng).tolist()]

    assert drawn(1) == drawn(1)
    assert drawn(1)[0] != drawn(2)[0] and drawn(1)[2] != drawn(2)[2]


# -- as an engine ----------------------------------------------------------------------------------


def engine_on(corpus, model, in_order=True):
    engine = TritonCuda(DEVICE, "ieee", in_order)
    rng = np.random.default_rng(0)
    first = initial_parameters(len(corpus.vocabulary), model, rng)
    engine.start(Examples.of(corpus, model), first)
    return engine


@pytest.mark.parametrize("method", SAMPLED)
def test_the_worked_sentence_is_30_pairs_or_9_windows(method):
    corpus = build_corpus([SENTENCE], TextConfig())
    model = TrainConfig(
        method=method, dim=3, window=2, shrink_window=False, sample=0.0, min_count=1
    ).resolved(9)
    stats = engine_on(corpus, model).run_chunk(0, 1, 0.1, np.random.default_rng(1))
    assert stats.n_pairs == (30 if method.startswith("skipgram") else 9)


@pytest.mark.parametrize("method", SAMPLED)
def test_it_learns_and_goes_on_from_a_state_as_if_it_had_not_stopped(method):
    corpus = build_corpus(["the cat sat on the mat and the dog ran\n" * 60], TextConfig())
    model = TrainConfig(method=method, dim=9, min_count=1, sample=0.0, lr=0.1).resolved(540)

    def chunks(engine, numbers):
        return [engine.run_chunk(0, 60, 0.1, np.random.default_rng([1, n])) for n in numbers]

    through = engine_on(corpus, model)
    stats = chunks(through, range(6))
    assert stats[-1].loss_sum / stats[-1].n_pairs < 0.9 * stats[0].loss_sum / stats[0].n_pairs
    one, other = engine_on(corpus, model), engine_on(corpus, model)
    chunks(one, range(3))
    other.restore(one.state())
    chunks(other, range(3, 6))
    assert other.parameters().W_in.tobytes() == through.parameters().W_in.tobytes()
    assert other.parameters().W_out.tobytes() == through.parameters().W_out.tobytes()
    assert other.parameters().W_in.shape == (8, 9)


def test_a_frequent_word_is_braked_and_a_rare_one_is_not():
    examples = examples_of("skipgram-ns")
    of_in, of_out = limits(examples, centres=54)
    shares = examples.corpus.vocabulary.counts * examples.keep
    shares /= shares.sum()
    # (w + 1) pairs a centre, each 1 + K gradients to its input: limits fall with the share
    np.testing.assert_allclose(of_in, 0.5 / (54 * 6 * 6 * shares), rtol=1e-5)
    assert of_in[0] < 0.025 < of_in[-1]
    assert (of_out > of_in).any() and (np.diff(of_out) >= 0).all()


@pytest.mark.parametrize("method", SAMPLED)
@pytest.mark.parametrize(("window", "negatives"), [(1, 1), (5, 5), (12, 20), (50, 100)])
def test_a_block_moves_no_noise_word_too_far(method, window, negatives):
    examples = examples_of(method, window=window, negatives=negatives)
    tiles = Tiles.of(examples)
    assert tiles.T + 2 * window <= tiles.BC and 1 <= tiles.T <= tiles.BT
    assert tiles.S >= negatives, "no noise word weighs more than 1"
    pairs = window + 1 if method.startswith("skipgram") else 1
    moves = tiles.T * pairs * negatives / tiles.S
    assert tiles.T == 1 or moves * examples.model.lr <= 0.5


def test_small_texts_have_few_blocks_in_flight():
    examples = examples_of("skipgram-ns")
    tiles = Tiles.of(examples)
    assert tiles.programs(examples) == 1
    corpus = build_corpus(["a b " * 400_000], TextConfig())
    model = TrainConfig(min_count=1, sample=0.0, epochs=10).resolved(800_000)
    many = Examples.of(corpus, model)
    assert Tiles.of(many).programs(many) == 8_000_000 // (54 * 20_000)
