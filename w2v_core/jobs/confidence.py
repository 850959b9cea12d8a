"""The job `confidence`: more models of a run's text are trained, to tell how sure the run is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w2v_core.engines import choose
from w2v_core.errors import ConfigError, NotFound
from w2v_core.jobs.forecast import free_memory
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.task import Task
from w2v_core.linear.cores import cores
from w2v_core.query.ensemble import Ensemble, words_kept
from w2v_core.runs.confidence import load_ensemble, save_ensemble
from w2v_core.runs.folder import load_record
from w2v_core.runs.record import RunRecord
from w2v_core.text import library
from w2v_core.text.corpus import Corpus
from w2v_core.training.several import check_kind, several

LINKING = 0.1  # of the training time goes into everything else
SPEED = 4e8  # products a second of cosines of all words with all


@dataclass(frozen=True, slots=True)
class Forecast:
    """What more models will cost.

    Attributes:
        seconds: of work, waiting not included.
        kept: bytes on the disk.
        memory: bytes of memory while they are trained.
        words: how many of the most frequent words are kept.
    """

    seconds: float
    kept: int
    memory: int
    words: int


def forecast(record: RunRecord, n: int) -> Forecast:
    """What `n` more models of a run will cost, by what the run itself took.

    The vectors are kept in half precision. In memory come the models at work on top of that, one a
    core: two tables of each, as much for what goes with them, and a sample of the text.
    """
    vocabulary, dim = record.corpus.vocabulary, record.model.dim
    words = words_kept(n, vocabulary, dim)
    comparing = words * words * dim / 2 / SPEED / 10
    seconds = n * (record.result.train_seconds * (1 + LINKING) + comparing)
    kept = n * words * (2 * dim + 4 * 10)
    at_work = cores() * 16 * (vocabulary * dim + record.corpus.words)
    return Forecast(seconds, kept, kept + at_work, words)


def admit(workspace: Workspace, payload: Mapping[str, Any], limits: Limits) -> None:
    """Refuse at once what could never be trained: no run or text, no chance in it, no room."""
    record = load_record(workspace.run_folder(payload["run_id"]))
    check_run(record, payload["kind"], payload["n"])
    limits.check_memory(forecast(record, payload["n"]).memory, free_memory())
    text_of(workspace, record)


def check_run(record: RunRecord, kind: str, n: int) -> None:
    """Raise ConfigError for a run whose like cannot be trained again."""
    check_kind(kind, record.model.method, n)
    if record.imported is not None:
        raise ConfigError(
            "These vectors were made elsewhere, and their text is not here to train more models "
            "of; choose a run that was trained here."
        )
    if record.continues is not None:
        raise ConfigError(
            "This run went on from the vectors of another, which is not done again; choose a run "
            "that was trained in one go."
        )


def text_of(workspace: Workspace, record: RunRecord) -> Path:
    """The folder of a run's text; raises NotFound where it is gone."""
    try:
        return workspace.corpus_folder(record.corpus.id)
    except NotFound:
        raise NotFound(
            "The text of this run is not here any more, and more models cannot be trained without "
            "it; bring the text again and train a new run."
        ) from None


def lane(payload: Mapping[str, Any]) -> str:
    """That of the trainings on the processor, with which it shares the cores."""
    return "train:cpu"


def run(task: Task) -> bool:
    """Train `n` more models of run `run_id`, and keep what tells how sure it is.

    Work that is stopped leaves what was there before.
    """
    kind, n = task.payload["kind"], task.payload["n"]
    folder = task.workspace.run_folder(task.payload["run_id"])
    record = load_record(folder)
    task.publish(0.0, "Reading the corpus")
    corpus = library.load(text_of(task.workspace, record))
    models = train_more(
        record, corpus, kind, n, lambda share: _tell(task, share, n), task.should_stop
    )
    save_ensemble(folder, models)
    return True


def _tell(task: Task, share: float, n: int) -> None:
    at = min(int(share * n + 1e-9) + 1, n)
    task.publish(share, f"Training model {at} of {n}")


def train_more(
    record: RunRecord,
    corpus: Corpus,
    kind: str,
    n: int,
    told: Any = lambda share: None,
    should_stop: Any = lambda: False,
) -> Ensemble:
    """More models of a run's text, for the queue and for the command line.

    Args:
        record: of the run.
        corpus: its text, as it was read then.
        kind: "seeds" or "sentences".
        n: how many models.
        told: told the share that is done.
        should_stop: asked many times a second.

    Raises:
        ConfigError: if the text is another, or nothing can come of this.
        Cancelled: if it was stopped.
    """
    check_run(record, kind, n)
    if corpus.fingerprint() != record.corpus.fingerprint:
        raise ConfigError(
            "The text has changed since this run was trained, so that more models of it would be "
            "of another text; train the run anew."
        )
    choose(record.model, record.setup)
    models = several(corpus, record.model, record.setup, kind, n, told, should_stop)
    return Ensemble.of(models, n, kind)


def best_ensemble(folder: Path) -> Ensemble | None:
    """The models kept with a run: samples of sentences if there are any, for they tell more."""
    return load_ensemble(folder, "sentences") or load_ensemble(folder, "seeds")
