"""The job `tradeoffs`: every method is trained on a text under one budget, each kept as a run."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from w2v_core.config import METHODS, EngineConfig, TrainConfig, method_named
from w2v_core.errors import NotFound, TornFile
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.preparing import source_of
from w2v_core.jobs.task import Task
from w2v_core.jobs.training import facts_of, finished_run
from w2v_core.storage import read_file, write_set
from w2v_core.text import library
from w2v_core.text.corpus import Corpus
from w2v_core.text.library import CorpusInfo
from w2v_core.training.loop import Trained
from w2v_core.training.tradeoffs import Budget, Outcome, trade_offs

TABLES, TABLE = "tradeoffs", "table.json"


@dataclass(frozen=True, slots=True)
class Table:
    """The outcomes so far, for the page that watches."""

    outcomes: tuple[Outcome, ...]


def admit(workspace: Workspace, payload: Mapping[str, Any], limits: Limits) -> None:
    """Refuse at once bad settings, a text that is not there, and too many runs."""
    TrainConfig.from_dict(payload["model"])
    Budget(**payload["budget"])
    workspace.corpus_folder(payload["corpus_id"])
    limits.check_kept("runs", workspace.count("runs") + len(METHODS) - 1)


def lane(payload: Mapping[str, Any]) -> str:
    """That of the trainings on the processor."""
    return "train:cpu"


def run(task: Task) -> bool:
    """Train every method on corpus `corpus_id` with the settings `model`, within `budget`."""
    task.publish(0.0, "Reading the corpus")
    folder = task.workspace.corpus_folder(task.payload["corpus_id"])
    info, corpus = library.info(folder), library.load(folder)
    model, setup = TrainConfig.from_dict(task.payload["model"]), EngineConfig(device="cpu")
    outcomes: list[Outcome] = []
    share = 0.0

    def told(done: float, method: str) -> None:
        nonlocal share
        share = done
        task.publish(done, f"Training {method_named(method).label}", Table(tuple(outcomes)))

    budget = Budget(**task.payload["budget"])
    found = trade_offs(corpus, model, setup, budget, told, task.should_stop)
    for outcome, trained in found:
        run_id = _keep(task, info, corpus, setup, trained) if trained is not None else ""
        outcomes.append(replace(outcome, run=run_id))
        task.publish(share, f"Trained {method_named(outcome.method).label}", Table(tuple(outcomes)))
        save_table(folder, outcomes)
    return True


def _keep(
    task: Task, info: CorpusInfo, corpus: Corpus, setup: EngineConfig, trained: Trained
) -> str:
    """Keep one of the models as a run like any other; its id."""
    id = new_id()
    label = method_named(trained.model.method).label
    sources = [source_of(info)]
    record = finished_run(id, f"{info.name}: {label}", sources, corpus, info.config, setup, trained)
    facts = facts_of(corpus, info.name, len(trained.embedding), task.payload["corpus_id"])
    task.workspace.keep_run(replace(record, corpus=facts), trained.embedding, trained.nodes)
    return id


def save_table(folder: Path, outcomes: list[Outcome]) -> None:
    """Keep the outcomes beside their text, in place of older ones.

    Raises:
        NotFound: if the text was deleted meanwhile.
    """
    if not folder.is_dir():
        raise NotFound("The text was deleted while methods were trained on it.")
    rows = [outcome.to_dict() for outcome in outcomes]
    write_set(folder / TABLES, {TABLE: json.dumps(rows).encode()})


def load_table(folder: Path) -> tuple[Outcome, ...]:
    """The outcomes kept beside a text; none where there are none, or they are torn."""
    try:
        rows = json.loads(read_file(folder / TABLES, TABLE))
    except TornFile:
        return ()
    return tuple(Outcome(**row) for row in rows)
