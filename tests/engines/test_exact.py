"""The exact engine: its loss is the sum over all pairs of the text, and it only ever falls."""

import numpy as np
import pytest
import torch
from scipy.sparse import csr_array

from w2v_core.config import TextConfig, TrainConfig
from w2v_core.counts import cooccurrence
from w2v_core.counts.cooccurrence import count_matrix
from w2v_core.engines.base import Examples, Parameters
from w2v_core.engines.exact import FIRST_STEP, Exact
from w2v_core.engines.exact_descent import principal_axes
from w2v_core.engines.exact_losses import ExactLoss, noise_loss, softmax_loss
from w2v_core.errors import Cancelled, TextError
from w2v_core.linear.cores import cores
from w2v_core.objectives import full_softmax, negative_sampling
from w2v_core.sampling.windows import draw_windows
from w2v_core.text.corpus import build_corpus

CORPUS = build_corpus(
    ["the cat sat on the mat and the dog ran to the cat\nhome\nthe dog sat on the cat\n"],
    TextConfig(),
)
V, D = len(CORPUS.vocabulary), 4
NOISE = Examples.of(CORPUS, TrainConfig()).noise.probabilities()
METHODS = ("skipgram-softmax", "skipgram-ns")


def tables(seed=0, dim=D, rows=V):
    rng = np.random.default_rng(seed)
    return Parameters(*rng.normal(0, 0.5, (2, rows, dim)).astype(np.float32))


def engine_for(method, start=None, should_stop=lambda: False, **options):
    options = {"window": 3, "min_count": 1, "sample": 0.0, "dim": D, "epochs": 1} | options
    model = TrainConfig(method=method, skip_hits=False, **options).resolved(CORPUS.n_words)
    engine = Exact("cpu", threads=1)
    engine.start(Examples.of(CORPUS, model, should_stop), start or tables())
    return engine


def loss_at(engine, parameters):
    """Mean loss a pair of some tables."""
    given = [torch.tensor(table) for table in (parameters.W_in, parameters.W_out)]
    return engine.loss.evaluate(*given).loss


def run(engine, passes=1):
    """Mean loss a pair after each pass."""
    n = CORPUS.n_sentences
    stats = [engine.run_chunk(0, n, 0.1, np.random.default_rng(0)) for _ in range(passes)]
    return [found.loss_sum / found.n_pairs for found in stats]


def pair_loss(method, W_in, W_out, center_id, target_id, noise, negatives=5):
    """The loss of one pair; of negative sampling its expectation over the noise, hits kept."""
    h = W_in[center_id]
    if method == "skipgram-softmax":
        return full_softmax.loss_and_gradients(W_out, h, target_id)[0]

    def loss(*noise_ids):
        ids = np.array(noise_ids, dtype=np.int64)
        return negative_sampling.loss_and_gradients(W_out, h, target_id, ids)[0]

    of_noise = [loss(noise_id) - loss() for noise_id in range(V)]
    return loss() + negatives * float(noise @ of_noise)


def summed(method, window, noise, target_shift=0):
    """Sum of the losses over all pairs of the text, and their number."""
    W_in, W_out = (np.float64(table) for table in (tables().W_in, tables().W_out))
    rng = np.random.default_rng(0)
    windows = draw_windows(CORPUS.ids, CORPUS.starts, np.ones(V), window, False, rng)
    pairs = [windows.ids[pos] for pos in windows.pairs()]
    losses = [
        pair_loss(method, W_in, W_out, center_id, (target_id + target_shift) % V, noise)
        for center_id, target_id in zip(*pairs, strict=True)
    ]
    return sum(losses), len(losses)


@pytest.mark.parametrize("method", METHODS)
def test_the_loss_is_the_sum_over_all_pairs(method):
    engine = engine_for(method, shrink_window=False)
    loss, n_pairs = summed(method, 3, NOISE)
    found = loss_at(engine, tables())
    assert engine.loss.n_pairs == n_pairs
    assert found * n_pairs == pytest.approx(loss, rel=1e-5)
    assert found * n_pairs != pytest.approx(summed(method, 3, NOISE, 1)[0], rel=1e-3)


@pytest.mark.parametrize("method", METHODS)
def test_a_shrinking_window_is_the_mean_over_its_radii(method):
    engine = engine_for(method, shrink_window=True)
    losses, numbers = zip(*(summed(method, radius, NOISE) for radius in (1, 2, 3)), strict=True)
    assert loss_at(engine, tables()) == pytest.approx(sum(losses) / sum(numbers), rel=1e-5)
    flat = loss_at(engine_for(method, shrink_window=False), tables())
    assert flat != pytest.approx(sum(losses) / sum(numbers), rel=2e-5)


