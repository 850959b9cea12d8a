"""The job `train`: a corpus becomes a run, with its curve and its vectors seen on the way."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.engines import choose
from w2v_core.engines.base import Parameters
from w2v_core.errors import Cancelled, ConfigError, NotFound, TornFile
from w2v_core.jobs.continuing import continued, tables_of
from w2v_core.jobs.curve import finite
from w2v_core.jobs.forecast import check_forecast
from w2v_core.jobs.home import Workspace, now
from w2v_core.jobs.keeping import Keeper, place_of, problem_of
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.preparing import source_of
from w2v_core.jobs.task import Task
from w2v_core.jobs.watcher import Watcher
from w2v_core.runs.checkpoints import drop_checkpoints, newest_facts
from w2v_core.runs.command import train_command
from w2v_core.runs.folder import EVENTS, clean_name, replace_record, save_run
from w2v_core.runs.record import CorpusFacts, Result, RunRecord, versions_here
from w2v_core.runs.snapshots import forget_snapshots
from w2v_core.storage import append_event, read_events
from w2v_core.text import library
from w2v_core.text.corpus import Corpus
from w2v_core.text.library import CorpusInfo
from w2v_core.training.loop import Trained, train
from w2v_core.training.progress import Observer
from w2v_core.training.state import TrainingState

NOTHING = "Stopped before there was anything to keep."
Before = TrainingState | None
Train = Callable[[Corpus, TrainConfig, EngineConfig, Observer, Parameters | None, Before], Trained]


def admit(workspace: Workspace, payload: Mapping[str, Any], limits: Limits) -> None:
    """Refuse at once what could never run: bad settings, no such corpus, no engine, no room."""
    model, setup = _options(payload)
    choice = choose(model, setup)
    clean_name(payload["name"])
    workspace.corpus_folder(payload["corpus_id"])
    check_forecast(workspace, payload["corpus_id"], model, choice, limits)


def lane(payload: Mapping[str, Any]) -> str:
    """One lane a device."""
    model, setup = _options(payload)
    return f"train:{choose(model, setup).device}"


def run(task: Task, train: Train = train) -> bool:
    """Train and save; a stopped run is saved like any other, one that rests keeps its place.

    The payload holds corpus_id, name, model and setup as dicts, and, if wished, a list of probes
    and the run that this one `continues`.
    """
    folder = _folder(task)
    try:
        task.publish(share_kept(folder), "Reading the corpus")
        source = task.workspace.corpus_folder(task.payload["corpus_id"])
        info, corpus = library.info(source), library.load(source)
        trained = _trained(task, folder, corpus, train)
        if trained.stopped and task.is_break():
            return False
        record = _record(task, folder, info, corpus, trained)
        save_run(folder, record, trained.embedding, trained.nodes)
    except BaseException:  # no half a run in the list; the job's view says what happened
        if not task.is_break() and newest_facts(folder) is None:
            with suppress(NotFound):
                task.workspace.discard_run(task.id)
        raise
    task.publish(1.0, "Scoring")
    with suppress(TornFile, FileNotFoundError):  # the run was deleted meanwhile
        add_scores(folder, record, trained)
        append_event(folder / EVENTS, {"event": "end", "stopped": trained.stopped})
    drop_checkpoints(folder)
    return not trained.stopped


def _folder(task: Task) -> Path:
    """The folder of the run; raises Cancelled where it is to end before it has one."""
    try:
        return task.workspace.run_folder(task.id)
    except NotFound:
        if task.should_stop() and not task.is_break():
            raise Cancelled(NOTHING) from None
        return task.workspace.new_run_folder(task.id)


def _trained(task: Task, folder: Path, corpus: Corpus, train: Train) -> Trained:
    """Train from the beginning, from the place that was kept, or from another run's vectors.

    Raises:
        Cancelled: if it was stopped before there was anything to keep, or deleted meanwhile.
    """
    model, setup = _options(task.payload)
    problem = problem_of(corpus, model, setup)
    before, torn = place_of(folder, problem)
    note_begin(folder, dict(task.payload), before)
    if before is None and task.should_stop():
        raise Cancelled(NOTHING)
    words = corpus.vocabulary.cut(model.min_count).words
    earlier = task.payload.get("continues")
    first = None
    if earlier and before is None:
        first = tables_of(task.workspace.run_folder(earlier["run"]), words, model)
    keeper = Keeper(folder, setup.checkpoint_every, problem)
    watcher = Watcher(task, keeper, words, torn)
    task.publish(share_kept(folder), "Starting the engine; a first run compiles for some seconds")
    trained = train(corpus, model, setup, watcher, first, before)
    watcher.flush()
    if not folder.is_dir():
        raise Cancelled("The run was deleted while it trained; nothing was kept.")
    return trained


def note_begin(folder: Path, asked: dict[str, Any], before: TrainingState | None) -> None:
    """Note in the log of a run what was asked for, or where it is gone on with.

    What was seen of it beyond that place will be seen again.
    """
    forget_snapshots(folder, before.words_done if before else -1)
    if not read_events(folder / EVENTS):
        append_event(folder / EVENTS, {"event": "start", "created": now(), **asked})
    else:
        words = before.words_done if before else 0
        append_event(folder / EVENTS, {"event": "resume", "words_done": words})


def share_kept(folder: Path) -> float:
    """The share of a training that its newest checkpoint holds, 0 to 1."""
    try:
        facts = newest_facts(folder)
    except ConfigError:  # of a newer program, which alone can go on from it
        return 0.0
    return float(facts["state"]["share_done"]) if facts else 0.0


def _record(
    task: Task, folder: Path, info: CorpusInfo, corpus: Corpus, trained: Trained
) -> RunRecord:
    """The record of the run of a job."""
    setup, name = _options(task.payload)[1], task.payload["name"]
    record = finished_run(task.id, name, [source_of(info)], corpus, info.config, setup, trained)
    facts = facts_of(corpus, info.name, len(trained.embedding), task.payload["corpus_id"])
    start = next(iter(read_events(folder / EVENTS)), {})
    record = replace(record, created=start.get("created", record.created), corpus=facts)
    return continued(record, task.payload.get("continues"))


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
