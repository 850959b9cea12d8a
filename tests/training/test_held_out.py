"""Held-out scores by hand, on models small enough to write down."""

import numpy as np
import pytest

from w2v_core.config import METHODS, TextConfig, TrainConfig, method_named
from w2v_core.engines.base import Parameters
from w2v_core.sampling.noise import AliasTable
from w2v_core.sampling.windows import Windows
from w2v_core.text.corpus import build_corpus
from w2v_core.training.held_out import HeldOut, split
from w2v_core.training.probes import Probe, pairs_probe, windows_probe
from w2v_core.training.tally import ranks

NOISE = np.array([0.5, 0.25, 0.25])
COUNTS = np.array([4, 2, 2])  # to the power 1 they are the noise above
PAIRS = Probe(
    np.array([0, 1], np.int32),
    np.array([0, 1, 2]),
    np.array([0, 0, 1]),
    np.array([1, 2, 0], np.int32),
    np.array([[0], [2], [2]], np.int32),
)
GIVEN = np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1], [1 / 3, 1 / 3, 1 / 3]])


def held_out(method="skipgram-ns", own=PAIRS):
    model = TrainConfig(method=method, noise_power=1.0, negatives=5)
    return HeldOut(PAIRS, own, model, COUNTS)


def softplus(x):
    return np.log1p(np.exp(x))


def test_the_noise_loss_by_hand():
    parameters = Parameters(np.array([[1.0], [2.0], [0.0]]), np.array([[0.5], [-1.0], [3.0]]))
    pairs = [
        softplus(1.0) + softplus(0.5),  # context 1 scores -1, noise 0 scores .5
        softplus(-3.0),  # context 2 scores 3; the noise hits it and is skipped
        softplus(-1.0) + softplus(6.0),  # context 0 scores 1, noise 2 scores 6
    ]
    assert held_out().noise_loss(parameters) == pytest.approx(np.mean(pairs))
    assert held_out().loss(parameters) == pytest.approx(np.mean(pairs))


def perfect(loss):
    """Parameters of a model that has learnt GIVEN; its hidden layer is the word itself."""
    if loss == "ns":  # the scores of the optimum, off by a constant that the softmax undoes
        return Parameters(np.log(GIVEN) - np.log(NOISE) - np.log(5), np.eye(3))
    return Parameters(np.log(GIVEN), np.eye(3))


@pytest.mark.parametrize("loss", ["ns", "softmax"])
def test_a_perfect_model_is_scored_by_what_it_knows(loss):
    found = held_out(f"skipgram-{loss}").scores(perfect(loss))
    assert found["softmax_nll"] == pytest.approx(-np.mean(np.log([0.5, 0.3, 0.6])))
    assert found["pair_mrr"] == pytest.approx(np.mean([1, 1 / 2, 1]))


def test_softmax_and_noise_models_that_know_the_same_have_the_same_noise_loss():
    by_noise = held_out("skipgram-ns").scores(perfect("ns"))["noise_loss"]
    by_softmax = held_out("skipgram-softmax").scores(perfect("softmax"))["noise_loss"]
    score = np.log(GIVEN) - np.log(5 * NOISE)
    by_hand = [
        softplus(-score[0, 1]) + softplus(score[0, 0]),
        softplus(-score[0, 2]),
        softplus(-score[1, 0]) + softplus(score[1, 2]),
    ]
    assert by_softmax == pytest.approx(np.mean(by_hand))
    assert by_noise == pytest.approx(by_softmax)


def test_a_tree_is_scored_by_the_product_of_its_turns():
    # Counts 4, 2, 2: the root (node 1) tells word 0 from node 0, which tells word 1 from word 2.
    W_in, nodes = np.array([[1.0], [-2.0], [0.0]]), np.array([[0.7], [0.3]])
    found = held_out("skipgram-hs").scores(Parameters(W_in, nodes))

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def p(word, h):  # the heavier branch, or the one made later, has the sign +
        first, second = sigmoid(-0.3 * h), sigmoid(-0.7 * h)
        return (first, (1 - first) * second, (1 - first) * (1 - second))[word]

    by_hand = -np.mean(np.log([p(1, 1.0), p(2, 1.0), p(0, -2.0)]))
    assert found["softmax_nll"] == pytest.approx(by_hand)


def test_cbow_is_asked_for_centres_of_windows_and_ranks_by_one_word():
    own = Probe(
        np.array([0, 1, 1], np.int32),
        np.array([0, 2, 3]),
        np.array([0, 1]),
        np.array([2, 0], np.int32),
        np.array([[0], [1]], np.int32),
    )
    W_in, W_out = np.log(GIVEN), np.eye(3)
    found = held_out("cbow-softmax", own).scores(Parameters(W_in, W_out))
    both = np.exp((W_in[0] + W_in[1]) / 2)
    by_hand = -np.mean([np.log(both[2] / both.sum()), np.log(0.6)])
    assert found["softmax_nll"] == pytest.approx(by_hand)
    assert found["pair_mrr"] == pytest.approx(np.mean([1, 1 / 2, 1]))


