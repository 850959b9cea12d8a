"""The gradients that torch's engine writes out, against those that autograd finds by itself."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, softplus

from w2v_core.config import TRAINED, TextConfig, TrainConfig
from w2v_core.engines.base import Examples, Parameters
from w2v_core.engines.block_size import MOST_CENTRES, MOST_SCORES, block_size
from w2v_core.engines.layout import lay_out
from w2v_core.engines.torch_blocks import TorchBlocks
from w2v_core.engines.torch_losses import gradients, loss_of
from w2v_core.engines.torch_optimizers import EveryRow
from w2v_core.sampling.windows import Windows
from w2v_core.text.corpus import build_corpus
from w2v_core.training.initial import initial_parameters

# "a b c a b . . d a" with windows of two; one word stands alone, some contexts come twice
TEXT = "a b c a a b\nd\nb a d d c\n"
V, D, K = 4, 5, 3
NOISE = [0, 0, 2, 3]  # one word twice, and the target of many
CELLS = [(method, {}) for method in TRAINED] + [
    ("cbow-softmax", {"cbow_mean": False}),
    ("cbow-ns", {"cbow_mean": False, "skip_hits": False}),
    ("cbow-hs", {"cbow_mean": False}),
    ("skipgram-ns", {"skip_hits": False}),
]
cells = pytest.mark.parametrize(("method", "options"), CELLS)


def problem(method, **options):
    """Examples of the text, its windows, and tables in float64 that autograd may follow."""
    corpus = build_corpus([TEXT], TextConfig())
    options = {"dim": D, "negatives": K, "min_count": 1, "sample": 0.0, "window": 2} | options
    model = TrainConfig(method=method, shrink_window=False, **options).resolved(corpus.n_words)
    examples = Examples.of(corpus, model)
    windows = examples.windows(0, corpus.n_sentences, np.random.default_rng(0))
    rng = torch.Generator().manual_seed(3)
    n_out = V - 1 if method.endswith("hs") else V
    tables = [torch.randn(n, D, dtype=torch.float64, generator=rng) for n in (V, n_out)]
    return examples, windows, tables


def block_of(examples, windows, tables):
    """The text as one block."""
    engine = TorchBlocks("cpu")
    engine.start(examples, Parameters(*(table.numpy() for table in tables)))
    noise = np.array([NOISE if examples.model.method.endswith("ns") else []], np.int32)
    layout = lay_out(windows, examples.model, examples.tree)
    return next(engine.blocks(layout, noise, len(windows.ids)))


def twin(examples, windows, W_in, W_out):
    """The block's loss, example by example, in operations that autograd differentiates."""
    model, total = examples.model, torch.zeros((), dtype=torch.float64)
    for pos, own in enumerate(windows.ids):
        around = [p for p in range(windows.left[pos], windows.right[pos]) if p != pos]
        contexts = torch.tensor(windows.ids[around]).long()
        if model.method.startswith("skipgram"):
            pairs = [(W_in[own], target) for target in contexts]
        else:
            rows = W_in[contexts]
            h = rows.mean(0) if model.cbow_mean else rows.sum(0)
            pairs = [(h, torch.tensor(own).long())] if around else []
        total = total + sum(twin_loss(examples, W_out, h, target) for h, target in pairs)
    return total


def twin_loss(examples, W_out, h, target):
    """One example's loss; -log sigmoid(x) is softplus(-x)."""
    scores = W_out @ h
    if examples.model.method.endswith("softmax"):
        return cross_entropy(scores, target)
    if examples.model.method.endswith("hs"):
        nodes, signs = (torch.tensor(part) for part in examples.tree.path(int(target)))
        return softplus(-signs * scores[nodes.long()]).sum()
    noise = torch.tensor(NOISE)
    if examples.model.skip_hits:
        noise = noise[noise != target]
    return softplus(-scores[target]) + K / len(NOISE) * softplus(scores[noise]).sum()


def dense(gradient, table):
    """A gradient as a whole table."""
    result = torch.zeros_like(table)
    gradient.take_from(result, lr=-1.0)
    return result


def both_ways(method, **options):
    """Losses and gradients of both tables: by hand, and by autograd."""
    examples, windows, (W_in, W_out) = problem(method, **options)
    block = block_of(examples, windows, (W_in, W_out))
    loss, of_in, of_out = gradients(W_in, W_out, block, loss_of(examples.model))
    by_hand = (loss, dense(of_in, W_in), dense(of_out, W_out))
    W_in.requires_grad_(), W_out.requires_grad_()
    total = twin(examples, windows, W_in, W_out)
    total.backward()
    return by_hand, (total.detach(), W_in.grad, W_out.grad)


@cells
def test_the_step_is_what_autograd_finds(method, options):
    by_hand, by_autograd = both_ways(method, **options)
    for got, right in zip(by_hand, by_autograd, strict=True):
        torch.testing.assert_close(got, right, rtol=1e-6, atol=1e-9)


@cells
def test_the_twin_notices_a_repeated_row_that_is_overwritten(method, options):
    examples, windows, tables = problem(method, **options)
    block = block_of(examples, windows, tables)
    _, of_in, _ = gradients(*tables, block, loss_of(examples.model))
    careless = torch.zeros_like(tables[0])
    careless[of_in.ids] = of_in.values
    assert (careless - both_ways(method, **options)[1][1]).abs().max() > 0.1


