"""What one owner has here: listed, taken along as one archive, removed, and aged out.

Age is counted in days on which the program ran, and kept in files: a clock that jumps makes one
day more, not a thousand, so that it cannot have anything deleted.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from w2v_core.errors import StorageError
from w2v_core.jobs import journal, published
from w2v_core.jobs.home import OWNER, Workspace, bytes_in
from w2v_core.jobs.queue import JobQueue
from w2v_core.storage import replace_file
from w2v_core.text.library import BUILT

DAYS, SEEN = "days.json", "seen"
BLOCK = 1 << 20  # bytes read at a time
PATIENCE = 10.0  # seconds for running jobs to end
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that an archive can name


@dataclass(frozen=True, slots=True)
class Item:
    """One text or run of an owner.

    Attributes:
        shelf: "corpora" or "runs".
        n_bytes: on disk.
        created: ISO 8601 in UTC; empty where unknown.
        published: whether everybody may look at it.
    """

    shelf: str
    id: str
    name: str
    n_bytes: int
    created: str
    published: bool


def items(own: Workspace) -> tuple[Item, ...]:
    """All that an owner keeps, texts first, each shelf newest first."""
    texts = (
        Item(
            "corpora",
            entry.id,
            entry.info.name if entry.info else entry.id[:8],
            bytes_in(own.corpus_folder(entry.id)),
            entry.info.created if entry.info else "",
            published=False,
        )
        for entry in own.corpora()
    )
    runs = (
        Item(
            "runs",
            entry.id,
            entry.name,
            bytes_in(own.run_folder(entry.id)),
            entry.created,
            own.is_published(entry.id),
        )
        for entry in own.runs()
    )
    return (*texts, *runs)


# -- to take along ---------------------------------------------------------------------------------


def archive(own: Workspace, jobs: list[dict[str, Any]]) -> Iterator[bytes]:
    """One zip archive of all that an owner keeps, piece by piece.

    Left out is what can be made again from the rest: the words read from a text.

    Args:
        own: whose.
        jobs: what is noted of the owner's jobs, plain values.
    """
    sink = _Sink()
    with ZipFile(cast(IO[bytes], sink), "w", ZIP_DEFLATED, compresslevel=1) as target:
        target.writestr("jobs.json", json.dumps(jobs, indent=1, ensure_ascii=False))
        for path in _files(own.folder):
            name = path.relative_to(own.folder).as_posix()
            with suppress(FileNotFoundError):  # deleted meanwhile
                yield from _put(target, sink, path, name)
    yield sink.taken()


def _files(folder: Path) -> list[Path]:
    """What belongs into the archive, in order."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    inside = ((path, path.relative_to(folder).parts) for path in found)
    return sorted(
        path
        for path, parts in inside
        if BUILT not in parts and not any(part.startswith(".") for part in parts)
    )


def _put(target: ZipFile, sink: "_Sink", path: Path, name: str) -> Iterator[bytes]:
    with path.open("rb") as source:
        when = datetime.fromtimestamp(path.stat().st_mtime, UTC).timetuple()[:6]
        info = ZipInfo(name, max(when, EARLIEST))
        info.compress_type, info._compresslevel = ZIP_DEFLATED, 1  # type: ignore[attr-defined]
        with target.open(info, "w", force_zip64=True) as copy:
            while block := source.read(BLOCK):
                copy.write(block)
                yield sink.taken()


class _Sink(RawIOBase):
    """What an archive writes to: it keeps what was written until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """All since the last time."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


# -- to remove -------------------------------------------------------------------------------------


def remove(queue: JobQueue, owner: str, seconds: float = PATIENCE) -> None:
    """Delete all that an owner has: texts, runs, what was published, and the list of jobs.

    Raises:
        StorageError: if a job has not ended in time; what is left can be removed again.
    """
    own = Workspace(queue.home, owner)
    try:
        queue.forget(owner, seconds)
    except TimeoutError as error:
        raise StorageError(
            "A job of yours is still ending; wait a moment, then delete again."
        ) from error
    for entry in own.runs():
        with suppress(OSError):
            if own.is_published(entry.id):
                published.unpublish(queue.home, entry.id)
    shutil.rmtree(own.folder, ignore_errors=True)
    journal.note("removed", owner=journal.short(owner))


# -- to age out ------------------------------------------------------------------------------------


def days_run(home: Path, today: str) -> int:
    """On how many days the program ran, today included.

    Args:
        home: folder of all state.
        today: as a date, such as "2026-11-21"; another than at the last call is one day more.
    """
    path = home / DAYS
    try:
        kept = json.loads(path.read_bytes())
        day, n = str(kept["day"]), int(kept["n"])
    except (OSError, ValueError, KeyError, TypeError):
        day, n = "", 0
    if day == today:
        return n
    replace_file(path, json.dumps({"day": today, "n": n + 1}).encode())
    return n + 1


def note_visit(own: Workspace, day: int) -> bool:
    """Note that an owner was here on the n-th day; whether this was the first time that day.

    Owners who keep nothing leave no trace.
    """
    path = own.folder / SEEN
    if not own.folder.is_dir() or _seen(path) == day:
        return False
    replace_file(path, str(day).encode())
    return True


def age_out(queue: JobQueue, kept_days: int, day: int) -> int:
    """Remove the data of owners who were not here for so many days; how many these were.

    An owner of whom no visit is noted counts as seen now.
    """
    if not kept_days:
        return 0
    gone = 0
    root = queue.home / "owners"
    for folder in root.iterdir() if root.is_dir() else ():
        if not OWNER.fullmatch(folder.name):
            continue
        own = Workspace(queue.home, folder.name)
        seen = _seen(folder / SEEN)
        if seen is None:
            note_visit(own, day)
        elif day - seen > kept_days:
            with suppress(StorageError):
                remove(queue, own.owner)
                gone += 1
    return gone


def _seen(path: Path) -> int | None:
    try:
        return int(path.read_bytes())
    except (OSError, ValueError):
        return None
