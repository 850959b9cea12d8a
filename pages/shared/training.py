"""What the Train page knows before it starts: the costs of a training, and earlier speeds."""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.shared.numbers import size
from pages.shared.work import duration
from w2v_core.config import COUNTED, TrainConfig, method_named
from w2v_core.engines import Choice
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
        epochs: passes over the text; None where nothing is trained.
        vocabulary: distinct words left by min count.
        n_bytes: of the two tables.
        counts: whether a table of counts comes on top.
        seconds: expected from an earlier run of the same kind, or None where there is none.
    """

    words: int
    epochs: int | None
    vocabulary: Vocabulary
    n_bytes: int
    counts: bool
    seconds: float | None

    def sentences(self) -> str:
        """The costs for people."""
        passes = "" if self.epochs is None else f" in {self.epochs} epochs"
        more = ", and the table of counts" if self.counts else ""
        says = (
            f"{self.words:,} words{passes}, {len(self.vocabulary):,} distinct "
            f"ones, {size(self.n_bytes)} for the two tables{more}."
        )
        if self.seconds is None:
            return f"{says} No earlier run tells how long it takes here."
        return f"{says} About {duration(self.seconds)}, by the speed of your last run like this."


def cost(
    corpus: Corpus, model: TrainConfig, choice: Choice | None, runs: Iterable[RunEntry]
) -> Cost:
    """What it takes to train this model on this corpus by this engine (None: not known yet)."""
    n_words = corpus.n_words
    settled = choice.settled(model, n_words) if choice else model.resolved(n_words)
    vocabulary = corpus.vocabulary.cut(model.min_count)
    words = n_words * (settled.epochs or 1)
    like = alike(settled, choice, runs)
    seconds = None
    if like is not None:
        passed = load(settled, choice, like.result.words, like.corpus.words, like.corpus.vocabulary)
        ahead = load(settled, choice, words, n_words, len(vocabulary))
        seconds = like.result.train_seconds * ahead / passed
    counts = choice is not None and (choice.entry.exact or settled.method == COUNTED)
    n_bytes = 2 * len(vocabulary) * model.dim * FLOAT32
    return Cost(words, settled.epochs, vocabulary, n_bytes, counts, seconds)


def load(
    model: TrainConfig, choice: Choice | None, words: int, n_words: int, n_distinct: int
) -> float:
    """What the time of a training grows with.

    Args:
        model: the settings.
        choice: the engine.
        words: passed in all epochs.
        n_words: of the text.
        n_distinct: words of the vocabulary.
    """
    if choice is not None and choice.entry.exact:  # a pass weighs all words against all
        return words / n_words * n_distinct**2
    return words * (n_distinct if method_named(model.method).loss == "softmax" else 1)


def alike(model: TrainConfig, choice: Choice | None, runs: Iterable[RunEntry]) -> RunRecord | None:
    """The newest run of the same method, engine, dimensions and noise words; None: no such.

    Counting is left out: its time hangs on how many words meet, which is not known before.

    Args:
        model: the settings to compare with.
        choice: what will run; None while that is not known.
        runs: the earlier ones, newest first.
    """
    if choice is None or model.method == COUNTED:
        return None
    for record in (entry.record for entry in runs):
        if record is None or not record.result.words or not record.result.train_seconds:
            continue
        same = all(
            getattr(record.model, name) == getattr(model, name)
            for name in ("method", "dim", "negatives", "window")
        )
        here = record.device.startswith(choice.device) and record.engine == choice.entry.name
        if same and here:
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
