"""A text that is being read: its progress, and what becomes of it."""

from contextlib import suppress

import streamlit as st

from pages.shared import state, work
from pages.shared.adding import Added
from pages.shared.says import problem, prose
from w2v_core.errors import NotFound, W2VError
from w2v_core.jobs.states import ACTIVE, DONE, FAILED, STOPPED
from w2v_core.jobs.task import JobView
from w2v_core.text import library

# Session keys: a job's id, whether its text came in with it, a sentence.
_JOB, _NEW, _FAILED = "reading_job", "reading_new", "reading_failed"


def begin(added: Added) -> None:
    """Show a text that was just added: at once where it was read before, else once it is read."""
    st.session_state.pop(_FAILED, None)
    if added.job_id is None:
        state.choose(state.CORPUS, added.corpus_id)
    else:
        st.session_state[_JOB], st.session_state[_NEW] = added.job_id, added.is_new
    st.rerun()


def follow() -> None:
    """The progress of what is being read, then what was read; the sentence if that failed."""
    job_id = _job()
    if job_id is not None:
        _follow(job_id)
    failed = st.session_state.get(_FAILED)
    if failed:
        st.error(prose(failed), title="That text could not be read", icon=":material/error:")


def _follow(job_id: str) -> None:
    try:
        job = work.follow(job_id, label="Cancel")
    except W2VError as error:
        _forget()
        problem(error)
        return
    if job.state not in ACTIVE:
        _settle(job, is_new=_forget())


def _forget() -> bool:
    """Nothing is being read any more; whether what was had just come in, by this session."""
    del st.session_state[_JOB]
    return bool(st.session_state.pop(_NEW, False))


def _job() -> str | None:
    """The reading job that was begun here, else one of the visitor's that still goes on."""
    queue, owner = state.queue(), state.owner()
    id = st.session_state.get(_JOB)
    if id is None:
        active = (job.id for job in queue.views(owner, "corpus") if job.state in ACTIVE)
        id = next(active, None)
        if id is not None:
            st.session_state[_JOB] = id
    return id


def _settle(job: JobView, is_new: bool) -> None:
    """Choose what was read; a new text that could not be read, or was cancelled, goes."""
    corpus_id = job.payload["corpus_id"]
    if job.state == DONE:
        state.choose(state.CORPUS, corpus_id)
        return
    if is_new and job.state in (FAILED, STOPPED):
        with suppress(NotFound):
            own = state.workspace()
            if not library.is_built(own.corpus_folder(corpus_id)):
                own.delete_corpus(corpus_id)
    if job.state == FAILED:
        st.session_state[_FAILED] = job.error
