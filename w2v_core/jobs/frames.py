"""Joins training and runs: takes the snapshots of one training, at moments that grow apart."""

from collections.abc import Callable
from contextlib import suppress
from logging import getLogger
from pathlib import Path

from w2v_core.engines.base import Parameters
from w2v_core.errors import StorageError, TornFile
from w2v_core.jobs.curve import finite
from w2v_core.runs.snapshots import Snapshot, add_snapshot
from w2v_core.training.progress import Progress
from w2v_core.training.schedule import marks_passed

log = getLogger(__name__)


class Frames:
    """Takes the snapshots of one training.

    Args:
        folder: of the run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = 0  # marks passed when the last one was taken

    def take(self, progress: Progress | None, read: Callable[[], Parameters]) -> None:
        """Take one if a mark was passed since the last one; a full disk does not end a training.

        Args:
            progress: the last report.
            read: gives the model as it is now.
        """
        if progress is None or not progress.words_total:
            return
        passed = marks_passed(progress.words_done / progress.words_total)
        if passed == self._taken:
            return
        self._taken = passed
        snapshot = Snapshot(progress.words_done, finite(progress.loss), read().W_in)
        try:
            with suppress(FileNotFoundError):  # the run was deleted
                add_snapshot(self._folder, snapshot)
        except (StorageError, TornFile):
            log.exception("A snapshot could not be written.")
