"""Where everything is kept, and whose it is: one folder an owner, nothing crosses.

Ids are made here, at random; whatever else comes in as an id is answered like an id that is not
there. Does not: know cookies or pages; an owner is a name that the caller vouches for.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.errors import ConfigError, NotFound, W2VError
from w2v_core.jobs import published
from w2v_core.jobs.bin import bin_of
from w2v_core.runs import folder as layout
from w2v_core.runs.record import RunRecord
from w2v_core.storage import MANIFEST, Writer, read_events, replace_file
from w2v_core.text import library
from w2v_core.text.library import CorpusInfo

OWNER = re.compile(r"[A-Za-z0-9_-]{5,64}")
ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
A_DAY = 86_400.0  # seconds
UPLOAD_DAYS = 30  # that a file which came in may wait to be read


def home() -> Path:
    """The folder of all state; where it is missing, it is made for its user alone.

    `W2V_HOME` where set, else the user's data folder of the system.
    """
    named = os.environ.get("W2V_HOME")
    if named:
        folder = Path(named).expanduser().absolute()
    else:
        from platformdirs import user_data_path

        folder = user_data_path("word2vec-explorer", appauthor=False)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def new_id() -> str:
    """A random id of 128 bits, as 32 hex digits."""
    return secrets.token_hex(16)


def now() -> str:
    """The time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One run in a list.

    Attributes:
        record: None where the run is not finished, or damaged.
        problem: why there is no record, one sentence; None where there is one.
        unfinished: training goes on or was cut; only its events are there.
        note: what the owner wrote beside it.
    """

    id: str
    name: str
    created: str
    record: RunRecord | None
    problem: str | None = None
    unfinished: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    """One corpus in a list: `info`, or the `problem` that keeps it from being read."""

    id: str
    info: CorpusInfo | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """What belongs to one owner.

    Raises:
        NotFound: for an owner's name that is malformed; by every method for an id that is
            malformed, not there, or somebody else's: they look alike.
    """

    home: Path
    owner: str

    def __post_init__(self) -> None:
        if not OWNER.fullmatch(self.owner):
            raise NotFound("This owner does not exist; reload the page to get a new one.")

    @property
    def folder(self) -> Path:
        """Everything of this owner lies beneath."""
        return self.home / "owners" / self.owner

    def run_folder(self, id: str) -> Path:
        """The folder of a run that exists."""
        return self._existing("runs", id, "run")

    def corpus_folder(self, id: str) -> Path:
        """The folder of a corpus that exists."""
        return self._existing("corpora", id, "corpus")

    def new_run_folder(self, id: str) -> Path:
        """An empty folder for the run of job `id`."""
        return self._fresh("runs", id)

    def new_corpus_folder(self, id: str) -> Path:
        """An empty folder for the corpus `id`, made by `new_id`."""
        return self._fresh("corpora", id)

    def keep_run(
        self, record: RunRecord, embedding: Embedding, nodes: FloatMatrix | None = None
    ) -> None:
        """Write a new run, as `save_run` does; where that fails, no empty one is left."""
        folder = self.new_run_folder(record.id)
        try:
            layout.save_run(folder, record, embedding, nodes)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def runs(self) -> tuple[RunEntry, ...]:
        """All runs, newest first; a torn one is listed with its problem."""
        entries = [_run_entry(folder) for folder in self._folders("runs")]
        return tuple(sorted(entries, key=lambda entry: (entry.created, entry.id), reverse=True))

    def corpora(self) -> tuple[CorpusEntry, ...]:
        """All corpora, newest first; a torn one is listed with its problem, last."""
        entries = [_corpus_entry(folder) for folder in self._folders("corpora")]
        created = {entry.id: entry.info.created if entry.info else "" for entry in entries}
        return tuple(sorted(entries, key=lambda entry: (created[entry.id], entry.id), reverse=True))

    def count(self, shelf: str) -> int:
        """How many there are on a shelf, "runs" or "corpora", whole or not."""
        return sum(1 for _ in self._folders(shelf))

    def n_bytes(self, shelf: str) -> int:
        """What all on a shelf take on disk."""
        return bytes_in(self.folder / shelf)

    def rename_run(self, id: str, name: str) -> None:
        """Give a run another name; raises ConfigError if nothing is left of it."""
        layout.rename(self.run_folder(id), name)

    def annotate_run(self, id: str, note: str) -> None:
        """Write a note beside a run; an empty one takes it away."""
        layout.annotate(self.run_folder(id), note)

    def delete_run(self, id: str) -> None:
        """Remove a run; for an hour it can be had back."""
        folder = self.run_folder(id)
        self.unpublish_run(id)
        bin_of(self.folder).take(folder)

    def discard_run(self, id: str) -> None:
        """Remove a run that never was one; it cannot be had back."""
        self._delete(self.run_folder(id))

    def restore_run(self, id: str) -> None:
        """Have a run back that was deleted less than an hour ago."""
        if not ID.fullmatch(id):
            raise NotFound("This run is not here any more; choose another.")
        bin_of(self.folder).give_back(id, self.folder / "runs" / id)

    def deleted_runs(self) -> tuple[RunEntry, ...]:
        """The runs that can still be had back, newest first."""
        entries = [_run_entry(folder) for folder in bin_of(self.folder).held()]
        return tuple(sorted(entries, key=lambda entry: entry.created, reverse=True))

    def keep_upload(self, id: str, data: bytes | Writer) -> Path:
        """Put a file that came in where a job can read it; its path is `upload(id)`."""
        path = self.upload(id)
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.iterdir():  # what a crash left behind
            with suppress(FileNotFoundError):
                if time.time() - old.stat().st_mtime > UPLOAD_DAYS * A_DAY:
                    old.unlink()
        replace_file(path, data)
        return path

    def upload(self, id: str) -> Path:
        """The path of a file that came in, under an id made by `new_id`."""
        if not ID.fullmatch(id):
            raise NotFound("This id is not one of ours; let the program make it.")
        return self.folder / "uploads" / id

    def publish_run(self, id: str) -> None:
        """Let everybody who knows the id look at a run, and at nothing else; nobody changes it.

        Raises:
            ConfigError: if the run has not ended.
        """
        if not (self.run_folder(id) / MANIFEST).exists():
            raise ConfigError("This run has no vectors yet; publish it when it has ended.")
        published.publish(self.home, id, self.owner)

    def unpublish_run(self, id: str) -> None:
        """Have a run to oneself again."""
        self.run_folder(id)
        if self.is_published(id):
            published.unpublish(self.home, id)

    def is_published(self, id: str) -> bool:
        """Whether this owner lets everybody look at a run."""
        return bool(ID.fullmatch(id)) and published.owner_of(self.home, id) == self.owner

    def shown_by(self, id: str) -> "Workspace":
        """Where a run may be read: here, or in the workspace of the owner who published it.

        To read is all that it is for: who asks for a change goes through the own workspace.
        """
        other = published.owner_of(self.home, id) if ID.fullmatch(id) else None
        shelf = self
        if other is not None and OWNER.fullmatch(other):
            shelf = Workspace(self.home, other)
        shelf.run_folder(id)
        return shelf

    def delete_corpus(self, id: str) -> None:
        """Remove a corpus for good; runs made of it stay."""
        self._delete(self.corpus_folder(id))

    def _existing(self, shelf: str, id: str, what: str) -> Path:
        folder = self.folder / shelf / id if ID.fullmatch(id) else None
        if folder is None or folder.is_symlink() or not folder.is_dir():
            raise NotFound(f"This {what} does not exist, or is not yours; choose another.")
        return folder

    def _fresh(self, shelf: str, id: str) -> Path:
        if not ID.fullmatch(id):
            raise NotFound("This id is not one of ours; let the program make it.")
        folder = self.folder / shelf / id
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _folders(self, shelf: str) -> Iterator[Path]:
        root = self.folder / shelf
        found = root.iterdir() if root.is_dir() else iter(())
        return (path for path in found if ID.fullmatch(path.name) and path.is_dir())

    def _delete(self, folder: Path) -> None:
        """Move away first: half a deletion must not look like a damaged run."""
        place = folder.with_name(f".{new_id()}")  # no id begins with a dot
        try:
            folder.rename(place)
        except FileNotFoundError as error:
            raise NotFound("It is not here; it may have been deleted meanwhile.") from error
        shutil.rmtree(place, ignore_errors=True)


def bytes_in(folder: Path) -> int:
    """What all files beneath a folder take; those that vanish meanwhile count nothing."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.lstat().st_size if not path.is_dir() else 0
    return total


def _run_entry(folder: Path) -> RunEntry:
    try:
        record = layout.load_record(folder)
        note = layout.note_of(folder)
        return RunEntry(folder.name, record.name, record.created, record, note=note)
    except W2VError as error:
        problem = str(error)
    events = read_events(folder / layout.EVENTS)
    start = events[0] if events and events[0].get("event") == "start" else {}
    name, created = str(start.get("name", folder.name[:8])), str(start.get("created", ""))
    if (folder / MANIFEST).exists():
        return RunEntry(folder.name, name, created, None, problem)
    cut = "Training has not ended, or was cut; its events so far are kept."
    return RunEntry(folder.name, name, created, None, cut, unfinished=True)


def _corpus_entry(folder: Path) -> CorpusEntry:
    try:
        return CorpusEntry(folder.name, library.info(folder))
    except W2VError as error:
        return CorpusEntry(folder.name, None, str(error))
