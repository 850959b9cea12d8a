"""A text that is being read: its progress, and what becomes of it."""

from contextlib import suppress

import streamlit as st

from pages.shared import state, work
from pages.shared.adding import Added
from pages.shared.says import prose
from w2v_core.errors import NotFound
from w2v_core.jobs.states import ACTIVE, DONE, FAILED, STOPPED
from w2v_core.jobs.task import JobView

_JOB, _FAILED = "reading_job", "reading_failed"  # session keys: a job's id, a sentence


def begin(added: Added) -> None:
    """Show a text that was just added: at once where it was read before, else once it is read."""
    st.session_state.pop(_FAILED, None)
    if added.job_id is None:
        state.choose(state.CORPUS, added.corpus_id)
    else:
        st.session_state[_JOB] = added.job_id
    st.rerun()


def follow() -> None:
    """The progress of what is being read, then what was read; the sentence if that failed."""
    job_id = _job()
    if job_id is not None:
        job = work.follow(job_id, stop="Cancel")
        if job.state not in ACTIVE:
            _settle(job)
    failed = st.session_state.get(_FAILED)
    if failed:
        st.error(prose(failed), title="That text could not be read", icon=":material/error:")


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


def _settle(job: JobView) -> None:
    """Choose what was read; a text that could not be read, or was cancelled, goes."""
    del st.session_state[_JOB]
    corpus_id = job.payload["corpus_id"]
    if job.state == DONE:
        state.choose(state.CORPUS, corpus_id)
        return
    if job.state in (FAILED, STOPPED):
        with suppress(NotFound):
            state.workspace().delete_corpus(corpus_id)
    if job.state == FAILED:
        st.session_state[_FAILED] = job.error
