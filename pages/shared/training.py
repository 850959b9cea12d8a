"""What the Train page knows before it starts: the costs of a training, and what forbids it."""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.shared.numbers import size
from pages.shared.work import duration
from w2v_core.config import COUNTED, TrainConfig
from w2v_core.engines import Choice
from w2v_core.errors import LimitReached
from w2v_core.jobs.forecast import expected_seconds, free_memory, memory
from w2v_core.jobs.glimpse import PROBES
from w2v_core.jobs.home import RunEntry
from w2v_core.jobs.limits import Limits
from w2v_core.text.corpus import Corpus, nothing_left
from w2v_core.text.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Cost:
    """What a training will take.

    Attributes:
        words: of the text, times epochs.
        epochs: passes over the text; None where nothing is trained.
        vocabulary: distinct words left by min count.
        n_bytes: of memory, tables of counts left out.
        counts: whether a table of counts comes on top.
        seconds: expected from an earlier run of the same kind, or None where there is none.
        dim: numbers a vector.
    """

    words: int
    epochs: int | None
    vocabulary: Vocabulary
    n_bytes: int
    counts: bool
    seconds: float | None
    dim: int

    def sentences(self) -> str:
        """The costs for people."""
        passes = "" if self.epochs is None else f" in {self.epochs} epochs"
        more = ", and the table of counts" if self.counts else ""
        says = (
            f"{self.words:,} words{passes}, {len(self.vocabulary):,} distinct "
            f"ones, about {size(self.n_bytes)} of memory{more}."
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
    seconds = expected_seconds(settled, choice, n_words, len(vocabulary), runs)
    counts = choice is not None and (choice.entry.exact or settled.method == COUNTED)
    n_bytes = memory(n_words, len(vocabulary), model, choice)
    return Cost(words, settled.epochs, vocabulary, n_bytes, counts, seconds, model.dim)


def obstacle(corpus: Corpus, cost: Cost, min_count: int, limits: Limits) -> str | None:
    """Why the corpus cannot be trained on with these settings, or None."""
    if len(cost.vocabulary) < 2:
        return nothing_left(corpus, min_count)
    try:
        limits.check_size(len(cost.vocabulary), cost.dim)
        limits.check_memory(cost.n_bytes, free_memory())
        limits.check_time(cost.seconds)
    except LimitReached as error:
        return str(error)
    return None


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
