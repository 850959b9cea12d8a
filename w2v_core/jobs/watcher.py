"""Who watches a training job: it publishes, keeps what is to be kept, looks at the vectors."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from w2v_core.engines.base import Parameters
from w2v_core.jobs.curve import Point, add, curve_of, event_of, point_of
from w2v_core.jobs.frames import Frames
from w2v_core.jobs.glimpse import Glimpse, choose_probes, look
from w2v_core.jobs.keeping import Keeper
from w2v_core.jobs.task import Task
from w2v_core.runs.folder import EVENTS
from w2v_core.storage import append_event, read_events
from w2v_core.training.progress import Progress
from w2v_core.training.state import TrainingState

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
        note: what went wrong without ending the run; empty where nothing did.
    """

    run_id: str
    progress: Progress
    curve: tuple[Point, ...]
    glimpse: Glimpse | None
    note: str = ""

    @property
    def seconds_left(self) -> float | None:
        """Expected training time left, or None before the first words."""
        return self.progress.seconds_left


class Watcher:
    """The observer of one training job.

    Args:
        task: the job.
        keeper: writes its checkpoints.
        words: the vocabulary that is trained.
        torn: a sentence for each checkpoint that was damaged.
    """

    def __init__(
        self, task: Task, keeper: Keeper, words: Sequence[str], torn: Sequence[str] = ()
    ) -> None:
        self._task, self._keeper, self._words = task, keeper, words
        self._log: Path = keeper.folder / EVENTS
        self._frames = Frames(keeper.folder)
        self._torn = tuple(torn)
        self._probes = choose_probes(words, task.payload.get("probes", ()))
        self._curve: tuple[Point, ...] = curve_of(read_events(self._log))
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
        """Take snapshots; look about once a second, more seldom where a look takes long."""
        self._frames.take(self._last, read)
        start = time.monotonic()
        if start < self._next_look:
            return
        self._glimpse = look(read().W_in, self._words, self._probes, self._glimpse)
        end = time.monotonic()
        rest = min(GLIMPSE_SHARE * (end - start), MOST_PATIENCE)
        self._next_look = end + max(GLIMPSE_SECONDS, rest)
        if self._last is not None:
            self._publish(self._last)

    def keep(self, seconds: float, read: Callable[[], TrainingState]) -> None:
        """Write a checkpoint when it is time to, and when the job is to rest."""
        if not self.should_stop():
            self._keeper.keep(seconds, read)
        elif self._task.is_break() and self._log.parent.is_dir():
            self._keeper.write(read)

    def should_stop(self) -> bool:
        """Whether somebody asked the job to end, or deleted the run meanwhile."""
        return self._task.should_stop() or not self._log.parent.is_dir()

    def flush(self) -> None:
        """Note the last report in the log."""
        if self._unwritten is not None:
            with suppress(OSError):  # the run was deleted, see should_stop, or the disk is full
                append_event(self._log, event_of(self._unwritten))
            self._unwritten = None
            self._next_event = time.monotonic() + EVENT_SECONDS

    def _publish(self, progress: Progress) -> None:
        note = " ".join(filter(None, (*self._torn, self._keeper.note)))
        detail = TrainingDetail(self._task.id, progress, self._curve, self._glimpse, note)
        fraction = progress.words_done / max(progress.words_total, 1)
        self._task.publish(fraction, f"Epoch {progress.epoch} of {progress.epochs}", detail)
