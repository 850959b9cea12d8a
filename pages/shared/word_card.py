"""What is known of one word of a run: frequency, neighbours, sentences, and where to go on."""

from collections.abc import Callable

import streamlit as st

from pages.shared import cache, kwic, state
from pages.shared.run_text import has, text_of
from pages.shared.text import plain, visible
from w2v_core.embedding import Embedding
from w2v_core.query.neighbours import Neighbour
from w2v_core.runs.record import RunRecord

NEAR, LINES, CONTEXT = 10, 3, 6


def card(
    owner: str, run_id: str, record: RunRecord, id: int, on_pick: Callable[[str], None]
) -> list[Neighbour]:
    """The card of the word with this id; gives its nearest words.

    Args:
        owner: who looks.
        run_id: the run.
        record: of the run.
        id: of the word.
        on_pick: told the neighbour that was clicked, before the page runs again.
    """
    words: Embedding = cache.embedding(owner, run_id)
    word = words.words[id]
    near = cache.neighbour_index(owner, run_id).neighbours(word, NEAR)
    with st.container(border=True, gap="small"):
        st.markdown(f"#### {plain(word)}")
        often = "" if words.counts is None else f"{words.counts[id]:,} times, "
        st.caption(f"{often}word {id + 1:,} of {len(words):,}")
        table(near, f"near_{run_id}_{id}", on_pick)
        sentences(owner, record, word)
        if st.button("More on this word", icon=":material/hub:", key="card_more"):
            asked = {state.RUN: run_id, "word": word}
            st.switch_page("pages/neighbours.py", query_params=asked)
    return near


def table(near: list[Neighbour], key: str, on_pick: Callable[[str], None]) -> None:
    """The nearest words; a click on one goes there."""

    def picked() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if cells and 0 <= cells[0][0] < len(near):
            on_pick(near[cells[0][0]].word)

    number = st.column_config.NumberColumn
    columns = {
        "Neighbour": [visible(n.word) for n in near],
        "Cosine": [round(n.cosine, 3) for n in near],
        "Times": [n.count for n in near],
    }
    st.dataframe(
        {name: values for name, values in columns.items() if None not in values},
        column_config={
            "Cosine": number(format="%.3f", width="small"),
            "Times": number(format="localized", width="small"),
        },
        hide_index=True,
        on_select=picked,
        selection_mode="single-cell",
        key=key,
        alt="Nearest words by cosine",
    )


def sentences(owner: str, record: RunRecord, word: str) -> None:
    """The first lines of the word, where the text is here."""
    text = text_of(owner, record)
    if text is None or not has(text, word):
        return
    places = kwic.places(text, (word,), "text")
    for line in kwic.concordance(text).lines(places[:LINES], 1, CONTEXT):
        left, match, right = (
            " ".join(map(plain, part)) for part in (line.left, line.match, line.right)
        )
        st.caption(f"{left} **{match}** {right}")
