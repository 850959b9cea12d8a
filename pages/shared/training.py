"""What the Train page knows before it starts: the costs of a training, and earlier speeds."""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.shared.numbers import size
from pages.shared.work import duration
from w2v_core.config import TrainConfig
from w2v_core.jobs.glimpse import PROBES
from w2v_core.jobs.home import RunEntry
from w2v_core.runs.record import RunRecord
from w2v_core.text.corpus import Corpus, nothing_left
from w2v_core.text.vocabulary import Vocabulary

FLOAT32 = 4  # bytes


@dataclass(frozen=True, slots=True)
class Cost:
    """What a training will take.

    Attributes:
        words: of the text, times epochs.
        vocabulary: distinct words left by min count.
        n_bytes: of the two tables.
        seconds: expected from `like`, an earlier run, or None where there is none.
    """

    words: int
    epochs: int
    vocabulary: Vocabulary
    n_bytes: int
    seconds: float | None
    like: RunRecord | None

    def sentences(self) -> str:
        """The costs for people."""
        says = (
            f"{self.words:,} words in {self.epochs} epochs, {len(self.vocabulary):,} distinct "
            f"ones, {size(self.n_bytes)} for the two tables."
        )
        if self.seconds is None:
            return f"{says} No earlier run tells how long it takes here."
        return f"{says} About {duration(self.seconds)}, by the speed of your last run like this."


def cost(corpus: Corpus, model: TrainConfig, device: str | None, runs: Iterable[RunEntry]) -> Cost:
    """What it takes to train this model on this corpus, on a device ("cpu", "cuda")."""
    epochs = model.resolved(corpus.n_words).epochs or 1
    vocabulary = corpus.vocabulary.cut(model.min_count)
    words = corpus.n_words * epochs
    like = alike(model, device, runs)
    seconds = words / like.result.words_per_second if like else None
    n_bytes = 2 * len(vocabulary) * model.dim * FLOAT32
    return Cost(words, epochs, vocabulary, n_bytes, seconds, like)


def alike(model: TrainConfig, device: str | None, runs: Iterable[RunEntry]) -> RunRecord | None:
    """The newest run of the same method, dimensions and noise words on the device; None: no such.

    Args:
        model: the settings to compare with.
        device: where it will run; None while that is not known.
        runs: the earlier ones, newest first.
    """
    for record in (entry.record for entry in runs):
        if record is None or record.result.words_per_second <= 0:
            continue
        same = all(
            getattr(record.model, name) == getattr(model, name)
            for name in ("method", "dim", "negatives", "window")
        )
        if same and device is not None and record.device.startswith(device):
            return record
    return None


def obstacle(corpus: Corpus, cost: Cost, min_count: int) -> str | None:
    """Why the corpus cannot be trained on with these settings, or None."""
    return nothing_left(corpus, min_count) if len(cost.vocabulary) < 2 else None


def watched(typed: str, vocabulary: Vocabulary, lowercase: bool) -> tuple[list[str], list[str]]:
    """The words to watch, up to six, and those typed that are not in the vocabulary."""
    text = typed.lower() if lowercase else typed
    words = list(dict.fromkeys(text.replace(",", " ").split()))
    known = [word for word in words if word in vocabulary.ids]
    return known[:PROBES], [word for word in words if word not in vocabulary.ids]


def free_name(usual: str, runs: Iterable[RunEntry]) -> str:
    """The usual name, with a number where a run has it already, so that lists tell them apart."""
    taken = {run.name for run in runs}
    names = (usual, *(f"{usual} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
