"""How a text comes in: pasted, uploaded or built-in. Asking twice for the same keeps it once."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from w2v_core.config import TextConfig
from w2v_core.errors import NotFound, W2VError
from w2v_core.jobs import requests, texts
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import MB, Limits
from w2v_core.jobs.preparing import BUILT_IN
from w2v_core.jobs.queue import JobQueue
from w2v_core.text import library
from w2v_core.text.archives import unpacked
from w2v_core.text.sources import clean, decode, label

NAME_LENGTH = 40  # characters of a pasted text that become its name
MOST_NOTES = 5  # that are kept of one upload


class File(Protocol):
    """An uploaded file; its name is whatever the visitor's browser sent."""

    name: str

    def getvalue(self) -> bytes:
        """The whole file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text that came in, and what the reader should know of it."""

    name: str
    kind: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """Where a text went.

    Attributes:
        job_id: the job that reads it; None: it was read before.
        is_new: it was not kept before.
    """

    corpus_id: str
    job_id: str | None
    is_new: bool = False


def uploaded(files: Sequence[File], limits: Limits) -> Source:
    """One text of one or many files, packed or not.

    Raises:
        TextError: naming the file that is none.
        LimitReached: if they are too large together, once they are unpacked.
    """
    texts: list[str] = []
    notes: list[str] = []
    left = limits.upload_mb * MB
    for file in files:
        members, note = unpacked(file.getvalue(), file.name, left)
        left -= sum(len(member.data) for member in members)
        decoded = [decode(member.data, member.name) for member in members]
        texts += (one.text for one in decoded)
        notes += filter(None, (note, *(one.note for one in decoded)))
    limits.check_upload(limits.upload_mb * MB - left)
    others = len(files) - 1
    name = label(files[0].name) + (f" and {others} more" if others else "")
    text = "\n".join(texts)  # a sentence never spans two files
    return Source(name, "upload", text, " ".join(notes[:MOST_NOTES]))


def pasted(text: str) -> Source:
    """A pasted text, named after its beginning."""
    return Source(" ".join(text[: 4 * NAME_LENGTH].split())[:NAME_LENGTH], "pasted", text)


def add(queue: JobQueue, own: Workspace, source: Source, config: TextConfig) -> Added:
    """Keep a text and have it read.

    Raises:
        TextError: if it holds nothing but blanks.
        LimitReached: if it is too large, the owner keeps too much, or too many jobs wait.
    """
    same = _kept(own, source, config)
    if same is not None:
        if same.job_id is None:
            return same
        return Added(same.corpus_id, requests.prepare(queue, own.owner, same.corpus_id))
    facts = (source.name, source.kind, source.text, config, source.note)
    id = texts.keep(own, queue.limits, *facts)
    try:
        return Added(id, requests.prepare(queue, own.owner, id), is_new=True)
    except W2VError:
        with suppress(NotFound):
            own.delete_corpus(id)
        raise


def add_built_in(queue: JobQueue, own: Workspace, name: str, config: TextConfig) -> Added:
    """Have a built-in text made and read; raises LimitReached as `add` does."""
    wanted = (BUILT_IN[name][0], "built-in", config)
    for entry in own.corpora():
        info = entry.info
        if info and info.sizes and (info.name, info.kind, info.config) == wanted:
            return Added(entry.id, None)
    job_id = requests.prepare_built_in(queue, own.owner, name, config)
    return Added(queue.view(own.owner, job_id).payload["corpus_id"], job_id, is_new=True)


def _kept(own: Workspace, source: Source, config: TextConfig) -> Added | None:
    """The corpus of this very text, if it is kept; its job is "" where it still has to be read."""
    text = clean(source.text)
    for entry in own.corpora():
        info = entry.info
        if info is None or (info.n_characters, info.config) != (len(text), config):
            continue
        with suppress(W2VError):
            if library.text_of(own.corpus_folder(entry.id)) == text:
                return Added(entry.id, None if info.sizes else "")
    return None
