"""Why two words are near: how near they are, what they share, and the lines that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import cache, kwic, state
from pages.shared.counting import Counting, Measure, kept_corpus, totals
from pages.shared.run_text import has, text_of
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from w2v_core.config import SAMPLED
from w2v_core.counts.around import counts_around
from w2v_core.counts.weighting import Margins
from w2v_core.embedding import Embedding
from w2v_core.query.evidence import Evidence, evidence, expected_contexts
from w2v_core.query.neighbours import NeighbourIndex
from w2v_core.runs.record import RunRecord

LINES = 8  # of each word
TOP = 50  # contexts listed
COUNTED, EXPECTED = "Counts of the text", "What the model expects"
WHAT = {
    COUNTED: (
        "Each word beside both of them, within {window} words, by what it adds to the likeness of "
        "their company: the product of its positive mutual information with one and the other."
    ),
    EXPECTED: (
        "Each word that the model expects beside both of them, by what it adds to the likeness of "
        "these expectations: products of `W_in` and `W_out`, which estimate mutual information."
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """What two words share by the counts of the text.

    Attributes:
        counts: (2, V) how often each word stands near the two.
        found: the shared contexts by mutual information.
        words: V words of the text; marks of a sentence's ends, which a run may have, are not there.
        met: how often the two stand near each other.
    """

    counts: NDArray[np.float64]
    found: Evidence
    words: tuple[str, ...]
    met: int


def show(
    record: RunRecord, embedding: Embedding, index: NeighbourIndex, pair: Sequence[str]
) -> None:
    """The two words, why they are near, and their lines."""
    one, two = pair
    text = text_of(state.owner(), record)
    text = text if has(text, one, two) else None
    st.subheader(f"Why {plain(one)} and {plain(two)}?", anchor=False)
    numbers(index, one, two)
    sources = [COUNTED] * (text is not None) + [EXPECTED] * (embedding.W_out is not None)
    if not sources:
        st.text("The text is not here, and these vectors have no W_out: nothing more is known.")
        return
    source = sources[0]
    if len(sources) > 1:
        source = st.segmented_control(
            "Shared contexts by", sources, default=COUNTED, required=True, key="why_source"
        )
    window = record.model.window
    if source == COUNTED and text is not None:
        counted = company(text, record.model.min_count, window, (one, two))
        found, columns, words = counted.found, {"counts": counted.counts}, counted.words
        often = f"{counted.met:,} times" if counted.met else "never"
        st.caption(f"Within {window} words of each other they stand {often}.")
    else:
        noise_words = record.model.negatives if record.model.method in SAMPLED else 1
        expected = expected_contexts(embedding, (one, two), noise_words)
        found, columns, words = evidence(expected, TOP), {}, embedding.words
    st.caption(WHAT[source].format(window=window))
    chosen = contexts(words, found, pair, **columns)
    if text is not None:
        sentences(text, pair, chosen, window)


def numbers(index: NeighbourIndex, one: str, two: str) -> None:
    """Cosine, angle, and the place of each word among the neighbours of the other."""
    near = index.neighbour(index.embedding.id_of(two), float(index.cosines([one, two])[0, 1]))
    first, second = index.rank(one, two), index.rank(two, one)
    with st.grid(4, min_column_width=130):
        st.metric("Cosine", f"{near.cosine:.3f}")
        st.metric("Angle", f"{near.angle:.1f}°")
        for word, other, rank in ((two, one, first), (one, two, second)):
            says = f"The place of {plain(word)} among the neighbours of {plain(other)}."
            st.metric(f"Rank of {plain(word)}", f"{rank:,}", help=says)


@st.cache_resource(max_entries=24, show_spinner=False)
def company(text: cache.Text, min_count: int, window: int, pair: tuple[str, str]) -> Company:
    """What two words of a text share, counted exactly."""
    corpus = kept_corpus(text, min_count)
    ids = [corpus.vocabulary.ids[word] for word in pair]
    counts = counts_around(corpus, ids, window)
    rows, columns = totals(text, Counting(min_count, window, "flat", "both", False))
    margins = Margins.of(rows, columns).among(ids, range(len(columns)))
    found = evidence(Measure("ppmi").of(counts, margins), TOP)
    return Company(counts, found, corpus.vocabulary.words, int(counts[0][ids[1]]))


def contexts(
    words: Sequence[str],
    found: Evidence,
    pair: Sequence[str],
    counts: NDArray[np.float64] | None = None,
) -> str | None:
    """The table of shared contexts; the word of the row that is marked."""
    if not found.contexts:
        st.text("They share no context.")
        return None
    ids = [context.id for context in found.contexts]
    table: dict[str, Any] = {
        "context": [words[id] for id in ids],
        "share": [round(100 * context.share, 2) for context in found.contexts],
    }
    for place, word in enumerate(pair):
        values = [(context.first, context.second)[place] for context in found.contexts]
        if counts is not None:
            table[f"beside {word}"] = counts[place][ids].astype(int).tolist()
        table[f"PMI with {word}"] = [round(value, 3) for value in values]
    shown = {visible(name): values for name, values in table.items()}
    marked = st.dataframe(
        shown | {"context": [visible(word) for word in table["context"]]},
        hide_index=True,
        height=318,
        key=f"why_{hash((*pair, counts is None))}",
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [0]}},
        column_config={
            "context": st.column_config.TextColumn("Shared context"),
            "share": st.column_config.ProgressColumn(
                "Share", format="%.1f %%", min_value=0.0, max_value=max(table["share"])
            ),
        },
        alt=f"Contexts that {visible(pair[0])} and {visible(pair[1])} share, by their contribution",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        more = f"{found.n_shared:,} contexts are shared; their likeness is {found.cosine:.3f}."
        st.caption(f"{more} Mark a row to read the lines behind it.", width="stretch")
        csv_button(csv_bytes(table), "shared-contexts.csv", type="tertiary", key="why_csv")
    rows = marked["selection"]["rows"]
    return table["context"][rows[0]] if rows and rows[0] < len(ids) else None


def sentences(text: cache.Text, pair: Sequence[str], context: str | None, window: int) -> None:
    """The lines behind a shared context, a column for each word; those where both words meet."""
    if context is not None and has(text, context):
        for place, word in zip(st.columns(2), pair, strict=True):
            with place:
                lines(text, word, context, window)
    lines(text, pair[0], pair[1], window)


def lines(text: cache.Text, word: str, beside: str, window: int) -> None:
    """Some lines of a word with another near it."""
    concordance = kwic.concordance(text)
    near = concordance.beside(kwic.places(text, (word,), "text"), beside, window)
    n = f"{len(near):,} lines" + (f", the first {LINES}" if len(near) > LINES else "")
    st.markdown(f"**{plain(word)}** with **{plain(beside)}** within {window} words: {n}")
    if len(near):
        every = concordance.lines
        csv_button(
            lambda: csv_bytes(kwic.columns(every(near[: kwic.MOST_SAVED], 1, kwic.CONTEXT))),
            "lines.csv", "All lines as CSV", type="tertiary", key=f"why_csv_{hash((word, beside))}",
        )  # fmt: skip
        kwic.table(
            concordance.lines(near[:LINES], 1, kwic.CONTEXT),
            key=f"why_lines_{hash((word, beside))}",
            alt=f"Lines of {visible(word)} with {visible(beside)}",
        )
