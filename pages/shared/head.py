"""The head of a page: its title, one line that says what it is for, and what it is about."""

import streamlit as st

from pages.shared import empty, pick, state
from w2v_core.errors import NotFound
from w2v_core.jobs.home import RunEntry

OTHERS = ":material/visibility: Another visitor lets you look at this run; it stays theirs."


def title(name: str, says: str) -> None:
    """The title and one line below it."""
    st.title(name, anchor=False)
    st.caption(says)


def run_page(name: str, says: str) -> RunEntry:
    """The head of a page about one run, which is chosen here; it has a record.

    Where there is no run to show, the page says so, offers the way on, and ends.
    """
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        title(name, says)
    try:
        run = state.current_run()
    except NotFound as error:
        empty.not_found(state.RUN, error)
        st.stop()
    if run is None:
        empty.no_run()
        st.stop()
    with right:
        pick.run(run)
    if not state.owns(run.id):
        st.caption(OTHERS, text_alignment="right")
    if run.record is None:
        empty.unfinished(run.name, run.problem or "")
        st.stop()
    return run