def random_counts(seed=1, n=7):
    """A count table with zeros, and one word that has no pair at all."""
    counts = np.random.default_rng(seed).poisson(1.0, (n, n)).astype(float)
    counts[3], counts[:, 3] = 0, 0
    return csr_array(counts)


def exact_losses(counts, like, **options):
    expected = torch.linspace(0.1, 0.9, counts.shape[0], dtype=like.dtype)
    return [
        ExactLoss(counts, row_loss, like, **options)
        for row_loss in (softmax_loss, noise_loss(expected))
    ]


@pytest.mark.parametrize("which", [0, 1], ids=["softmax", "noise"])
def test_gradients_by_finite_differences(which):
    counts = random_counts()
    start = [torch.tensor(table, dtype=torch.float64) for table in
             (tables(rows=7).W_in, tables(rows=7).W_out)]  # fmt: skip
    exact = exact_losses(counts, start[0])[which]
    found = exact.evaluate(*start)
    rows = counts.sum(axis=1) / counts.sum()
    by_hand = found.dW_in.numpy() * rows[:, None], found.dW_out.numpy()
    for table, gradient in enumerate(by_hand):
        numeric = np.zeros_like(gradient)
        for cell in np.ndindex(gradient.shape):
            ends = []
            for shift in (1e-5, -1e-5):
                moved = [t.clone() for t in start]
                moved[table][cell] += shift
                ends.append(exact.evaluate(*moved).loss)
            numeric[cell] = (ends[0] - ends[1]) / 2e-5
        np.testing.assert_allclose(gradient, numeric, atol=1e-8)
        assert abs(by_hand[1 - table] - numeric).max() > 1e-3, "any gradient would pass"
    assert not found.dW_in[3].any(), "a word without pairs was moved"


@pytest.mark.parametrize("which", [0, 1], ids=["softmax", "noise"])
def test_row_by_row_and_all_at_once_agree(which):
    counts = random_counts()
    start = [torch.tensor(table) for table in (tables(rows=7).W_in, tables(rows=7).W_out)]
    whole = exact_losses(counts, start[0])[which].evaluate(*start)
    parts = exact_losses(counts, start[0], cells=1)[which]
    assert len(parts.blocks) == 7
    rowwise = parts.evaluate(*start)
    assert rowwise.loss == pytest.approx(whole.loss, rel=1e-6)
    torch.testing.assert_close(rowwise.dW_in, whole.dW_in)
    torch.testing.assert_close(rowwise.dW_out, whole.dW_out)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("lr", [0.01, 3.0])
def test_the_loss_never_rises(method, lr):
    engine = engine_for(method, lr=lr, negatives=2)
    losses = run(engine, passes=40)
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] - 0.1
    assert engine.descent.pace < 1.1**40, "no step was ever too long, so none was taken back"


@pytest.mark.parametrize("method", METHODS)
def test_the_loss_reported_is_that_of_the_tables_given(method):
    engine = engine_for(method, lr=0.05)
    for loss in run(engine, passes=2) + run(engine, passes=15)[-1:]:
        before, now = loss, loss_at(engine, engine.parameters())
    assert now == pytest.approx(before, rel=1e-6)
    assert loss_at(engine, tables()) != pytest.approx(now, rel=1e-2)


@pytest.mark.parametrize("method", METHODS)
def test_one_pass_is_one_step_already(method):
    engine = engine_for(method, lr=0.05)
    first = loss_at(engine, tables())
    loss = run(engine)[0]
    assert loss < first - 1e-2
    assert loss_at(engine, engine.parameters()) == pytest.approx(loss, rel=1e-6)


def test_the_first_step_moves_every_number_as_far_as_it_says():
    engine = engine_for("skipgram-softmax", lr=0.01)
    run(engine)
    axes = principal_axes(torch.tensor(tables().W_out), engine.descent.shares)
    moved = (engine.parameters().W_in - tables().W_in) @ axes.numpy()
    lonely = CORPUS.vocabulary.ids["home"]  # has no gradient
    expected = np.full((V, D), 0.55 * 0.01 * FIRST_STEP)
    expected[lonely] = 0
    np.testing.assert_allclose(abs(moved), expected, rtol=1e-3)


