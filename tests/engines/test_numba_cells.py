"""The compiled kernels of all cells against the objectives, on forced windows and noise."""

from dataclasses import replace

import numpy as np
import pytest

from w2v_core.config import TextConfig, TrainConfig
from w2v_core.engines import numba_kernels, numba_tree_kernels
from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.engines.block_size import centres_on_copies
from w2v_core.engines.numba_cpu import NumbaCpu
from w2v_core.engines.numba_kernels import log as fast_log
from w2v_core.engines.numba_kernels import sigmoid as fast_sigmoid
from w2v_core.engines.numba_parts import PARTS, Part
from w2v_core.engines.torch_blocks import TorchBlocks
from w2v_core.objectives import hierarchical_softmax, negative_sampling
from w2v_core.objectives.hidden import CBOW, SKIPGRAM
from w2v_core.sampling.huffman import HuffmanTree
from w2v_core.sampling.windows import Windows, draw_windows
from w2v_core.text.corpus import build_corpus
from w2v_core.text.toy_world import toy_world
from w2v_core.training.initial import initial_parameters

V, FORCED_BLOCK = 23, 20  # two steps and a half
LR = np.float32(5e-5)  # so small that one step more or less at moved tables does not show
COUNTS = np.arange(V, 0, -1) ** 2
CELLS = ("skipgram-ns", "cbow-ns", "skipgram-hs", "cbow-hs")
SMALL_TREE = HuffmanTree.of(COUNTS)


