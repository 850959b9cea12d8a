"""Letting others look at a run: a button, the link to hand on, and the way back."""

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.shared import state, work
from w2v_core.jobs.home import RunEntry

WHAT = (
    "can look at this run: its words and how often they occur, its vectors, maps, settings and "
    "curve, and the name of its text. Nobody else can rename, continue or delete it, and nobody "
    "else sees the text."
)
PUBLIC = f"Everybody who has the link {WHAT}"
PRIVATE = f"Only you see this run. Publish it, and everybody who has its link {WHAT}"


def publish_button(run: RunEntry) -> None:
    """Publish a run that has ended, hand on its link, or take it back."""
    if run.record is None:
        return
    public = state.workspace().is_published(run.id)
    icon = ":material/public:" if public else ":material/share:"
    with st.popover("Published" if public else "Publish", icon=icon):
        st.markdown(PUBLIC if public else PRIVATE)
        if public:
            st.code(link(st.context.url or "", run.id), language=None, wrap_lines=True)
        st.button(
            "Take it back" if public else "Publish it",
            key=f"publish_{run.id}",
            type="secondary" if public else "primary",
            on_click=_switch,
            args=(run.id, not public),
        )


def link(here: str, run_id: str) -> str:
    """The address of a run's map, seen from the address of another page.

    >>> link("http://lab:8501/w2v/runs?run=9", "abc")
    'http://lab:8501/w2v/map?run=abc'
    """
    parts = urlsplit(here)
    path = parts.path.rstrip("/").rpartition("/")[0] + "/map"
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode({state.RUN: run_id}), ""))


def _switch(run_id: str, public: bool) -> None:
    own = state.workspace()
    work.attempt(lambda: own.publish_run(run_id) if public else own.unpublish_run(run_id))
