"""The bridge: optimum and model agree where theory says so, and the worst cells are named."""

import numpy as np
import pytest

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.lessons.bridge import Bridge, nearest_words
from w2v_core.text.corpus import build_corpus
from w2v_core.training.loop import train

MODEL = TrainConfig(dim=3, window=1, min_count=1, negatives=2, noise_power=1.0, skip_hits=False)
TEXT = "a b a\nb a c"  # within one word: ab 3 times, ac once, each seen from both sides


def bridge(text, model=MODEL, scores=None):
    corpus = build_corpus([text], TextConfig())
    words, counts = corpus.vocabulary.words, corpus.vocabulary.counts
    W_in = np.eye(len(words)) if scores is None else scores
    return Bridge.of(corpus, Embedding(words, W_in, np.eye(len(words)), counts), model)


def cell(made, i, j, values):
    place = (made.rows == made.words.index(i)) & (made.columns == made.words.index(j))
    return float(values[place][0])


def test_the_optimum_of_a_text_worked_by_hand():
    made = bridge(TEXT)
    # N_ab = 3, N_a = 4, p(b) = 2/6, k = 2
    assert cell(made, "a", "b", made.counts) == 3
    assert cell(made, "a", "b", made.optimum) == pytest.approx(np.log(3 / (2 * 4 * 2 / 6)))
    assert cell(made, "c", "a", made.optimum) == pytest.approx(np.log(1 / (2 * 1 * 3 / 6)))


def test_noise_that_hits_its_target_is_left_out_where_the_run_does_so():
    made = bridge(TEXT, MODEL.replace(skip_hits=True))
    assert cell(made, "a", "b", made.optimum) == pytest.approx(np.log(3 / (2 * 1 * 2 / 6)))
    assert not ((made.rows == made.words.index("c")) & np.isfinite(made.optimum)).any()


def test_a_shrinking_window_weighs_by_distance_and_the_power_is_the_runs_own():
    made = bridge("a b c", MODEL.replace(window=2, noise_power=0.5))
    assert cell(made, "a", "b", made.counts) == 1
    assert cell(made, "a", "c", made.counts) == 0.5
    assert cell(made, "a", "c", made.optimum) == pytest.approx(np.log(0.5 / (2 * 1.5 / 3)))
    whole = bridge("a b c", MODEL.replace(window=2, shrink_window=False))
    assert cell(whole, "a", "c", whole.counts) == 1


def test_a_model_at_the_optimum_lies_on_the_line_and_the_worst_cell_is_found():
    sought = bridge(TEXT)
    table = np.zeros((3, 3))
    table[sought.rows, sought.columns] = sought.optimum
    made = bridge(TEXT, scores=table)
    np.testing.assert_allclose(made.difference, 0, atol=1e-6)
    assert made.correlation() == pytest.approx(1.0)
    many = "\n".join([TEXT] * 9)
    table[0, 1] += 3
    worst = bridge(many, scores=table).worst(1)
    assert (bridge(many).rows[worst[0]], bridge(many).columns[worst[0]]) == (0, 1)


def test_training_comes_near_the_optimum():
    rng = np.random.default_rng(1)
    lines = ["king queen throne crown realm", "dog cat bone tail paw", "king dog throne tail realm"]
    text = "\n".join(" ".join(rng.permutation(rng.choice(lines).split())) for _ in range(1_500))
    corpus = build_corpus([text], TextConfig())
    model = TrainConfig(dim=10, window=2, min_count=1, sample=0, epochs=40, lr=0.05)
    setup = EngineConfig(engine="numba_cpu", threads=1, device="cpu")
    trained = train(corpus, model, setup)
    made = Bridge.of(corpus, trained.embedding, trained.model)
    often = made.counts > 200
    assert made.correlation() > 0.95
    assert np.abs(made.difference[often]).mean() < 0.3


def test_svd_of_the_same_table_finds_the_same_company():
    lines = ["king queen throne crown realm", "dog cat bone tail paw"]
    made = bridge("\n".join(lines * 40), MODEL.replace(window=3, negatives=1))
    near = nearest_words(made.decomposed(2), made.words, "king", 4)
    assert {word for word, _ in near} == {"queen", "throne", "crown", "realm"}


@pytest.mark.parametrize("method", ["cbow-ns", "skipgram-softmax", "svd"])
def test_other_methods_are_told(method):
    with pytest.raises(ConfigError, match="skip-gram with negative"):
        bridge(TEXT, TrainConfig(dim=3, method=method, min_count=1))


def test_another_text_is_told():
    with pytest.raises(ConfigError, match="other words"):
        bridge(TEXT, MODEL.replace(min_count=2))