def test_the_first_pass_looks_twice_and_every_later_one_once(monkeypatch):
    engine = engine_for("skipgram-softmax")
    looks, evaluate = [], engine.loss.evaluate
    monkeypatch.setattr(engine.loss, "evaluate", lambda *at: looks.append(1) or evaluate(*at))
    for number in (2, 3, 4):
        run(engine)
        assert len(looks) == number


def after(number):
    """Says yes from the `number`-th question on; `asked` counts them."""

    def should_stop():
        should_stop.asked += 1
        return should_stop.asked >= number

    should_stop.asked = 0
    return should_stop


@pytest.mark.parametrize("method", METHODS)
def test_a_pass_stops_between_rows_and_the_best_tables_stay(method, monkeypatch):
    monkeypatch.setattr("w2v_core.engines.exact.CELLS", 1)  # a row a block
    plain = engine_for(method, lr=0.05)
    best = plain.parameters(), *(run(plain) and plain.parameters() for _ in range(2))
    asked = after(10**9)
    engine = engine_for(method, lr=0.05, should_stop=asked)
    to_start = asked.asked
    assert len(engine.loss.blocks) == V
    # passes: first tables, first step, second step
    for full_passes, expected in ((0, best[0]), (1, best[0]), (2, best[1])):
        engine = engine_for(method, lr=0.05, should_stop=after(to_start + full_passes * V + 3))
        with pytest.raises(Cancelled, match="Stopped"):
            run(engine, passes=5)
        assert np.array_equal(engine.parameters().W_in, expected.W_in)
        assert np.array_equal(engine.parameters().W_out, expected.W_out)


@pytest.mark.parametrize("when", [1, 5, 10])
def test_counting_stops_and_the_first_tables_stay(when):
    model = TrainConfig(method=METHODS[0], min_count=1, dim=D, lr=0.1)
    engine = Exact("cpu", threads=2)
    with pytest.raises(Cancelled, match="Stopped"):
        engine.start(Examples.of(CORPUS, model.resolved(CORPUS.n_words), after(when)), tables())
    assert np.array_equal(engine.parameters().W_in, tables().W_in)
    engine.close()


@pytest.mark.parametrize("method", METHODS)
def test_a_text_without_pairs_is_a_sentence(method):
    corpus = build_corpus(["home\ndog\nhome\n"], TextConfig())
    model = TrainConfig(method=method, min_count=1, dim=D).resolved(corpus.n_words)
    engine = Exact("cpu")
    with pytest.raises(TextError, match=r"has one word.*sentences of two words or more"):
        engine.start(Examples.of(corpus, model), tables(rows=2))
    engine.close()


def test_close_before_a_start_hides_nothing():
    Exact("cpu").close()
    engine = engine_for("skipgram-softmax")
    engine.close()
    engine.close()


def test_it_counts_with_the_threads_it_was_given(monkeypatch):
    seen = []

    def spy(*args):
        seen.append(args[4])
        return count_matrix(*args)

    monkeypatch.setattr(cooccurrence, "count_matrix", spy)
    model = TrainConfig(method=METHODS[0], min_count=1, dim=D).resolved(CORPUS.n_words)
    for threads in (3, 0):
        Exact("cpu", threads).start(Examples.of(CORPUS, model), tables())
    assert seen == [3, cores()]


@pytest.mark.parametrize("method", METHODS)
def test_reruns_are_bit_equal(method):
    first, second = engine_for(method), engine_for(method)
    assert run(first, 5) == run(second, 5)
    assert first.parameters().W_in.tobytes() == second.parameters().W_in.tobytes()
    assert first.parameters().W_in.tobytes() != tables().W_in.tobytes()


def test_tables_are_copies():
    engine = engine_for("skipgram-softmax")
    given = engine.parameters()
    run(engine, 3)
    assert np.array_equal(given.W_in, tables().W_in)
    engine.close()


def test_the_number_of_torchs_threads_is_left_alone(monkeypatch):
    """It is the whole process's: two runs that each put it back could leave the other's."""
    monkeypatch.setattr(torch, "set_num_threads", lambda number: pytest.fail("it was set"))
    run(engine_for("skipgram-softmax"), 2)


def test_training_starts_from_output_vectors_of_zero():
    zero = Parameters(tables().W_in / 50, np.zeros((V, D), np.float32))
    engine = engine_for("skipgram-softmax", start=zero, lr=0.025)
    assert loss_at(engine, zero) == pytest.approx(np.log(V))
    assert run(engine, passes=30)[-1] < np.log(V) - 0.5
