"""Corpus: choose a text and see what is in it."""

import streamlit as st

from pages.shared import (
    adding,
    cache,
    counting,
    empty,
    figures,
    head,
    kwic,
    numbers,
    pick,
    reading,
    state,
    work,
)
from pages.shared.add_text import add_text
from pages.shared.plot import plot
from pages.shared.says import problem, prose
from pages.shared.text import plain
from w2v_core.config import TrainConfig
from w2v_core.errors import NotFound, W2VError
from w2v_core.jobs import requests
from w2v_core.jobs.home import CorpusEntry
from w2v_core.text.corpus import Corpus
from w2v_core.text.library import CorpusInfo
from w2v_core.text.tokenize import MAX_SENTENCE

MOST_ROWS, MOST_HITS = 100_000, 10_000  # words listed: of all, of those found


def actions(entry: CorpusEntry) -> None:
    """On to Train; delete, with a second click."""
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
        if (
            entry.info
            and entry.info.sizes
            and st.button("Train on this text", type="primary", icon=":material/model_training:")
        ):
            st.switch_page("pages/train.py")
        with st.popover("Delete", icon=":material/delete:"):
            st.markdown(f"Delete “{plain(pick.text_title(entry))}” for good? Runs made of it stay.")
            st.button("Delete for good", type="primary", on_click=delete, args=(entry.id,))


def delete(corpus_id: str) -> None:
    """Remove a text; the newest other one is shown then."""
    try:
        state.workspace().delete_corpus(corpus_id)
        state.choose(state.CORPUS, None)
    except NotFound as error:
        st.toast(str(error), icon=":material/error:")


def about(info: CorpusInfo, corpus: Corpus) -> None:
    """Sizes, and what is to be known of the text."""
    low = TrainConfig().min_count
    kept = corpus.vocabulary.cut(low)
    with st.grid(4, min_column_width=130):
        st.metric("Words", f"{corpus.n_words:,}")
        st.metric("Distinct words", f"{len(corpus.vocabulary):,}")
        st.metric("Sentences", f"{corpus.n_sentences:,}")
        st.metric(
            f"Left by min count {low}",
            f"{len(kept):,}",
            help="Distinct words that occur at least so often; rarer ones are too rare to learn.",
        )
    share = int(kept.counts.sum()) / max(corpus.n_words, 1)
    says = [f"Min count {low} keeps {numbers.percent(share)} of the running text."]
    if corpus.n_cut:
        says.append(
            f"Sentences of over {MAX_SENTENCE:,} words were cut there, which made "
            f"{corpus.n_cut:,} more."
        )
    if info.note:
        says.append(prose(info.note))
    st.caption(" ".join(says))


@st.fragment
def frequencies(key: cache.Text, corpus: Corpus) -> None:
    """How often each word occurs, with search."""
    from pages.shared.tables import frequency_table

    typed = st.text_input(
        "Search words",
        type="search",
        live=True,
        placeholder="Search words",
        key="corpus_search",
        label_visibility="collapsed",
    )
    most = MOST_HITS if typed else MOST_ROWS
    ids = counting.corpus_search(key).find_ids(typed or "", most)
    table = frequency_table(corpus, sorted(ids))
    number = st.column_config.NumberColumn
    st.dataframe(
        table,
        hide_index=True,
        height=360,
        lazy=True,
        key="corpus_table",
        column_config={
            "rank": number("Rank", width="small"),
            "word": st.column_config.TextColumn("Word", width="medium"),
            "count": number("Count", format="localized"),
            "share": number("Share of the text", format="%.4f %%"),
        },
        alt="Words by frequency",
    )
    found = f"{len(ids):,} of {len(corpus.vocabulary):,} words"
    first = (", the best hits" if typed else ", the most frequent ones") if len(ids) == most else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{found}{first}.")
        download(table)


def download(table) -> None:
    """The table as a file, made when it is asked for."""
    from pages.shared.tables import csv_button, csv_bytes

    csv_button(
        lambda: csv_bytes({name: table[name].tolist() for name in table}),
        "frequencies.csv",
        "CSV",
        type="tertiary",
    )


def contents(entry: CorpusEntry) -> None:
    """What is in the current text."""
    if entry.info is None or entry.info.sizes is None:
        st.warning(prose(entry.problem or empty.NEVER_READ))
        if entry.info and st.button("Read it now", type="primary"):
            with work.errors_shown():
                id = requests.prepare(state.queue(), state.owner(), entry.id)
            reading.begin(adding.Added(entry.id, id))
        return
    try:
        key = cache.Text(state.owner(), entry.id, entry.info.sizes.fingerprint)
        corpus = cache.corpus(key)
    except W2VError as error:
        problem(error)
        return
    about(entry.info, corpus)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Words by frequency", anchor=False)
        frequencies(key, corpus)
    with right:
        st.subheader("Zipf plot", anchor=False)
        figure = figures.zipf(corpus.vocabulary.counts, corpus.vocabulary.words)
        plot(figure, key="corpus_zipf", alt="Count of a word by its rank", height=420)
    kwic.show(key, entry.info.config)


def current() -> CorpusEntry | None:
    """The text the page shows, or None."""
    try:
        return state.current_corpus()
    except NotFound as error:
        empty.not_found(state.CORPUS, error)
        return None


head.title("Corpus", "Choose a text, see its words, and judge whether it is enough.")
with st.container():  # always there, so that what stands below keeps its place
    reading.follow()
shown = current()
if shown is not None:
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        pick.text(shown, f"Your texts ({len(state.workspace().corpora())})")
    with right:
        actions(shown)
key = f"corpus_add_{shown and shown.id}"  # another text closes it, a failure leaves it open
with st.expander("Add a text", expanded=shown is None, icon=":material/add:", key=key):
    add_text()
if shown is not None:
    contents(shown)
