"""Full softmax on Reuters: by word type and exactly, beside pair by pair for as long.

The exact engine trains as it comes; pair by pair is stopped in its first epoch after as many
seconds. Both are scored on the same held-out sentences. 100 dimensions, compiled before.
"""

from collections.abc import Iterator
from itertools import pairwise

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting
from w2v_core import EngineConfig, TrainConfig, train
from w2v_core.training.loop import Trained
from w2v_core.training.progress import Progress, Unwatched

MODEL = TrainConfig(method="skipgram-softmax", dim=100)
PAIRS = MODEL.replace(epochs=1)


class Clock(Unwatched):
    """Notes the loss after every report, and stops the run when its time is over."""

    def __init__(self, seconds: float = float("inf")) -> None:
        self.limit, self.losses = seconds, []
        self.passes, self.seconds, self.share = 0, 0.0, 0.0

    def progress(self, progress: Progress) -> None:
        """Take one report: with the exact engine, one pass."""
        self.losses.append(progress.loss)
        self.passes, self.seconds = progress.epoch, progress.seconds
        self.share = progress.words_done / progress.words_total

    def should_stop(self) -> bool:
        """Whether the time is over."""
        return self.seconds >= self.limit


def measure(setting: Setting) -> Iterator[Figure]:
    """Both, one after the other."""
    corpus = texts.corpus(texts.reuters(setting))
    train(texts.corpus(texts.reuters(setting)[:200_000]), PAIRS, engine("exact"))
    clock = Clock()
    exact = train(corpus, MODEL, engine("exact"), clock)
    case = f"Reuters, {corpus.n_words:,} words, {len(exact.embedding.words):,} words known"
    falls = all(b <= a for a, b in pairwise(clock.losses))
    says = f"{held_out(exact)} after {clock.passes} passes in {exact.seconds:.0f} s, "
    says += f"exact loss {'never rose' if falls else 'ROSE'}"
    yield Figure(f"{case}, exact, a pass", exact.seconds / clock.passes, "s", clock.passes, says)
    watch = Clock(exact.seconds)
    by_pairs = train(corpus, PAIRS, engine("torch"), watch)
    says = f"{held_out(by_pairs)} after {watch.share:.0%} of an epoch"
    yield Figure(f"{case}, pair by pair, stopped", by_pairs.seconds, "s", 1, says)


def held_out(trained: Trained) -> str:
    """The held-out score in words."""
    return f"held-out {trained.scored().held_out['softmax_nll']:.3f} nats"


def engine(name: str) -> EngineConfig:
    """On the processor."""
    return EngineConfig(device="cpu", engine=name)
