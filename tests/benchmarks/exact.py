"""Full softmax on Reuters: by word type and exactly, beside pair by pair.

Pair by pair takes one epoch with its learning rate falling; the exact engine is given as many
seconds. Both are scored on the same held-out sentences. 100 dimensions, compiled before.
"""

from collections.abc import Iterator

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting
from w2v_core import Corpus, EngineConfig, TrainConfig, train
from w2v_core.training.loop import Trained
from w2v_core.training.progress import Progress, Unwatched

MODEL = TrainConfig(method="skipgram-softmax", dim=100)
PAIRS = MODEL.replace(epochs=1)


class Clock(Unwatched):
    """Notes the loss after every report, and stops the run when its time is over."""

    def __init__(self, seconds: float) -> None:
        self.limit, self.losses = seconds, []
        self.passes, self.seconds = 0, 0.0

    def progress(self, progress: Progress) -> None:
        """Take one report: with the exact engine, one pass."""
        self.losses.append(progress.loss)
        self.passes, self.seconds = progress.epoch, progress.seconds

    def should_stop(self) -> bool:
        """Whether the time is over."""
        return self.seconds >= self.limit


def measure(setting: Setting) -> Iterator[Figure]:
    """Both, then the exact engine as it comes."""
    corpus = texts.corpus(texts.reuters(setting))
    train(texts.corpus(texts.reuters(setting)[:200_000]), MODEL.replace(epochs=1), engine("exact"))
    by_pairs = train(corpus, PAIRS, engine("torch"))
    case = f"Reuters, {corpus.n_words:,} words, {len(by_pairs.embedding.words):,} words known"
    nll = by_pairs.scored().held_out["softmax_nll"]
    yield Figure(f"{case}, pair by pair, one epoch", by_pairs.seconds, "s", 1, held_out(nll))
    for name, seconds in (("as long", by_pairs.seconds), ("as it comes", float("inf"))):
        yield from passes(f"{case}, exact, {name}", corpus, seconds)


def passes(case: str, corpus: Corpus, seconds: float) -> Iterator[Figure]:
    """The exact engine for some seconds: how long a pass takes, and where it came to."""
    clock = Clock(seconds)
    trained = train(corpus, MODEL, engine("exact"), clock)
    falls = all(b <= a for a, b in zip(clock.losses[:-1], clock.losses[1:], strict=True))
    says = held_out(trained.scored().held_out["softmax_nll"])
    says += f" after {clock.passes} passes, exact loss {'never rose' if falls else 'rose'}"
    yield Figure(f"{case}, a pass", per_pass(trained, clock), "s", clock.passes, says)


def per_pass(trained: Trained, clock: Clock) -> float:
    """Mean seconds of a pass."""
    return trained.seconds / clock.passes


def held_out(nll: float | None) -> str:
    """The held-out score in words."""
    return f"held-out {nll:.3f} nats"


def engine(name: str) -> EngineConfig:
    """On the processor."""
    return EngineConfig(device="cpu", engine=name)
