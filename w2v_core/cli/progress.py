"""What a person sees on standard error while a run trains."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from w2v_core.engines.base import Parameters
from w2v_core.errors import StorageError
from w2v_core.jobs.curve import event_of
from w2v_core.jobs.frames import Frames
from w2v_core.jobs.keeping import Keeper
from w2v_core.runs.folder import EVENTS
from w2v_core.storage import append_event
from w2v_core.training.progress import Progress, Unwatched
from w2v_core.training.state import TrainingState


def reading(characters: int) -> None:
    """How much text has been read, on a terminal."""
    if sys.stderr.isatty():
        print(f"\rread {characters / 1e6:,.1f} M characters", end="", file=sys.stderr)


class Bar(Unwatched):
    """Progress on standard error: a line that redraws itself, or now and then a line in a log.

    Args:
        keeper: of the run, whose log takes every report, as in runs of the queue.
    """

    def __init__(self, keeper: Keeper) -> None:
        self.keeper, self.frames = keeper, Frames(keeper.folder)
        self.events = keeper.folder / EVENTS
        self.stopping = False
        self.live = sys.stderr.isatty()
        self.next_share = 0.0
        self.last: Progress | None = None

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *reason: object) -> None:
        if self.live:
            print(file=sys.stderr)

    def stop(self) -> None:
        """Ask the run to end after this chunk."""
        self.stopping = True

    def should_stop(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self.stopping

    def keep(self, seconds: float, read: Callable[[], TrainingState]) -> None:
        """Write a checkpoint when it is time to, and at the end, so that the run can go on."""
        if self.stopping:
            try:
                self.keeper.write(read)
            except StorageError as error:  # the vectors are smaller, and may still be kept
                print(f"\nWhere it stood was not kept: {error}", file=sys.stderr)
        else:
            self.keeper.keep(seconds, read)

    def progress(self, progress: Progress) -> None:
        """Keep the report and draw the line; in a log only every tenth of the run."""
        self.last = progress
        append_event(self.events, event_of(progress))
        share = progress.words_done / max(progress.words_total, 1)
        if self.live or share >= self.next_share:
            print(f"\r{drawn(progress)}" if self.live else drawn(progress),
                  end="" if self.live else "\n", file=sys.stderr, flush=True)  # fmt: skip
            self.next_share = share + 0.1

    def state(self, read: Callable[[], Parameters]) -> None:
        """Take a snapshot when it is time to."""
        self.frames.take(self.last, read)


def drawn(progress: Progress) -> str:
    """One progress report as a line.

    >>> drawn(Progress(50, 100, 1, 2, .01, 2.5, None, 9, 2.0))
    '[##########..........]  50 %  epoch 1/2  25 words/s  loss 2.5000  2 s left'
    """
    share = progress.words_done / max(progress.words_total, 1)
    bar = "#" * round(20 * share)
    loss = "" if progress.loss is None else f"  loss {progress.loss:.4f}"
    left = progress.seconds_left
    return (
        f"[{bar:.<20}] {share:4.0%}".replace("%", " %")
        + f"  epoch {progress.epoch}/{progress.epochs}  {progress.words_per_second:,.0f} words/s"
        + f"{loss}  {left or 0:.0f} s left"
    )


@contextmanager
def interrupts(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C calls `stop`, so that the run ends cleanly and is kept; a second one ends at once."""

    def first(*_: object) -> None:
        stop()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
