"""A list of words against itself: who is like whom, in which groups, and who does not fit."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from pages.shared import figures, missing, state, word_lists
from pages.shared.figures.heat import named_each
from pages.shared.plot import plot
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from w2v_core.counts.order import order_by_similarity
from w2v_core.embedding import Embedding
from w2v_core.query.groups import odd_one_out
from w2v_core.query.neighbours import NeighbourIndex
from w2v_core.runs.record import RunRecord

MOST = 200  # words a side
LIST = "list"  # in the address
EXPLAINED = 5  # words whose absence is explained


def show(
    record: RunRecord, embedding: Embedding, index: NeighbourIndex, suggested: Sequence[str]
) -> None:
    """The words that are asked for, their matrix, and the one that fits least."""
    words = asked(record, embedding, suggested)
    if len(words) < 2:
        st.text("Type at least two words of this run.")
        return
    cosines = index.cosines(words)
    order = order_by_similarity(cosines)
    ordered, matrix = [words[n] for n in order], cosines[order][:, order]
    figure = figures.heat_map(
        matrix, ordered, ordered, "Cosine", diverging=True, number_format=".2f", column_title="Word"
    )
    height = min(max(420, 160 + 14 * len(words)), 1_100)
    plot(
        figure,
        key="similarity",
        alt=f"Heat map: cosines of {len(words)} words, like beside like",
        height=height,
    )
    each = named_each(len(words))
    if each > 1:
        st.caption(f"Every {each}th word is written; point at a cell to read its two words.")
    with st.container(horizontal=True):
        table: dict[str, Any] = {"word": ordered}
        csv_button(
            csv_bytes(table | {word: matrix[:, n] for n, word in enumerate(ordered)}),
            "similarity.csv",
            type="tertiary",
        )
        word_lists.keep_form(words, key="matrix_list")
    if len(words) > 2:
        odd_one(cosines, words)


def asked(record: RunRecord, embedding: Embedding, suggested: Sequence[str]) -> list[str]:
    """The words of the field that the run has; the others are named with the reason."""

    def put(words: Sequence[str]) -> None:
        st.session_state[LIST] = " ".join(words)

    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with right:
        word_lists.pick_list("From a list", put, key="matrix_pick")
    with left:
        text = st.text_area(
            "Words", " ".join(suggested), key=LIST, height=68, max_chars=10_000,
            bind="query-params", help=f"Up to {MOST}, with blanks or commas between them.",
        )  # fmt: skip
    typed = word_lists.typed_words(text or "")
    lowered = {word: word if word in embedding else word.lower() for word in typed}
    known = list(dict.fromkeys(word for word in lowered.values() if word in embedding))
    absent = [word for word, low in lowered.items() if low not in embedding]
    for word in absent[:EXPLAINED]:
        st.text(missing.explain(state.owner(), record, embedding, visible(word)).sentence)
    if len(absent) > EXPLAINED:
        st.text(f"{len(absent) - EXPLAINED:,} more are not in this run.")
    if len(known) > MOST:
        st.caption(f"Only the first {MOST} of {len(known):,} words are compared.")
    return known[:MOST]


def odd_one(cosines: np.ndarray, words: Sequence[str]) -> None:
    """The word that fits the list least, and how well each fits."""
    fits = odd_one_out(cosines, words)
    st.markdown(
        f"The odd one out is **{plain(fits[0].word)}**: its cosines with the others have a mean of "
        f"{fits[0].cosine:.2f}, those of all words {np.mean([fit.cosine for fit in fits]):.2f}."
    )
    table = {
        "word": [fit.word for fit in fits],
        "mean cosine": [round(fit.cosine, 4) for fit in fits],
    }
    with st.expander("How well each word fits"):
        st.dataframe(
            table | {"word": [visible(word) for word in table["word"]]},
            hide_index=True,
            column_config={"mean cosine": st.column_config.NumberColumn(format="%.3f")},
            alt="Mean cosine of each word with the others",
        )
        csv_button(csv_bytes(table), "odd-one-out.csv", type="tertiary", key="odd_csv")
