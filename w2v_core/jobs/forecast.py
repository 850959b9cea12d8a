"""What a training will take, told before it starts: memory from its sizes, time from earlier runs.

Does not: know what a table of counts takes; that is told, and refused where it is too large, once
the text was looked at (`counts.matrix`).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from w2v_core.config import COUNTED, TrainConfig, method_named
from w2v_core.engines import Choice
from w2v_core.jobs.home import RunEntry, Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.runs.record import RunRecord
from w2v_core.text import library
from w2v_core.text.room import IN_MEMORY

FLOAT32 = 4  # bytes
# Copies of both tables at the worst moment: the engine's own and those it needs beside them, the
# ones a look or a checkpoint takes, and the file that is made of them at the end.
USUAL_COPIES = 4
COPIES: Mapping[str, int] = MappingProxyType({"exact": 8, "numpy_reference": 6})
COUNTING = 150_000_000  # bytes that counting takes beside its table


def check_forecast(
    workspace: Workspace, corpus_id: str, model: TrainConfig, choice: Choice, limits: Limits
) -> None:
    """Refuse a training that would take too much room, memory or time.

    Raises:
        LimitReached: with what it would take, and what is the limit.
        TornFile: if the corpus is damaged.
    """
    folder = workspace.corpus_folder(corpus_id)
    sizes = library.info(folder).sizes
    if sizes is None:  # never read: the job says so
        return
    vocabulary = len(library.vocabulary(folder).cut(model.min_count))
    limits.check_size(vocabulary, model.dim)
    limits.check_memory(memory(sizes.n_words, vocabulary, model, choice), free_memory())
    settled = choice.settled(model, sizes.n_words)
    limits.check_time(
        expected_seconds(settled, choice, sizes.n_words, vocabulary, workspace.runs())
    )


def memory(n_words: int, vocabulary: int, model: TrainConfig, choice: Choice | None) -> int:
    """Bytes of memory that a training takes beside the program itself, tables of counts left out.

    Args:
        n_words: of the text.
        vocabulary: distinct words left by min_count.
        model: what will be trained.
        choice: by what; None while that is not known.
    """
    engine = choice.entry.name if choice is not None else ""
    tables = 2 * vocabulary * model.dim * FLOAT32
    copies = COPIES.get(engine, USUAL_COPIES) + (model.optimizer == "adagrad")
    counts = COUNTING if engine == "exact" or model.method == COUNTED else 0
    return copies * tables + min(n_words * FLOAT32, IN_MEMORY) + counts


def free_memory() -> int | None:
    """Bytes that programs may still take, by this machine or this container; None: unknown."""
    found = [n for n in (_of_machine(), _of_container()) if n is not None]
    return min(found, default=None)


def _of_machine() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        (kilobytes,) = (line.split()[1] for line in lines if line.startswith("MemAvailable:"))
        return 1024 * int(kilobytes)
    except (OSError, ValueError, IndexError):
        return None


def _of_container(folder: Path = Path("/sys/fs/cgroup")) -> int | None:
    try:
        most = (folder / "memory.max").read_text(encoding="ascii")
        return int(most) - int((folder / "memory.current").read_text(encoding="ascii"))
    except (OSError, ValueError):  # no such group, or no limit ("max")
        return None


def expected_seconds(
    model: TrainConfig,
    choice: Choice | None,
    n_words: int,
    vocabulary: int,
    runs: Iterable[RunEntry],
) -> float | None:
    """Seconds of training, by the speed of the last run like it; None where there is none.

    Args:
        model: the settings as they will run, epochs filled in.
        choice: the engine; None while that is not known.
        n_words: of the text.
        vocabulary: distinct words left by min_count.
        runs: earlier ones, newest first.
    """
    like = alike(model, choice, runs)
    if like is None:
        return None
    words = n_words * (model.epochs or 1)
    passed = load(model, choice, like.result.words, like.corpus.words, like.corpus.vocabulary)
    return like.result.train_seconds * load(model, choice, words, n_words, vocabulary) / passed


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
