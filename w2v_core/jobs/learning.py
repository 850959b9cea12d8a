"""The job `learning`: methods on growing parts of a text, kept beside the text as a curve."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.errors import NotFound, TornFile
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.task import Task
from w2v_core.storage import read_file, write_set
from w2v_core.text import library
from w2v_core.training.learning_curve import Point, learning_curve

CURVES, CURVE = "learning", "curve.json"


@dataclass(frozen=True, slots=True)
class Curve:
    """The points so far, for the page that watches."""

    points: tuple[Point, ...]


def admit(workspace: Workspace, payload: Mapping[str, Any], limits: Limits) -> None:
    """Refuse at once bad settings and a text that is not there."""
    TrainConfig.from_dict(payload["model"])
    workspace.corpus_folder(payload["corpus_id"])


def lane(payload: Mapping[str, Any]) -> str:
    """That of the trainings on the processor."""
    return "train:cpu"


def run(task: Task) -> bool:
    """Train methods on tenths of corpus `corpus_id`, with the settings `model`."""
    task.publish(0.0, "Reading the corpus")
    folder = task.workspace.corpus_folder(task.payload["corpus_id"])
    corpus, model = library.load(folder), TrainConfig.from_dict(task.payload["model"])
    points: list[Point] = []

    def told(share: float) -> None:
        task.publish(share, f"{len(points)} trainings done", Curve(tuple(points)))

    setup = EngineConfig(device="cpu")
    for point in learning_curve(corpus, model, setup, told=told, should_stop=task.should_stop):
        points.append(point)
    if not folder.is_dir():
        raise NotFound("The text was deleted while methods were trained on it.")
    rows = json.dumps([point.to_dict() for point in points])
    write_set(folder / CURVES, {CURVE: rows.encode()})
    return True


def load_curve(folder: Path) -> tuple[Point, ...]:
    """The points kept beside a text; none where there are none, or they are torn."""
    try:
        rows = json.loads(read_file(folder / CURVES, CURVE))
    except TornFile:
        return ()
    return tuple(Point(**row) for row in rows)
