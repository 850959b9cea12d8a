"""The job `train`: a corpus becomes a run, with its curve and its vectors seen on the way."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.engines import choose
from w2v_core.engines.base import Parameters
from w2v_core.errors import Cancelled, NotFound, TornFile
from w2v_core.jobs.curve import Point, add, event_of, finite, point_of
from w2v_core.jobs.glimpse import Glimpse, choose_probes, look
from w2v_core.jobs.home import Workspace, now
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.preparing import source_of
from w2v_core.jobs.task import Task
from w2v_core.runs.command import train_command
from w2v_core.runs.folder import EVENTS, clean_name, replace_record, save_run
from w2v_core.runs.record import CorpusFacts, Result, RunRecord, versions_here
from w2v_core.storage import append_event
from w2v_core.text import library
from w2v_core.text.corpus import Corpus
from w2v_core.training.loop import Trained, train
from w2v_core.training.progress import Observer, Progress

Train = Callable[[Corpus, TrainConfig, EngineConfig, Observer], Trained]
EVENT_SECONDS = 0.25
GLIMPSE_SECONDS = 1.0
GLIMPSE_SHARE = 20  # a look that took t is followed by none for 20 t,
MOST_PATIENCE = 3.0  # but at most for so many seconds


@dataclass(frozen=True, slots=True)
class TrainingDetail:
    """What a training run shows while it runs.

    Attributes:
        run_id: folder of the run to be.
        progress: the last report.
        curve: the losses so far, at most 1,000 points.
        glimpse: the last look at the vectors, or None before the first.
    """

    run_id: str
    progress: Progress
    curve: tuple[Point, ...]
    glimpse: Glimpse | None

    @property
    def seconds_left(self) -> float | None:
        """Expected training time left, or None before the first words."""
        return self.progress.seconds_left


class Watcher:
    """The observer of one training job: it publishes, keeps events, and looks at the vectors."""

    def __init__(self, task: Task, folder: Path, words: Sequence[str]) -> None:
        self._task, self._log, self._words = task, folder / EVENTS, words
        self._probes = choose_probes(words, task.payload.get("probes", ()))
        self._curve: tuple[Point, ...] = ()
        self._glimpse: Glimpse | None = None
        self._last: Progress | None = None
        self._unwritten: Progress | None = None
        self._next_event = self._next_look = 0.0

    def progress(self, progress: Progress) -> None:
        """Publish one report, and note it in the log unless the last one is very young."""
        self._curve = add(self._curve, point_of(progress))
        self._last = self._unwritten = progress
        if time.monotonic() >= self._next_event or progress.held_out is not None:
            self.flush()
        self._publish(progress)

    def state(self, read: Callable[[], Parameters]) -> None:
        """Look at the vectors about once a second, more seldom where a look takes long."""
        start = time.monotonic()
        if start < self._next_look:
            return
        self._glimpse = look(read().W_in, self._words, self._probes, self._glimpse)
        end = time.monotonic()
        rest = min(GLIMPSE_SHARE * (end - start), MOST_PATIENCE)
        self._next_look = end + max(GLIMPSE_SECONDS, rest)
        if self._last is not None:
            self._publish(self._last)

    def should_stop(self) -> bool:
        """Whether somebody asked the job to end, or deleted the run meanwhile."""
        return self._task.should_stop() or not self._log.parent.is_dir()

    def flush(self) -> None:
        """Note the last report in the log."""
        if self._unwritten is not None:
            with suppress(FileNotFoundError):  # the run was deleted, see should_stop
                append_event(self._log, event_of(self._unwritten))
            self._unwritten = None
            self._next_event = time.monotonic() + EVENT_SECONDS

    def _publish(self, progress: Progress) -> None:
        detail = TrainingDetail(self._task.id, progress, self._curve, self._glimpse)
        fraction = progress.words_done / max(progress.words_total, 1)
        self._task.publish(fraction, f"Epoch {progress.epoch} of {progress.epochs}", detail)


def admit(workspace: Workspace, payload: Mapping[str, Any], limits: Limits) -> None:
    """Refuse at once what could never run: bad settings, no such corpus, no engine, no room."""
    model, setup = _options(payload)
    choose(model, setup)
    clean_name(payload["name"])
    workspace.corpus_folder(payload["corpus_id"])
    limits.check_runs(workspace.count_runs())


def lane(payload: Mapping[str, Any]) -> str:
    """One lane a device."""
    model, setup = _options(payload)
    return f"train:{choose(model, setup).device}"


def run(task: Task, train: Train = train) -> bool:
    """Train and save; a stopped run is saved like any other.

    The payload holds corpus_id, name, model and setup as dicts, and, if wished, a list of probes.
    """
    model, setup = _options(task.payload)
    task.publish(0.0, "Reading the corpus")
    source = task.workspace.corpus_folder(task.payload["corpus_id"])
    info, corpus = library.info(source), library.load(source)
    Limits().check_size(len(corpus.vocabulary.cut(model.min_count)), model.dim)
    folder = task.workspace.new_run_folder(task.id)
    created = now()
    try:
        append_event(folder / EVENTS, {"event": "start", "created": created, **task.payload})
        watcher = Watcher(task, folder, corpus.vocabulary.cut(model.min_count).words)
        task.publish(0.0, "Starting the engine; a first run compiles for some seconds")
        trained = train(corpus, model, setup, watcher)
        watcher.flush()
        if not folder.is_dir():
            raise Cancelled("The run was deleted while it trained; nothing was kept.")
        facts = facts_of(corpus, info.name, len(trained.embedding), task.payload["corpus_id"])
        name, sources = task.payload["name"], [source_of(info)]
        record = finished_run(task.id, name, sources, corpus, info.config, setup, trained)
        record = replace(record, created=created, corpus=facts)
        save_run(folder, record, trained.embedding, trained.nodes)
    except BaseException:  # no half a run in the list; the job's view says what happened
        with suppress(NotFound):
            task.workspace.delete_run(task.id)
        raise
    task.publish(1.0, "Scoring")
    with suppress(TornFile, FileNotFoundError):  # the run was deleted meanwhile
        add_scores(folder, record, trained)
        append_event(folder / EVENTS, {"event": "end", "stopped": trained.stopped})
    return not trained.stopped


def add_scores(folder: Path, record: RunRecord, trained: Trained) -> RunRecord:
    """Score a run that is kept already, for scoring takes a while and wants memory.

    Returns:
        The record with its scores, as it is stored then.
    """
    try:
        trained = trained.scored()
    except MemoryError:  # the vectors are what matters, and they are kept
        return record
    scores = {name: finite(value) for name, value in trained.held_out.items()}
    record = replace(record, result=replace(record.result, held_out=scores))
    replace_record(folder, record)
    return record


def _options(payload: Mapping[str, Any]) -> tuple[TrainConfig, EngineConfig]:
    return TrainConfig.from_dict(payload["model"]), EngineConfig.from_dict(payload["setup"])


def finished_run(
    id: str,
    name: str,
    sources: Sequence[str],
    corpus: Corpus,
    text: TextConfig,
    setup: EngineConfig,
    trained: Trained,
) -> RunRecord:
    """The record of a training that just ended, for the queue and for the command line.

    Args:
        id: of the run.
        name: of the run and, until told otherwise, of its corpus.
        sources: the texts as the command line takes them.
        corpus: what was trained on, rare words included.
        text: how the text became words.
        setup: what was asked for; `trained` knows what ran.
        trained: what training gave back.
    """
    scores = {name: finite(value) for name, value in trained.held_out.items()}
    speed, loss = trained.words_per_second, finite(trained.loss)
    return RunRecord(
        id=id,
        name=clean_name(name),
        created=now(),
        corpus=facts_of(corpus, name, len(trained.embedding)),
        text=text,
        model=trained.model,
        setup=setup,
        engine=trained.engine,
        device=trained.device,
        versions=versions_here(),
        result=Result(trained.words, trained.seconds, speed, loss, scores),
        stopped=trained.stopped,
        command=train_command(sources, "RUN", text, trained.model, setup),
    )


def facts_of(corpus: Corpus, name: str, vocabulary: int, id: str = "") -> CorpusFacts:
    """What a run remembers of its corpus; `vocabulary` counts the words trained on."""
    counted = corpus.n_words, vocabulary, corpus.n_sentences
    return CorpusFacts(id, name, corpus.fingerprint(), *counted)