def test_the_twin_notices_a_sum_for_a_mean():
    by_hand, _ = both_ways("cbow-ns")
    _, by_autograd = both_ways("cbow-ns", cbow_mean=False)
    assert (by_hand[1] - by_autograd[1]).abs().max() > 0.1


@pytest.mark.parametrize("method", ["skipgram-softmax", "cbow-softmax"])
def test_full_softmax_moves_every_row(method):
    examples, _, tables = problem(method)
    engine = TorchBlocks("cpu")
    engine.start(examples, Parameters(*(table.numpy() for table in tables)))
    one = Windows(np.array([1, 2], np.int32), np.array([0, 1]), np.array([2, 2]))  # b, with c
    assert engine.train_windows(one, np.empty((1, 0), np.int32), 2, 0.1).n_pairs == 1
    moved = (engine.W_out - tables[1]).abs().amax(1)
    assert (moved > 0).all()
    assert (engine.W_in - tables[0]).abs().amax(1).count_nonzero() == 1


def test_adagrad_on_some_rows_is_adagrad_on_all():
    some, every = (TorchBlocks("cpu") for _ in range(2))
    examples, windows, tables = problem("skipgram-ns", optimizer="adagrad")
    block = block_of(examples, windows, tables)
    for engine in (some, every):
        engine.start(examples, Parameters(*(table.numpy() for table in tables)))
    for _ in range(2):
        _, _, of_out = gradients(some.W_in, some.W_out, block, loss_of(examples.model))
        some.optimizer_out.step(of_out, 0.1)
        every.optimizer_out.step(EveryRow(dense(of_out, every.W_out)), 0.1)
    torch.testing.assert_close(some.W_out, every.W_out)
    assert (some.W_out != tables[1]).any()


# -- how large a block may be ---------------------------------------------------------------------


def text_examples(text, method="skipgram-ns", **options):
    corpus = build_corpus([text], TextConfig(tokenizer="whitespace"))
    model = TrainConfig(method=method, min_count=1, sample=0.0, **options)
    return Examples.of(corpus, model.resolved(3_000))


EVEN = " ".join(f"w{i}" for i in np.arange(3_000) % 1_000)
SKEWED = "a b c d e f g h i j\n" * 300


@pytest.mark.parametrize("method", TRAINED)
def test_blocks_shrink_where_one_word_dominates_and_where_the_rate_is_high(method):
    even, skewed = (block_size(text_examples(text, method)) for text in (EVEN, SKEWED))
    assert 1 <= skewed <= even <= MOST_CENTRES
    assert block_size(text_examples(SKEWED, method, lr=10.0)) <= 2
    assert block_size(text_examples(SKEWED, method, lr=1e-6)) == MOST_CENTRES


def test_blocks_by_hand():
    assert block_size(text_examples(EVEN)) == 256
    # 10 words of a tenth each, 6 contexts a centre, 6 words moved a pair: .5 / (.025 x 36 x .1)
    assert block_size(text_examples(SKEWED, lr=0.025)) == 5
    # one example a centre: .5 / (.1 x 6 x .1); the sum of 6 contexts is 6 times as strong
    assert block_size(text_examples(SKEWED, "cbow-ns", lr=0.1)) == 8
    assert block_size(text_examples(SKEWED, "cbow-ns", lr=0.1, cbow_mean=False)) == 1
    # full softmax: .5 / (.025 x 12 x .1 x 4); a tree: .5 / (.1 / 4), whatever the words
    assert block_size(text_examples(SKEWED, "skipgram-softmax", lr=0.025)) == 4
    assert block_size(text_examples(SKEWED, "cbow-hs", lr=0.1)) == 20


def test_the_scores_of_a_block_fit_into_memory_whatever_the_vocabulary():
    huge = text_examples(EVEN, "cbow-softmax", lr=1e-3)
    assert block_size(huge) == MOST_CENTRES
    for n_words in (200_000, 5_000_000, 100_000_000):
        keep = np.broadcast_to(1.0, n_words)  # stands for a vocabulary of that size
        block = block_size(examples := WithMoreWords(huge, keep))
        assert block * len(examples.keep) <= max(MOST_SCORES, n_words)
        assert block >= 1


class WithMoreWords:
    """Examples of a text whose vocabulary goes on, without the memory for it."""

    def __init__(self, examples, keep):
        self.model, self.noise, self.keep = examples.model, examples.noise, keep
        self.corpus = self
        self.vocabulary = self
        self.counts = np.broadcast_to(1, len(keep))


def test_chunks_are_short_where_each_word_costs_much():
    small, large = (text_examples(text, "cbow-softmax", dim=1000) for text in (SKEWED, EVEN))
    words = []
    for examples in (small, large):
        engine = TorchBlocks("cpu")
        n_words = len(examples.keep)
        first = initial_parameters(n_words, examples.model, np.random.default_rng(0))
        engine.start(examples, first)
        words.append(engine.chunk_words)
    assert words[1] <= 1_000 < words[0]


def test_a_closed_engine_holds_no_tables():
    engine = TorchBlocks("cpu")
    engine.close()  # before a start that failed, too
    engine.start(text_examples(SKEWED), Parameters(np.ones((10, 4), "f4"), np.ones((10, 4), "f4")))
    engine.close()
    assert engine.W_in.numel() == engine.W_out.numel() == 0
