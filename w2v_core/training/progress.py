"""What a running training says of itself, and what it hears."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from w2v_core.engines.base import Parameters
from w2v_core.training.state import TrainingState


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a training run.

    Attributes:
        words_done: corpus words passed so far, all epochs, subsampled ones included.
        words_total: corpus words of all epochs.
        epoch: current pass over the text, from 1.
        epochs: passes in all.
        lr: learning rate now.
        loss: mean training loss per pair since the report before, in nats (float64); None where
            no pair was trained since.
        held_out: mean held-out loss per pair, or None where not measured at this report.
        pairs: pairs trained so far.
        seconds: training time so far, without reading, scoring and keeping.
    """

    words_done: int
    words_total: int
    epoch: int
    epochs: int
    lr: float
    loss: float | None
    held_out: float | None
    pairs: int
    seconds: float

    @property
    def words_per_second(self) -> float:
        """Corpus words a second of training time."""
        return self.words_done / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Expected training time left, or None before the first words."""
        if not self.words_done or not self.seconds:
            return None
        return (self.words_total - self.words_done) / self.words_per_second


class Observer(Protocol):
    """Who watches a training run: told of progress, asked whether to stop."""

    def progress(self, progress: Progress) -> None:
        """Take one report; called about five times a second."""

    def state(self, read: Callable[[], Parameters]) -> None:
        """May call `read` for a copy of the model as it is now; its time is not training time."""

    def keep(self, seconds: float, read: Callable[[], TrainingState]) -> None:
        """May call `read` for all that the rest of the training depends on, and store it.

        Called after every chunk, and again where the training is stopped after one. It takes no
        training time; `seconds` is that so far.
        """

    def should_stop(self) -> bool:
        """Whether training should end now and keep what it has; asked after every chunk."""


class Unwatched:
    """The observer that listens to nothing and never stops a run."""

    def progress(self, progress: Progress) -> None:
        """Ignore the report."""

    def state(self, read: Callable[[], Parameters]) -> None:
        """Ignore the state."""

    def keep(self, seconds: float, read: Callable[[], TrainingState]) -> None:
        """Keep nothing."""

    def should_stop(self) -> bool:
        """Never."""
        return False
