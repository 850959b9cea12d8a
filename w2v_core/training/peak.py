"""How much memory does some work take? The largest that the process grew while it went on."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

STATM = Path("/proc/self/statm")
PAGE = 4096  # bytes
EVERY = 0.02  # seconds between two looks


class Peak:
    """Watches the memory of this process while a `with` block runs; Linux only.

    Memory that earlier work gave back to the process, but not to the system, is used again unseen:
    the figure is a lower bound.

    Attributes:
        grown: bytes that the process grew by at most, or None where that cannot be told.
    """

    def __init__(self) -> None:
        self.grown: int | None = None
        self._first = resident()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory", daemon=True)

    def __enter__(self) -> Self:
        if self._first is not None:
            self.grown = 0
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._first is not None:
            self._thread.join()

    def _watch(self) -> None:
        while True:
            now = resident()
            if now is not None and self._first is not None:
                self.grown = max(self.grown or 0, now - self._first)
            if self._done.wait(EVERY):
                return


def resident() -> int | None:
    """Bytes of memory that this process holds now; None where the system does not tell."""
    try:
        return int(STATM.read_text().split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return None
