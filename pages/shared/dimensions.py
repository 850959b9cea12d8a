"""The lower half of the Co-occurrence page: singular values, and words in two dimensions."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import counting, work
from pages.shared.cache import Text
from pages.shared.counting import Counting, Decomposed, Measure
from pages.shared.figures.maps import Colour, map_figure
from pages.shared.figures.spectrum import spectrum
from pages.shared.forms import label
from pages.shared.measures import NAMES, SPECS, settings_said
from pages.shared.plot import plot
from pages.shared.tables import csv_button, csv_bytes
from w2v_core.linear.nearest import unit_rows
from w2v_core.text.corpus import Corpus

MOST_WORDS = 3_000_000  # of a text whose whole table is counted while the page waits
HEIGHT = 420  # pixels
POWERS = (1.0, 0.5, 0.0)
MADE = "company_made"
BUTTON = "Counts all words with all words, with the settings above; takes some seconds."
LESSON = (
    "A word that occurs often lies far out. Scaled to unit length, rows are compared by direction "
    "alone. The textbook picture holds with that scaling, and on news of a single subject: among "
    "Reuters news of crude oil, raw counts bring oil words together; without the scaling, or on "
    "all of the news, they are no closer than chance."
)


class Made(NamedTuple):
    """A decomposition a visitor asked for, with the text and the settings it was made of."""

    key: Text
    how: Counting
    measure: Measure
    found: Decomposed


def show(key: Text, how: Counting, measure: Measure, words: list[str]) -> None:
    """An expander with a button that decomposes the table of all words.

    What was made stays in view when settings change, and says so: the work takes seconds, and is
    done only when asked for.

    Args:
        key: the text.
        how: how it is counted.
        measure: what the counts become.
        words: those to be drawn.
    """
    with st.expander(
        "Singular values and the first two dimensions",
        icon=":material/scatter_plot:",
        key="company_svd",
        on_change="rerun",
    ) as box:
        if not box.open:
            return
        corpus = counting.counted_corpus(key, how.min_count, how.boundaries)
        if len(corpus.ids) > MOST_WORDS:
            st.markdown(
                f"The text has more than {MOST_WORDS:,} words, too many to count the whole table "
                "while a page waits. The method “Counts and SVD” of the Train page does it."
            )
        elif st.button("Decompose", key="company_decompose", help=BUTTON, icon=":material/start:"):
            with st.spinner("Counting all words with all words …"), work.errors_shown():
                found = counting.decomposed(key, how, measure)
            st.session_state[MADE] = Made(key, how, measure, found)
        made = st.session_state.get(MADE)
        if made is not None and made.key == key:
            _show_made(made, words, stale=(made.how, made.measure) != (how, measure))


def _show_made(made: Made, words: list[str], stale: bool) -> None:
    """What was decomposed, and with which settings."""
    corpus = counting.counted_corpus(made.key, made.how.min_count, made.how.boundaries)
    if stale:
        st.info("The settings have changed since; decompose anew to see what they give.")
    _say_of_what(corpus, made)
    left, right = st.columns(2)
    with left:
        _spectrum(made.found, made.measure)
    with right:
        _plane(made.found, corpus, words, f"{made.key.corpus_id} {made.how} {made.measure}")


def _say_of_what(corpus: Corpus, made: Made) -> None:
    """Which table was decomposed."""
    n_words, n_rows = len(corpus.vocabulary), len(made.found.U)
    which = "all" if n_rows == n_words else "the most frequent"
    zeros = " Pairs that never meet stand in it as 0." if made.measure.of_pairs_seen else ""
    st.caption(
        f"The table of {which} {n_rows:,} words with each other by its {len(made.found.S)} largest "
        f"singular values. Made of: {settings_said(made.how, made.measure)}.{zeros}"
    )


def _spectrum(found: Decomposed, measure: Measure) -> None:
    """Singular values, and what a rank keeps."""
    most = len(found.S)
    rank = min(2, most)
    if most > 1:
        rank = st.slider(
            "Rank", 1, most, rank, key=f"company_rank_{most}", persist_state="session",
            help="How many singular values are kept.",
        )  # fmt: skip
    share = found.explained[rank - 1]
    st.markdown(
        f"Rank {rank} keeps **{share:.1%}** of the table (of the sum of its squared cells); no "
        "other table of that rank comes closer."
    )
    plot(
        spectrum(found.S, found.explained, rank),
        key="company_spectrum",
        alt=f"{most} singular values of {NAMES[measure.name]}; rank {rank} keeps {share:.1%}",
        height=HEIGHT,
    )
    table = {
        "number": range(1, most + 1),
        "singular value": found.S,
        "share kept": found.explained,
    }
    csv_button(csv_bytes(table), "singular-values.csv", "Download singular values as CSV")


def points(found: Decomposed, ids: Sequence[int], power: float, unit: bool) -> NDArray[np.float64]:
    """Words (n,) by the first two columns (n, 2) of U S^p.

    Args:
        found: at least two singular values.
        ids: (n,) rows of its table.
        power: p.
        unit: scale each point to length one; one at the origin stays there.
    """
    rows = found.U[np.asarray(ids), :2] * found.S[:2] ** power
    return unit_rows(rows).astype(np.float64) if unit else rows


def _plane(found: Decomposed, corpus: Corpus, words: list[str], view: str) -> None:
    """The words by the first two columns of U S^p."""
    ids = sorted(corpus.vocabulary.ids[word] for word in words if word in corpus.vocabulary.ids)
    ids = [id for id in ids if id < len(found.U)]
    if len(found.S) < 2 or not ids:
        st.markdown("Two dimensions take two singular values, and a word among those decomposed.")
        return
    power = st.segmented_control(
        label(SPECS["svd_power"]), POWERS, default=1.0, required=True,
        key="company_power", persist_state="session", format_func="{:g}".format,
        help=SPECS["svd_power"].help,
    )  # fmt: skip
    scaled = st.toggle(
        "Rows to unit length", key="company_unit", persist_state="session", help=LESSON
    )
    shown, counts = [corpus.vocabulary.words[id] for id in ids], corpus.vocabulary.counts[ids]
    places = points(found, ids, power, scaled)
    plot(
        map_figure(
            shown, places, counts, Colour(counts, "Occurrences"),
            axes=("Dimension 1", "Dimension 2"), view=f"{view} {power} {scaled} {shown}",
        ),
        key="company_plane",
        alt=f"{len(shown)} words by the first two dimensions",
        height=HEIGHT,
    )  # fmt: skip
    st.caption(LESSON)
    table = {"word": shown, "dimension 1": places[:, 0], "dimension 2": places[:, 1]}
    csv_button(csv_bytes(table), "two-dimensions.csv", "Download dimensions as CSV")
