"""The loop: it learns, counts, slows down, stops, repeats, and tells."""

import numpy as np
import pytest

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.errors import Cancelled, TextError
from w2v_core.query.neighbours import neighbours
from w2v_core.text.corpus import build_corpus
from w2v_core.training.loop import train
from w2v_core.training.progress import Unwatched

ONE_THREAD = EngineConfig(threads=1)


class Recorder(Unwatched):
    """Notes every report; asks to stop after `patience` chunks."""

    def __init__(self, patience=10**9):
        self.reports, self.patience, self.states = [], patience, 0

    def progress(self, progress):
        self.reports.append(progress)

    def state(self, read):
        self.states += 1
        assert np.isfinite(read().W_in).all()

    def should_stop(self):
        self.patience -= 1
        return self.patience < 0


@pytest.fixture(scope="module")
def two_topics():
    """Sentences about the sea and about the kitchen; the topics share no word but 'the'."""
    rng = np.random.default_rng(5)
    sea = "ship sail wave harbour anchor storm".split()
    kitchen = "pan oven spoon butter flour plate".split()
    lines = []
    for _ in range(1_500):
        topic = sea if rng.random() < 0.5 else kitchen
        lines.append(" ".join(["the", *rng.choice(topic, 5)]))
    return build_corpus(["\n".join(lines)], TextConfig())


def apart(embedding):
    """Mean cosine within a topic less that between topics."""
    sea = [embedding.id_of(w) for w in ("ship", "sail", "wave", "harbour")]
    kitchen = [embedding.id_of(w) for w in ("pan", "oven", "spoon", "butter")]
    unit = embedding.W_in / np.linalg.norm(embedding.W_in, axis=1, keepdims=True)
    within = (unit[sea] @ unit[sea].T)[np.triu_indices(4, 1)].mean()
    return within - (unit[sea] @ unit[kitchen].T).mean()


@pytest.mark.parametrize(
    ("engine", "epochs"), [("numba_cpu", 3), ("numpy_reference", 3), ("torch", 3)]
)
def test_topics_separate_after_training_and_not_before(two_topics, engine, epochs):
    setup = EngineConfig(engine=engine, threads=1)
    model = TrainConfig(dim=12, window=3, epochs=epochs, lr=0.1, sample=0.0)
    trained = train(two_topics, model, setup)
    assert trained.engine == engine
    assert apart(trained.embedding) > 0.5
    assert {n.word for n in neighbours(trained.embedding, "ship", 4)} <= set(
        "sail wave harbour anchor storm".split()
    )
    still = train(two_topics, model, setup, Recorder(patience=0))
    assert abs(apart(still.embedding)) < 0.3


def test_the_loss_falls_and_the_counts_add_up(two_topics):
    recorder = Recorder()
    trained = train(two_topics, TrainConfig(dim=12, epochs=20, lr=0.1), ONE_THREAD, recorder)
    reports = recorder.reports
    assert trained.words == reports[-1].words_done == 20 * two_topics.n_words
    assert reports[-1].words_total == trained.words
    assert [r.words_done for r in reports] == sorted(r.words_done for r in reports)
    assert [r.epoch for r in reports] == sorted(r.epoch for r in reports)
    rates = [r.lr for r in reports]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] == pytest.approx(0.1 * 1e-4, rel=0.01)
    begin = train(two_topics, TrainConfig(dim=12, lr=0.1), ONE_THREAD, Recorder(patience=1))
    assert trained.loss < 0.8 * begin.loss
    untrained = 6 * np.log(2)
    assert trained.scored().held_out["noise_loss"] < 0.8 * untrained
    assert trained.words_per_second == pytest.approx(trained.words / trained.seconds)
    assert not trained.stopped
    assert recorder.states == len(reports)


def test_an_untrained_model_has_the_loss_of_a_coin(two_topics):
    untrained = train(two_topics, TrainConfig(dim=12), ONE_THREAD, Recorder(patience=0))
    # every score is 0, so each of the 1 + 5 terms costs log 2; noise that hits costs nothing
    assert 5 * np.log(2) < untrained.scored().held_out["noise_loss"] <= 6 * np.log(2) + 1e-9
    assert untrained.words == 0
    assert untrained.loss is None


def test_stopping_keeps_the_model_so_far(two_topics):
    recorder = Recorder(patience=40)
    trained = train(two_topics, TrainConfig(dim=12, epochs=5), ONE_THREAD, recorder)
    assert trained.stopped
    assert 0 < trained.words < 5 * two_topics.n_words
    assert recorder.reports[-1].words_done == trained.words
    assert len(trained.embedding) == 13


def test_the_same_seed_on_one_thread_repeats_bit_by_bit(two_topics):
    def vectors(seed):
        setup = EngineConfig(threads=1, seed=seed)
        return train(two_topics, TrainConfig(dim=12, epochs=2), setup).embedding.W_in.tobytes()

    assert vectors(3) == vectors(3)
    assert vectors(3) != vectors(4)


def test_nothing_left_by_min_count_is_a_sentence(two_topics):
    with pytest.raises(TextError, match="min count"):
        train(two_topics, TrainConfig(min_count=100_000), ONE_THREAD)


def test_a_tiny_text_trains_without_held_out_scores():
    corpus = build_corpus(["all is well that ends well"], TextConfig())
    trained = train(corpus, TrainConfig(dim=4, min_count=1), ONE_THREAD)
    assert set(trained.scored().held_out.values()) == {None}
    assert len(trained.embedding) == 5


class Impatient(Unwatched):
    """Says stop from the n-th time it is asked."""

    def __init__(self, n):
        self.left = n

    def should_stop(self):
        self.left -= 1
        return self.left < 0


def test_a_long_chunk_is_stopped_within_and_keeps_the_passes_before(two_topics):
    model = TrainConfig(method="skipgram-softmax", dim=6, epochs=1_000)
    begin = train(two_topics, model.replace(epochs=1), ONE_THREAD)
    seen = []
    for n in (60, 61, 62, 63):  # the loop asks between the passes, the engine within them
        trained = train(two_topics, model, ONE_THREAD, Impatient(n))
        assert trained.stopped and 1 < trained.words / two_topics.n_words < 60
        assert trained.loss < begin.loss
        seen.append(trained.words)
    assert len(set(seen)) > 1


@pytest.mark.parametrize("method", ["svd", "skipgram-softmax"])
def test_a_stop_before_there_is_anything_to_keep_keeps_nothing(two_topics, method):
    with pytest.raises(Cancelled):
        train(two_topics, TrainConfig(method=method, dim=6), ONE_THREAD, Impatient(1))
