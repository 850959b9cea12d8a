"""Which processes live: each holds a lock that the system lets go of when the process dies."""

import os
import secrets
from pathlib import Path
from typing import IO


class Boot:
    """One start of the program over a home; alive until `close` or the end of the process.

    Attributes:
        id: random name of this start.
    """

    def __init__(self, home: Path) -> None:
        self.id = secrets.token_hex(8)
        self._folder = home / "boots"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = (self._folder / self.id).open("wb")
        _try_lock(self._file)

    def lives(self, id: str) -> bool:
        """Whether the process of another start still runs; forgets those that do not."""
        if id == self.id:
            return True
        path = self._folder / id
        try:
            with path.open("rb+") as file:
                if not _try_lock(file):
                    return True
        except OSError:
            return False
        path.unlink(missing_ok=True)
        return False

    def close(self) -> None:
        """Let go, as the end of the process would."""
        self._file.close()
        (self._folder / self.id).unlink(missing_ok=True)


def _try_lock(file: IO[bytes]) -> bool:
    """Lock a file for this process; False where another holds it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