def problem(dim, n_noise, seed=0, window=4):
    """Tables, windows over four sentences, and noise that repeats words and hits targets."""
    rng = np.random.default_rng(seed)
    tables = rng.normal(0, 0.4, (2, V, dim)).astype(np.float32)
    ids = rng.integers(0, V, 62).astype(np.int32)
    ids[2] = ids[0] = ids[3]  # contexts that come twice, and a centre among its own contexts
    starts = np.array([0, 20, 21, 61, 62])  # two sentences of one word, where nothing is learned
    windows = draw_windows(ids, starts, np.ones(V), window, True, rng)
    noise_ids = rng.integers(0, V, (-(-len(ids) // FORCED_BLOCK), n_noise)).astype(np.int32)
    noise_ids[:, 1] = noise_ids[:, 0]
    return tables[0], tables[1], windows, noise_ids


def inputs_and_targets(cell, windows):
    """Every example: ids that make its hidden layer, target, and the block of its centre."""
    for pos, id in enumerate(windows.ids):
        around = [at for at in range(windows.left[pos], windows.right[pos]) if at != pos]
        if cell.startswith("skipgram"):
            yield from ((id, windows.ids[at], pos // FORCED_BLOCK) for at in around)
        elif around:
            yield windows.ids[around], id, pos // FORCED_BLOCK


def weighted_loss(cell, W_out, h, target_id, noise_ids, share, keep_hits):
    """Loss, dL/dh, touched rows and their gradients, noise weighted `share`, from `objectives`."""
    if cell.endswith("hs"):
        return hierarchical_softmax.loss_and_gradients(W_out, h, *SMALL_TREE.path(target_id))
    noise_ids = noise_ids[keep_hits | (noise_ids != target_id)]
    loss = negative_sampling.loss_and_gradients
    alone = loss(W_out, h, target_id, noise_ids[:0])
    both = loss(W_out, h, target_id, noise_ids)
    weights = np.r_[1.0, np.full(len(noise_ids), share)]
    value, dh = (alone[i] + share * (both[i] - alone[i]) for i in (0, 1))
    return value, dh, both[2], weights[:, None] * both[3]


def expected(cell, W_in, W_out, windows, noise_ids, *, share=0.5, keep_hits=False, mean=True):
    """Summed losses and gradients of all examples."""
    W_in, W_out = W_in.astype(float), W_out.astype(float)
    dW_in, dW_out, total = np.zeros_like(W_in), np.zeros_like(W_out), 0.0
    layer, how = (SKIPGRAM, ()) if cell.startswith("skipgram") else (CBOW, (mean,))
    for input_ids, target_id, b in inputs_and_targets(cell, windows):
        h = layer.forward(W_in, input_ids, *how)
        loss, dh, ids, du = weighted_loss(cell, W_out, h, target_id, noise_ids[b], share, keep_hits)
        total += loss
        np.add.at(dW_out, ids, du)
        np.add.at(dW_in, *layer.back(input_ids, dh, *how))
    return total, dW_in, dW_out


def step(
    cell, W_in, W_out, windows, noise_ids, *,
    share=0.5, keep_hits=False, mean=True, tree=SMALL_TREE, lr=LR,
):  # fmt: skip
    """The loss that the kernel returns, and the gradients that its step stands for."""
    a, b = W_in.copy(), W_out.copy()
    common = (a, b, windows.ids, windows.left, windows.right)
    examples = Examples.of(build_corpus(["a b"], TextConfig()), TrainConfig(cbow_mean=mean))
    _, scales = Part(examples, Parameters(a, b), windows, lr, None).cbow_centers()
    share = np.float32(share)
    noise = (noise_ids, FORCED_BLOCK, share, share * np.float32(not keep_hits))
    paths = (tree.starts, tree.nodes, tree.signs)
    loss = {
        "skipgram-ns": lambda: numba_kernels.train_skipgram_ns(*common, *noise, lr),
        "cbow-ns": lambda: numba_kernels.train_cbow_ns(*common, scales, *noise, lr),
        "skipgram-hs": lambda: numba_tree_kernels.train_skipgram_hs(*common, *paths, lr),
        "cbow-hs": lambda: numba_tree_kernels.train_cbow_hs(*common, scales, *paths, lr),
    }[cell]()
    return loss, (W_in.astype(float) - a) / lr, (W_out.astype(float) - b) / lr


def distance(got, gradient):
    """How far a step is from the one expected, relative to the largest entry."""
    return abs(got - gradient).max() / abs(gradient).max()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("dim", "n_noise"), [(1, 4), (7, 5), (16, 8), (33, 12), (100, 16)])
def test_one_step_is_the_summed_gradient(cell, dim, n_noise):
    given = problem(dim, n_noise)
    loss, dW_in, dW_out = expected(cell, *given)
    got, moved_in, moved_out = step(cell, *given)
    assert got == pytest.approx(loss, rel=2e-3)
    assert distance(moved_in, dW_in) < 0.02
    assert distance(moved_out, dW_out) < 0.02


@pytest.mark.parametrize("cell", ["skipgram-ns", "cbow-ns"])
def test_hits_are_skipped_or_kept(cell):
    given = problem(16, 8)
    kept = expected(cell, *given, keep_hits=True)
    got = step(cell, *given, keep_hits=True)
    assert got[0] == pytest.approx(kept[0], rel=2e-3)
    assert distance(got[2], kept[2]) < 0.02
    skipped = expected(cell, *given)
    assert distance(got[2], skipped[2]) > 0.03, "the noise never hit a target"


@pytest.mark.parametrize("cell", ["cbow-ns", "cbow-hs"])
@pytest.mark.parametrize("window", [4, 50])
def test_the_sum_of_contexts(cell, window):
    given = problem(16, 8, window=window)
    loss, dW_in, dW_out = expected(cell, *given, mean=False)
    got, moved_in, moved_out = step(cell, *given, mean=False, lr=np.float32(4 * LR / window))
    assert got == pytest.approx(loss, rel=2e-3)
    assert distance(moved_in, dW_in) < 0.02
    assert distance(moved_out, dW_out) < 0.02
    assert distance(moved_in, expected(cell, *given)[1]) > 0.1, "the mean would have passed"


@pytest.mark.parametrize("cell", ["skipgram-ns", "cbow-ns"])
def test_parity_notices_a_wrong_weight(cell):
    given = problem(16, 8)
    _, dW_in, dW_out = expected(cell, *given, share=0.5)
    _, moved_in, moved_out = step(cell, *given, share=0.4)
    assert distance(moved_in, dW_in) > 0.04
    assert distance(moved_out, dW_out) > 0.04


@pytest.mark.parametrize("cell", ["skipgram-hs", "cbow-hs"])
def test_parity_notices_a_wrong_turn(cell):
    given = problem(16, 8)
    _, dW_in, dW_out = expected(cell, *given)
    turned = SMALL_TREE.signs.copy()
    turned[SMALL_TREE.starts[5]] *= -1
    wrong = HuffmanTree(SMALL_TREE.starts, SMALL_TREE.nodes, turned)
    _, moved_in, moved_out = step(cell, *given, tree=wrong)
    assert distance(moved_in, dW_in) > 0.04
    assert distance(moved_out, dW_out) > 0.04


def test_the_fast_sigmoid():
    x = np.linspace(-20, 20, 4001, dtype=np.float32)
    fast = np.array([fast_sigmoid(value) for value in x])
    exact = negative_sampling.sigmoid(x.astype(float))
    np.testing.assert_allclose(fast, exact, atol=1e-6)
    assert abs(np.tanh(x) - exact).max() > 0.1


def test_the_fast_logarithm():
    p = np.geomspace(1e-7, 1, 4001, dtype=np.float32)
    fast = np.array([fast_log(value) for value in p])
    np.testing.assert_allclose(fast, np.log(p.astype(float)), rtol=1e-6, atol=1e-7)
    assert fast[-1] == 0


CORPUS = build_corpus(["the cat sat on the mat and the dog ran\nhome\n" * 40], TextConfig())


def part_of(cell, **options):
    """A part of a chunk: every sentence of the small corpus."""
    model = TrainConfig(method=cell, dim=8, min_count=1, sample=0.0, **options)
    examples = Examples.of(CORPUS, model.resolved(CORPUS.n_words))
    rng = np.random.default_rng(3)
    tables = initial_parameters(len(CORPUS.vocabulary), model, rng)
    return Part(examples, tables, examples.windows(0, CORPUS.n_sentences, rng), LR, rng)


def test_every_cell_has_its_loops():
    assert set(PARTS) == set(CELLS)


def test_examples_are_pairs_of_skipgram_and_centres_of_cbow():
    for cell in CELLS:
        part = part_of(cell)
        stats = PARTS[cell](part)
        with_context = int((part.windows.right - part.windows.left > 1).sum())
        of_cbow = cell.startswith("cbow")
        assert stats.n_pairs == (with_context if of_cbow else part.windows.n_pairs)
        assert with_context < len(part.windows.ids), "every word had a context"


def test_a_text_without_a_context_trains_nothing():
    alone = Windows(np.array([1, 2], np.int32), np.array([0, 1]), np.array([1, 2]))
    for cell in CELLS:
        part = part_of(cell)
        lonely = Part(part.examples, part.tables, alone, LR, part.rng)
        before = part.tables.W_in.copy()
        assert PARTS[cell](lonely) == ChunkStats(0, 0.0)
        assert np.array_equal(part.tables.W_in, before)


def test_noise_weighs_as_much_as_the_words_it_stands_for():
    noise_ids, block, share, hit_share = part_of("cbow-ns", negatives=3).noise(33, (16, 8))
    assert noise_ids.shape == (3, 8)
    assert (block, share, hit_share) == (16, 3 / 8, 3 / 8)
    assert part_of("cbow-ns", skip_hits=False).noise(33, (16, 8))[3] == 0


@pytest.mark.parametrize(
    ("negatives", "n_noise", "centres"),
    [(1, 8, 32), (8, 8, 32), (9, 16, 8), (20, 24, 4), (60, 64, 4), (98, 104, 4)],
)
def test_many_noise_words_are_drawn_one_for_one_and_for_few_centres(negatives, n_noise, centres):
    noise_ids, block, share, _ = part_of("cbow-ns", negatives=negatives).noise(33, (32, 8))
    assert (noise_ids.shape, block) == ((-(-33 // centres), n_noise), centres)
    assert share == np.float32(negatives / n_noise) <= 1


def test_blocks_are_short_where_one_word_is_much_of_the_text():
    corpus = build_corpus(["a a a b"], TextConfig())
    model = TrainConfig(window=2, min_count=1, sample=0.0, lr=0.025)
    examples = Examples.of(corpus, model)  # 3 contexts a centre, 3 of 4 the same word
    assert centres_on_copies(examples) == int(0.5 / (0.025 * 3 * 0.75)) == 8
    assert centres_on_copies(Examples.of(corpus, replace(model, lr=10.0))) == 1
    for most, block in ((1, 4), (8, 8), (11, 8), (1_000, 32)):
        part = replace(part_of("skipgram-ns", negatives=8), most_centres=most)
        assert part.noise(33, (32, 8))[1] == block


def test_a_hundred_noise_words_train_as_well_as_in_torch():
    corpus = build_corpus([toy_world(5_000)], TextConfig())
    model = TrainConfig(dim=16, min_count=1, window=10, negatives=100, sample=0.0)
    examples = Examples.of(corpus, model.resolved(corpus.n_words))
    first = initial_parameters(len(corpus.vocabulary), model, np.random.default_rng(0))

    def loss_after(engine):
        engine.start(examples, first)
        for lr in (0.025, 0.015, 0.005, 0.0):  # the last pass measures alone
            rng = np.random.default_rng(3)
            stats = engine.run_chunk(0, corpus.n_sentences, lr, rng)
        engine.close()
        return stats.loss_sum / stats.n_pairs

    assert loss_after(NumbaCpu(threads=1)) < 1.1 * loss_after(TorchBlocks())


@pytest.mark.parametrize("cell", CELLS)
def test_training_lowers_the_loss_and_one_thread_repeats_bit_by_bit(cell):
    part = part_of(cell)

    def run(seed):
        engine = NumbaCpu(threads=1)
        engine.start(part.examples, part.tables)
        rng = np.random.default_rng(seed)
        losses = [engine.run_chunk(0, CORPUS.n_sentences, 0.05, rng) for _ in range(8)]
        tables = engine.parameters()
        engine.close()
        return losses, tables.W_in.tobytes(), tables.W_out.tobytes()

    assert run(1) == run(1)
    assert run(1) != run(2)
    losses = [stats.loss_sum / stats.n_pairs for stats in run(1)[0]]
    assert losses[-1] < 0.95 * losses[0]


@pytest.mark.parametrize("cell", CELLS)
def test_threads_share_the_work(cell):
    part = part_of(cell)
    engine = NumbaCpu(threads=3)
    engine.start(part.examples, part.tables)
    stats = engine.run_chunk(0, CORPUS.n_sentences, 0.05, np.random.default_rng(1))
    engine.close()
    per_sentence = stats.n_pairs / CORPUS.n_sentences
    assert per_sentence == pytest.approx(PARTS[cell](part).n_pairs / CORPUS.n_sentences, rel=0.1)
    assert stats.loss_sum > 0
