"""Whose page this is, and which run and corpus it shows: the only home of session keys.

`?run=<id>` and `?corpus=<id>` choose; they survive a reload because they stand in the address, and
a switch of pages because the session repeats them there. The cookie decides who owns what.
"""

import os
from functools import lru_cache
from pathlib import Path

import streamlit as st

from pages.shared import owner as owners
from pages.shared.queues import QUEUES
from pages.shared.run_view import run_entry
from w2v_core.errors import NotFound
from w2v_core.jobs.home import CorpusEntry, RunEntry, Workspace, home
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.settings import Settings, read_settings

RUN, CORPUS = "run", "corpus"  # names in the address
_OWNER = "owner"
_CHOSEN = "chosen_{}"


def queue(warm: bool = False) -> JobQueue:
    """The queue of this server; opened by its start, or here if there was none (tests).

    Args:
        warm: compile in the background what the first clicks would wait for.
    """
    return QUEUES.over(home(), warm)


def settings() -> Settings:
    """The settings of this server, as they were when it was started."""
    return _settings(home())


@lru_cache(maxsize=4)
def _settings(folder: Path) -> Settings:
    return read_settings(folder, os.environ)


def owner() -> str:
    """Who visits: the cookie's owner; without a valid cookie, one for this session alone."""
    named = owners.verify(st.context.cookies.get(owners.COOKIE))
    if named is None:
        named = st.session_state.setdefault(_OWNER, owners.new_owner())
    return named


def workspace() -> Workspace:
    """Everything that belongs to the visitor."""
    return Workspace(home(), owner())


def owns(run_id: str) -> bool:
    """Whether a run is the visitor's own, and not one that another lets everybody look at."""
    own = workspace()
    return own.shown_by(run_id).owner == own.owner


def choose(kind: str, id: str | None) -> None:
    """Make a run or a corpus (`RUN`, `CORPUS`) the chosen one; None: no choice."""
    if id is None:
        st.query_params.pop(kind, None)
        st.session_state.pop(_CHOSEN.format(kind), None)
    else:
        st.session_state[_CHOSEN.format(kind)] = st.query_params[kind] = id


def current_run() -> RunEntry | None:
    """The chosen run; with no choice the newest finished one; None where there is none.

    Raises:
        NotFound: if the address names a run that is neither the visitor's nor published.
    """
    id = _chosen(RUN)
    if id is None:
        runs = (entry for entry in workspace().runs() if entry.record is not None)
        entry = next(runs, None)
    else:
        entry = run_entry(workspace(), id)
    if entry is not None:
        choose(RUN, entry.id)
    return entry


def current_corpus() -> CorpusEntry | None:
    """The chosen corpus; with no choice the newest that was read, or else the newest.

    None where there is none that could be read.

    Raises:
        NotFound: if the address names a corpus that is not the visitor's.
    """
    id = _chosen(CORPUS)
    if id is not None:
        workspace().corpus_folder(id)
    entries = workspace().corpora()
    if id is not None:
        fits = [entry for entry in entries if entry.id == id]
    else:
        sound = [entry for entry in entries if entry.info]
        fits = [entry for entry in sound if entry.info and entry.info.sizes] or sound
    entry = next(iter(fits), None)
    if entry is not None:
        choose(CORPUS, entry.id)
    return entry


def _chosen(kind: str) -> str | None:
    """The id in the address, else the one of the session if it still exists."""
    asked = st.query_params.get(kind)
    if asked is not None:
        return asked
    remembered = st.session_state.get(_CHOSEN.format(kind))
    if remembered is None:
        return None
    try:
        own = workspace()
        own.shown_by(remembered) if kind == RUN else own.corpus_folder(remembered)
    except NotFound:
        choose(kind, None)
        return None
    return str(remembered)
