"""Named lists of words: made on one page, used on others."""

import re
from collections.abc import Callable, Sequence

import streamlit as st

from pages.shared import state, work
from pages.shared.text import plain, visible
from w2v_core.jobs.lists import drop_list, keep_list, word_lists
from w2v_core.runs.folder import MAX_NAME

BETWEEN = re.compile(r"[\s,;]+")


def typed_words(text: str, most: int = 1_000) -> list[str]:
    r"""The words of a typed or pasted list, each once.

    >>> typed_words("oil, gas;oil\n opec")
    ['oil', 'gas', 'opec']
    """
    return list(dict.fromkeys(filter(None, BETWEEN.split(text))))[:most]


def pick_list(label: str, on_pick: Callable[[Sequence[str]], None], *, key: str) -> None:
    """A choice of the visitor's named lists, if there are any; a pick is told before the rerun."""
    lists = word_lists(state.workspace())
    if not lists:
        return

    def picked() -> None:
        name = st.session_state[key]
        st.session_state[key] = None
        if name in lists:
            on_pick(lists[name])

    st.selectbox(
        label, list(lists), None, lambda name: f"{visible(name)} ({len(lists[name]):,})",
        key=key, on_change=picked, placeholder="Choose a list",
    )  # fmt: skip


def keep_form(words: Sequence[str], *, key: str) -> None:
    """Keep words under a name, or let go of lists that were kept."""
    own = state.workspace()
    with st.popover("Keep as a list", icon=":material/bookmark_add:", disabled=not words):
        name = st.text_input("Name of the list", max_chars=MAX_NAME, key=f"{key}_name")
        asked = st.button(f"Keep {len(words):,} words", type="primary", key=f"{key}_keep")
        if asked and work.attempt(lambda: keep_list(own, name, words)):
            st.toast(f"Kept as “{plain(name)}”, for every page.", icon=":material/bookmark:")
        lists = word_lists(own)
        if lists:
            gone = st.selectbox("Delete a list", list(lists), None, visible, key=f"{key}_gone")
            if gone is not None and st.button("Delete the list", key=f"{key}_drop"):
                work.attempt(lambda: drop_list(own, gone))
                st.rerun()
