"""Finding words while they are typed: a search field, and its hits as one row of buttons."""

from collections.abc import Callable, Sequence

import streamlit as st

from pages.shared.text import plain, visible
from w2v_core.query.search import WordSearch

HITS = 50  # words shown for what was typed
LONGEST = 100  # characters one may type


def search_row(
    label: str,
    search: WordSearch,
    suggested: Sequence[str],
    on_pick: Callable[[str], None],
    *,
    key: str,
    otherwise: Callable[[str], Sequence[str]],
    on_type: Callable[[str], None] | None = None,
) -> tuple[str, bool]:
    """A search field with its hits beside it; returns what is typed and whether words hold it.

    The hits stand in one line that can be pushed sideways, so that nothing below moves while one
    types. A pick empties the field.

    Args:
        label: of the field.
        search: over the words.
        suggested: words to offer while nothing is typed.
        on_pick: told the word that was picked, before the page runs again.
        key: unique in the app.
        otherwise: words to offer where none holds what is typed.
        on_type: told what is typed, before the page runs again.
    """

    def typed_now() -> None:
        if on_type is not None:
            on_type(_typed(key))

    def pick(word: str) -> None:
        st.session_state[key] = ""
        on_pick(word)

    field, hits = st.columns([1, 3])
    with field:
        st.text_input(
            label, key=key, type="search", live="100ms", max_chars=LONGEST, on_change=typed_now,
            placeholder="Type a word",
        )  # fmt: skip
    typed = _typed(key)
    found = search.find(typed, HITS) if typed else []
    with hits:
        if found or not typed:
            title = "Words found" if found else "For example"
            pick_row(title, found or suggested, pick, key=f"{key}_hits")
        elif near := otherwise(typed):
            pick_row("Perhaps you mean", near, pick, key=f"{key}_hits")
        else:
            st.text(f"No word holds “{visible(typed)}”.")
    return typed, bool(found)


def pick_row(label: str, words: Sequence[str], on_pick: Callable[[str], None], *, key: str) -> None:
    """Words as buttons in one line.

    Args:
        label: what they are.
        words: one or more.
        on_pick: told the word that was clicked, before the page runs again.
        key: unique in the app.
    """

    def picked() -> None:
        word = st.session_state[key]
        st.session_state[key] = None
        if word is not None:
            on_pick(word)

    st.pills(label, words, format_func=plain, key=key, on_change=picked, wrap=False)


def _typed(key: str) -> str:
    return str(st.session_state.get(key) or "").strip()[:LONGEST]
