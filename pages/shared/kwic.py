"""The concordance of a text: the lines of a word or phrase, a page at a time."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import cache
from pages.shared.says import problem
from pages.shared.text import visible
from w2v_core.config import TextConfig
from w2v_core.errors import UnknownWord, W2VError
from w2v_core.query.missing import near_spellings
from w2v_core.text.concordance import Concordance, Line
from w2v_core.text.tokenize import sentences

PAGE = 25  # lines shown at a time
CONTEXT = 10  # words on each side
MOST_SAVED = 10_000  # lines of the file
LONGEST = 200  # characters one may type
ORDER_NAMES = {"text": "As in the text", "left": "By words before", "right": "By words after"}


@st.cache_resource(max_entries=3, show_spinner=False)
def concordance(text: cache.Text) -> Concordance:
    """A corpus with its words in the order of the alphabet."""
    return Concordance.of(cache.corpus(text))


@st.cache_resource(max_entries=24, show_spinner=False)
def places(text: cache.Text, phrase: tuple[str, ...], order: str) -> NDArray[np.int64]:
    """Where a phrase begins, in an order of `ORDER_NAMES`; raises UnknownWord."""
    found = concordance(text).places(phrase, order)
    found.flags.writeable = False
    return found


@st.fragment
def show(key: cache.Text, config: TextConfig) -> None:
    """A field for a word or phrase, and its lines."""
    st.subheader("Concordance", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Word or phrase", key="kwic_phrase", type="search", max_chars=LONGEST,
            help="Shows every place with the words around it, within its sentence.",
            placeholder="Type a word or several, then Enter", on_change=_to_page,
            persist_state="session",
        )  # fmt: skip
        order = st.segmented_control(
            "Order of the lines", list(ORDER_NAMES), default="text", required=True,
            format_func=ORDER_NAMES.__getitem__, key="kwic_order", on_change=_to_page,
            persist_state="session",
        )  # fmt: skip
    phrase = tuple(word for words in sentences(typed or "", config) for word in words)
    if not phrase:
        if typed and typed.strip():
            st.text("The tokenizer of this text makes no word of that.")
        return
    if st.session_state.get("kwic_text") != key:  # of another text, its first page
        st.session_state["kwic_text"] = key
        _to_page()
    try:
        found = places(key, phrase, order)
    except UnknownWord as error:
        problem(error)
        _suggest(key, phrase)
        return
    except W2VError as error:
        problem(error)
        return
    _page(key, phrase, found)


def _suggest(key: cache.Text, phrase: Sequence[str]) -> None:
    """Near spellings of the first word that is not there."""
    vocabulary = cache.corpus(key).vocabulary
    absent = next(word for word in phrase if word not in vocabulary.ids)
    near = near_spellings(absent, vocabulary.words)
    if near:
        st.text(f"Near spellings in the text: {', '.join(map(visible, near))}.")


def _page(key: cache.Text, phrase: tuple[str, ...], found: NDArray[np.int64]) -> None:
    """The lines of one page, and the way to the others."""
    from pages.shared.tables import csv_button, csv_bytes

    n_pages = max(-(-len(found) // PAGE), 1)
    shown = min(st.session_state.get("kwic_page", 0), n_pages - 1)
    kwic = concordance(key)
    lines = kwic.lines(found[shown * PAGE : (shown + 1) * PAGE], len(phrase), CONTEXT)
    table(lines, key="kwic_lines", alt="Places of the phrase with the words around it")
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, page in (("Previous", shown - 1), ("Next", shown + 1)):
            st.button(
                name, key=f"kwic_{name.lower()}", disabled=not 0 <= page < n_pages,
                on_click=_to_page, args=(page,),
            )  # fmt: skip
        places_are = "1 place" if len(found) == 1 else f"{len(found):,} places"
        st.caption(
            f"{places_are}, page {shown + 1:,} of {n_pages:,}. The words are those that the "
            "tokenizer made of the text, without what stood between them."
        )
        csv_button(
            lambda: csv_bytes(columns(kwic.lines(found[:MOST_SAVED], len(phrase), CONTEXT))),
            "concordance.csv",
            "CSV" if len(found) <= MOST_SAVED else f"CSV of the first {MOST_SAVED:,}",
            type="tertiary",
        )


def table(lines: Sequence[Line], *, key: str, alt: str) -> None:
    """Lines as a table, the phrase in the middle."""
    text = st.column_config.TextColumn
    st.dataframe(
        columns(lines, visible),
        hide_index=True,
        key=key,
        column_config={
            "before": text("Before", alignment="right"),
            "match": text("", alignment="center", width="small"),
            "after": text("After", alignment="left"),
            "sentence": st.column_config.NumberColumn("Sentence", width="small"),
        },
        alt=alt,
    )


def columns(
    lines: Sequence[Line], shown: Callable[[str], str] = str
) -> dict[str, list[str] | list[int]]:
    """Lines as columns of a table, each word as `shown` has it."""
    return {
        "before": [" ".join(map(shown, line.left)) for line in lines],
        "match": [" ".join(map(shown, line.match)) for line in lines],
        "after": [" ".join(map(shown, line.right)) for line in lines],
        "sentence": [line.sentence + 1 for line in lines],
    }


def _to_page(page: int = 0) -> None:
    st.session_state["kwic_page"] = page
