"""The queue of the process, one a home: no session closes it, whatever its browser sends.

Streamlit's caches are no place for it, for every browser can have them cleared.
"""

import threading
from pathlib import Path

from w2v_core.jobs.queue import JobQueue


class Queues:
    """Queues by their home; each is opened once, however many threads ask at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Path, JobQueue] = {}

    def over(self, folder: Path, warm: bool = False) -> JobQueue:
        """The queue over a home, opened by whoever asks first.

        Args:
            folder: the home.
            warm: compile in the background what the first clicks would wait for.
        """
        from w2v_core.jobs.start_up import open_jobs

        with self._lock:
            if folder not in self._open:
                self._open[folder] = open_jobs(folder, warm=warm)
            return self._open[folder]


QUEUES = Queues()