def test_counting_has_ranks_and_no_losses():
    found = held_out("svd").scores(Parameters(np.log(GIVEN), np.eye(3)))
    assert found == {
        "softmax_nll": None,
        "noise_loss": None,
        "pair_mrr": pytest.approx(np.mean([1, 1 / 2, 1])),
    }
    assert held_out("svd").loss(Parameters(np.log(GIVEN), np.eye(3))) is None


def test_ranks_count_ties_against_the_target():
    logits = np.array([[3.0, 1.0, 1.0, 0.0]])
    row, targets = np.zeros(4, int), np.arange(4)
    assert ranks(logits, row, targets).tolist() == [1, 3, 3, 4]


def windows():
    """Five words, the last alone: contexts of 0 are 1 2; of 1: 0 2; of 2: 0 1; 3 has 3."""
    ids = np.array([0, 1, 2, 3, 3, 4], np.int32)
    return Windows(ids, np.array([0, 0, 0, 3, 3, 5]), np.array([3, 3, 3, 5, 5, 6]))


def test_probes_ask_what_the_windows_hold():
    noise, rng = AliasTable.of(np.full(5, 0.2)), np.random.default_rng(0)
    pairs = pairs_probe(windows(), 100, noise, 2, rng)
    asked = sorted(zip(pairs.inputs[pairs.row].tolist(), pairs.target_ids.tolist(), strict=True))
    assert asked == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (3, 3), (3, 3)]
    assert pairs.noise_ids.shape == (8, 2)
    whole = windows_probe(windows(), 100, noise, 2, rng)
    assert whole.target_ids.tolist() == [0, 1, 2, 3, 3]  # the lonely word has no window
    assert np.split(whole.inputs, whole.bounds[1:-1])[1].tolist() == [0, 2]
    W_in = np.arange(5.0)[:, None]
    assert whole.hidden(W_in)[:, 0].tolist() == [1.5, 1.0, 0.5, 3.0, 3.0]
    assert whole.hidden(W_in, mean=False)[:, 0].tolist() == [3.0, 2.0, 1.0, 3.0, 3.0]
    assert len(windows_probe(windows(), 4, noise, 2, rng).target_ids) in (2, 3)


def test_a_sample_of_questions_keeps_each_with_its_layer():
    noise, rng = AliasTable.of(np.full(5, 0.2)), np.random.default_rng(0)
    whole = windows_probe(windows(), 100, noise, 2, rng)
    asked = {
        (int(target), tuple(inputs.tolist()))
        for target, inputs in zip(
            whole.target_ids, np.split(whole.inputs, whole.bounds[1:-1]), strict=True
        )
    }
    seen = set()
    for seed in range(20):
        part = whole.sample(2, np.random.default_rng(seed))
        layers = np.split(part.inputs, part.bounds[1:-1])
        found = {
            (int(target), tuple(layers[row].tolist()))
            for target, row in zip(part.target_ids, part.row, strict=True)
        }
        assert found <= asked
        seen |= found
    assert seen == asked


def test_the_brief_look_asks_of_many_words():
    rng = np.random.default_rng(0)
    text = "\n".join(" ".join(f"w{n}" for n in rng.zipf(1.3, 12) % 500) for _ in range(4_000))
    corpus = build_corpus([text], TextConfig(tokenizer="whitespace")).keep(1)
    model = TrainConfig(method="skipgram-softmax")
    found = HeldOut.of(corpus, corpus.vocabulary.counts, model)
    assert len(found.pairs.target_ids) == 20_000 and len(found.brief.target_ids) == 2_000
    assert len(found.brief.bounds) - 1 > 100
    shares = np.bincount(found.brief.row) / 2_000
    whole = np.bincount(found.pairs.row) / 20_000
    assert abs(shares.max() - whole.max()) < 0.05


def test_all_parts_of_a_probe_are_all_of_it():
    slices = list(PAIRS.parts(1))
    assert [PAIRS.target_ids[some].tolist() for _, some in slices] == [[1, 2], [0]]


@pytest.mark.parametrize("method", [method.name for method in METHODS])
def test_every_run_holds_out_the_same_hundredth(method):
    corpus = build_corpus(["the cat sat\n" * 3_000], TextConfig())
    to_train, aside = split(corpus)
    assert 0.005 < aside.n_sentences / corpus.n_sentences < 0.02
    assert to_train.n_sentences + aside.n_sentences == corpus.n_sentences
    assert split(corpus)[1].fingerprint() == aside.fingerprint()
    found = HeldOut.of(aside, corpus.vocabulary.counts, TrainConfig(method=method))
    first = HeldOut.of(aside, corpus.vocabulary.counts, TrainConfig())
    np.testing.assert_array_equal(found.pairs.target_ids, first.pairs.target_ids)
    assert (found.own is found.pairs) == (method_named(method).hidden != "cbow")


def test_short_texts_keep_everything_for_training():
    corpus = build_corpus(["the cat sat\n" * 99], TextConfig())
    assert split(corpus) == (corpus, None)
