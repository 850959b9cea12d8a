"""Joins training and runs: writes where a training stands, and finds where it stood."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from logging import getLogger
from pathlib import Path
from typing import Any

from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.engines import choose
from w2v_core.errors import ConfigError, StorageError
from w2v_core.jobs.curve import finite
from w2v_core.runs.checkpoints import Checkpoint, newest_checkpoint, write_checkpoint
from w2v_core.text.corpus import Corpus
from w2v_core.training.state import TrainingState

SHARE = 0.02  # of the training time may go into checkpoints
Read = Callable[[], TrainingState]
log = getLogger(__name__)


class Keeper:
    """Writes the checkpoints of one training.

    Args:
        folder: of the run.
        every: seconds of training between two checkpoints; 0: none but those asked for.
        problem: what they belong to, as `problem_of` says it.
    """

    def __init__(self, folder: Path, every: float, problem: Mapping[str, Any]) -> None:
        self.folder, self.every, self.problem = folder, every, problem
        self.began: float | None = None
        self.last = self.took = self.spent = 0.0
        self.chunks = 0  # done when the last one was written
        self.note = ""  # why the last one could not be written

    def keep(self, seconds: float, read: Read) -> None:
        """Write one if it is time to, at no more than a share of the training time.

        A full disk does not end the training; the note says so.

        Args:
            seconds: training time so far.
            read: gives where the training stands.
        """
        if self.began is None:
            self.began = self.last = seconds
        here = seconds - self.began
        if not self.every or seconds - self.last < self.every:
            return
        if self.spent + self.took > SHARE * here:
            return
        self.last = seconds
        try:
            self.write(read)
            self.note = ""
        except StorageError as error:
            log.exception("A checkpoint could not be written.")
            self.note = str(error)

    def write(self, read: Read) -> None:
        """Write one now, unless the last one says the same.

        Raises:
            StorageError: if the disk is full or the folder cannot be written.
        """
        begin = time.perf_counter()
        state = read()
        if state.chunks == self.chunks:
            return
        place = {name: finite(value) for name, value in state.facts().items()}
        facts = dict(self.problem) | {"state": place}
        with suppress(FileNotFoundError):  # the run was deleted
            write_checkpoint(self.folder, state.chunks, facts, state.tables)
            self.chunks = state.chunks
        self.took = time.perf_counter() - begin
        self.spent += self.took


def problem_of(corpus: Corpus, model: TrainConfig, setup: EngineConfig) -> dict[str, Any]:
    """What a checkpoint belongs to: text, settings and engine, as plain values."""
    engine = choose(model, setup).entry.name
    options = {"model": model.to_dict(), "seed": setup.seed}
    return {"corpus": corpus.fingerprint(), "engine": engine} | options


def place_of(
    folder: Path, problem: Mapping[str, Any]
) -> tuple[TrainingState | None, tuple[str, ...]]:
    """Where the training of a run stood, and what has to be said of it.

    Args:
        folder: of the run.
        problem: what is to be gone on with, as `problem_of` says it.

    Returns:
        None where there is no whole checkpoint; and a sentence for each torn one.

    Raises:
        ConfigError: if the checkpoint is of another text, other settings or another engine.
    """
    found, torn = newest_checkpoint(folder)
    if found is None:
        return None, torn
    _check(found, problem)
    return TrainingState.of(found.facts["state"], found.tables), torn


def _check(found: Checkpoint, problem: Mapping[str, Any]) -> None:
    says = {
        "corpus": "The text has changed since this run began",
        "engine": f"This run was trained by the engine {found.facts.get('engine')}, which is not "
        f"the one that would train it now ({problem['engine']})",
    }
    for name, value in problem.items():
        if found.facts.get(name) != value:
            what = says.get(name, f"The {name} of this run was another")
            raise ConfigError(f"{what}, so it cannot go on where it was left; train it anew.")
