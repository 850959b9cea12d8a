"""What a page says when there is nothing to show yet: one sentence, and one button that helps."""

import streamlit as st

from pages.shared import state
from pages.shared.says import prose
from w2v_core.config import COUNTED
from w2v_core.jobs.home import CorpusEntry

NEVER_READ = "This text was not read to its end."


def no_run() -> None:
    """Nothing trained yet."""
    _card(
        "Nothing trained yet",
        "This page shows word vectors. Train some on the built-in toy world in a few seconds, "
        "or bring a text of your own.",
        ":material/hub:",
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        if st.button("Go to Start", type="primary", icon=":material/rocket_launch:"):
            st.switch_page("pages/start.py")
        if st.button("Bring a text", icon=":material/upload_file:"):
            st.switch_page("pages/corpus.py")


def no_film(method: str) -> None:
    """A run of which no snapshots were kept."""
    why = {
        COUNTED: "Counting has no way to watch: its vectors come from one pass over the text. "
    }.get(method, "No snapshots were kept of this run; it is an older one, or was imported. ")
    _card(
        "Nothing to play",
        f"{why}Runs that are trained keep some twenty by themselves. On the toy world that takes "
        "seconds.",
        ":material/movie:",
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        if st.button("Train the toy world", type="primary", icon=":material/play_arrow:"):
            st.switch_page("pages/start.py")
        if st.button("Train on a text of mine", icon=":material/model_training:"):
            st.switch_page("pages/train.py")


def no_corpus() -> None:
    """No text yet."""
    _card(
        "No text yet",
        "Choose a built-in text, paste one, or upload a file; it stays on this machine.",
        ":material/article:",
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        if st.button("Choose a text", type="primary", icon=":material/upload_file:"):
            st.switch_page("pages/corpus.py")


def unread(entry: CorpusEntry) -> None:
    """A text without words: it was never read to its end, or is damaged."""
    _card("No words yet", prose(entry.problem or NEVER_READ), ":material/hourglass_empty:")
    with st.container(horizontal=True, horizontal_alignment="center"):
        if st.button("Go to Corpus", type="primary", icon=":material/menu_book:"):
            st.switch_page("pages/corpus.py")


def not_found(kind: str, error: Exception) -> None:
    """The address names something that is not there, or is not the visitor's."""
    st.warning(prose(str(error)), title=f"This {kind} is not here", icon=":material/search_off:")
    if st.button(f"Show my newest {kind}", type="primary"):
        state.choose(kind, None)
        st.rerun()


def unfinished(name: str, problem: str) -> None:
    """A run without vectors: it trains still, was cut, or is damaged."""
    _card("No vectors to show", prose(problem), ":material/hourglass_empty:")
    with st.container(horizontal=True, horizontal_alignment="center"):
        if st.button("Open on the Train page", type="primary"):
            st.switch_page("pages/train.py")
        if st.button("See all runs"):
            st.switch_page("pages/runs.py")


def _card(title: str, says: str, icon: str) -> None:
    st.space("large")
    with st.container(horizontal_alignment="center"):
        st.markdown(f"#### {icon} {title}", width="content", text_alignment="center")
        st.markdown(says, width=520, text_alignment="center")
