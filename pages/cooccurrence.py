"""Co-occurrence: which words keep company in the text."""

import re

import numpy as np
import streamlit as st

from pages.shared import (
    cache,
    counting,
    dimensions,
    empty,
    head,
    pick,
    state,
    word_lists,
    words,
    work,
)
from pages.shared.counting import Counting, Measure
from pages.shared.figures.company import company_map
from pages.shared.forms import field, label
from pages.shared.measures import AXES, NAMES, SPECS, meaning
from pages.shared.plot import plot
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import visible
from w2v_core.counts.boundaries import END, START
from w2v_core.counts.order import order_by_similarity
from w2v_core.errors import NotFound, W2VError
from w2v_core.jobs.glimpse import choose_probes
from w2v_core.query.missing import near_spellings
from w2v_core.text.corpus import times

MOST = 100  # words a side
HEIGHT = 660  # pixels of the map
SKIPPED = 500  # most frequent words one can pass over
HINTS = 5  # missing words for which near spellings are looked up
OWN_WORDS = "company_words"
TOP, OWN = "Most frequent", "My own"
MIN_COUNTS = (1, 2, 5, 10, 20, 50, 100)


def current_corpus():
    """The chosen corpus; where only a run is chosen, that run's; else the newest."""
    if state.CORPUS not in st.query_params and state.RUN in st.query_params:
        try:
            run = state.current_run()
            state.workspace().corpus_folder(run.record.corpus.id)
            state.choose(state.CORPUS, run.record.corpus.id)
        except (NotFound, AttributeError):  # no such run, no record, or its corpus is deleted
            pass
    return state.current_corpus()


def open_corpus():
    """The head of the page, and the text it is about; ends the page where there is none."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        head.title("Co-occurrence", "Which words keep company in the text, counted.")
    try:
        entry = current_corpus()
        if entry is None:
            empty.no_corpus()
            st.stop()
        with right:
            pick.text(entry)
        if entry.info is None or entry.info.sizes is None:
            empty.unread(entry)
            st.stop()
        key = cache.Text(state.owner(), entry.id, entry.info.sizes.fingerprint)
        return entry, key, cache.corpus(key)
    except W2VError as error:
        empty.not_found(state.CORPUS, error)
        st.stop()


def settings():
    """Which words, what to count, and how to show it; the place for what chooses the words."""
    which = st.container()
    with which:
        kind = st.segmented_control(
            "Words", [TOP, OWN], default=TOP, required=True, key="company_kind",
            persist_state="session",
        )  # fmt: skip
    window = st.slider(
        label(SPECS["window"]), 1, 10, 2, key="company_window", persist_state="session",
        help=SPECS["window"].help,
    )  # fmt: skip
    measure = measure_settings()
    clustered = st.toggle(
        "Like beside like", key="company_clustered", persist_state="session",
        help="Order the words so that those with like company stand together.",
    )  # fmt: skip
    side, distance, boundaries = window_settings()
    min_count = st.select_slider(
        label(SPECS["min_count"]), MIN_COUNTS, key="company_min_count", persist_state="session",
        help="Words that occur less often are taken out before counting; the others then move "
        "together, as they do in training.",
    )  # fmt: skip
    how = Counting(min_count, min(max(window, 1), 10), distance, side, boundaries)
    return kind, which, how, measure, clustered


def measure_settings():
    """What the counts become."""
    name = st.selectbox(
        label(SPECS["weighting"]), list(NAMES), list(NAMES).index("log"), NAMES.__getitem__,
        key="company_measure", persist_state="session",
    )  # fmt: skip
    if name != "ppmi":
        return Measure(name)
    smoothing, shift = (field(SPECS[name], f"company_{name}") for name in ("smoothing", "shift"))
    return Measure("ppmi", smoothing, shift)


def window_settings():
    """Which neighbours count, and how much."""
    side, distance = (field(SPECS[name], f"company_{name}") for name in ("side", "distance"))
    return side, distance, field(SPECS["boundaries"], "company_boundaries")


def top_ids(n_words):
    """The ids of the most frequent words, from the rank that is asked for.

    Args:
        n_words: those that are left by the min count.
    """
    most = min(MOST, n_words)
    n = most
    if most > 2:
        n = st.slider(
            "How many", 2, most, min(30, most), key=f"company_n_{most}", persist_state="session"
        )
    rest = min(SKIPPED, n_words - most)
    skip = 0
    if rest:
        skip = st.slider(
            "Skip the most frequent", 0, rest, key=f"company_skip_{rest}", persist_state="session",
            help="The most frequent words (the, of, and …) keep company with everybody.",
        )  # fmt: skip
    return list(range(skip, skip + n))


def own_ids(key, config, corpus, n_kept, min_count):
    """The ids of the words typed or pasted; those not in the text are named."""

    def add(word):
        st.session_state[OWN_WORDS] = f"{st.session_state.get(OWN_WORDS) or ''} {word}".strip()

    found = corpus.vocabulary.words
    suggested = [found[id] for id in choose_probes(found)]
    search = counting.corpus_search(key)
    words.search_row(
        "Find a word to add",
        search,
        suggested,
        add,
        key="company_find",
        otherwise=lambda typed: near_spellings(typed, found),
    )

    def put(chosen):
        st.session_state[OWN_WORDS] = " ".join(chosen)

    word_lists.pick_list("From a list", put, key="company_list")
    if OWN_WORDS not in st.session_state:
        st.session_state[OWN_WORDS] = " ".join(suggested)
    text = st.text_area(
        "Your words", key=OWN_WORDS, height=68, max_chars=10_000, persist_state="session",
        help=f"Up to {MOST}, with blanks, commas or line ends between them.",
    )  # fmt: skip
    wanted = read_list(text, config)
    known = {word: corpus.vocabulary.ids[word] for word in wanted if word in corpus.vocabulary.ids}
    ids = [id for id in known.values() if id < n_kept]
    name_missing([word for word in wanted if known.get(word, n_kept) >= n_kept], corpus, min_count)
    if len(ids) > MOST:
        st.caption(f"Only the first {MOST} of {len(ids):,} words are shown.")
    return ids[:MOST]


def read_list(text, config):
    """The words of a typed or pasted list, each once."""
    between = r"\s+" if config.tokenizer == "whitespace" else r"[\s,;]+"
    return list(dict.fromkeys(re.split(between, text.lower() if config.lowercase else text)))[
        :1_000
    ]


def name_missing(absent, corpus, min_count):
    """One line that names the words without a row, and why."""
    absent = [word for word in absent if word]
    if not absent:
        return
    reasons = []
    for place, word in enumerate(absent):
        id = corpus.vocabulary.ids.get(word)
        if id is not None:
            why = f"{times(corpus.vocabulary.counts[id])}, fewer than {min_count}"
        else:
            near = near_spellings(word, corpus.vocabulary.words, 2) if place < HINTS else ()
            why = "not in the text" + (f"; near: {', '.join(near)}" if near else "")
        reasons.append(f"“{visible(word)}” ({why})")
    more = "" if len(reasons) <= 20 else f" and {len(reasons) - 20:,} more"
    st.text(f"Left out: {', '.join(reasons[:20])}{more}.")


def say_what(corpus, kept, n_shown, how, measure):
    """What a cell means, what was counted, what is not shown."""
    st.markdown(meaning(how, measure))
    counted = f"Counted exactly: {len(kept.ids):,} words, window {how.window}."
    rare = corpus.n_words - len(kept.ids)
    if rare:
        n_rare = len(corpus.vocabulary) - len(kept.vocabulary)
        counted += f" Taken out before: {n_rare:,} rare words in {rare:,} places."
    if how.boundaries:
        counted += f" Added: {kept.n_sentences:,} times `<START>` and `<END>`."
    hidden = len(kept.vocabulary) - n_shown
    of = f"Shown: {n_shown:,} of {len(kept.vocabulary):,} words; the other {hidden:,} have no row."
    st.caption(f"{counted} {of}")


def show_numbers(values, shown, measure):
    """The matrix as a table, and as a file."""
    whole = measure == "counts" and (values == values.round()).all()
    digits = 0 if whole else 4
    rounded = values.round(digits).astype(int if whole else float)
    table = {"word / neighbour": shown} | {
        word: rounded[:, place] for place, word in enumerate(shown)
    }
    blanked = table | {word: np.where(np.isnan(table[word]), None, table[word]) for word in shown}
    with st.expander(
        "The numbers", icon=":material/table:", key="company_numbers", on_change="rerun"
    ) as numbers:
        if numbers.open:
            number = st.column_config.NumberColumn(format="localized" if not digits else "%.3f")
            st.dataframe(
                table,
                hide_index=True,
                column_config={word: number for word in shown}
                | {"word / neighbour": st.column_config.TextColumn("", pinned=True)},
                alt=f"{AXES[measure]} of each pair of words",
            )
    csv_button(csv_bytes(blanked), f"cooccurrence-{measure}.csv")


entry, key, corpus = open_corpus()
main, side = st.columns([3, 1])
with side:
    kind, which, how, measure, clustered = settings()
with main, work.errors_shown():
    kept = counting.kept_corpus(key, how.min_count)
    counted = counting.counted_corpus(key, how.min_count, how.boundaries)
n_kept = len(kept.vocabulary)
if kind == TOP:
    with which:
        ids = top_ids(n_kept)
with main:
    if kind == OWN:
        ids = own_ids(key, entry.info.config, corpus, n_kept, how.min_count)
    shown = [kept.vocabulary.words[id] for id in ids]
    if not shown:
        st.text("Type or pick a word of the text to see its company.")
        st.stop()
    say_what(corpus, kept, len(shown), how, measure)
    if how.boundaries:
        shown = [START, END, *shown]
    ids = [counted.vocabulary.ids[word] for word in shown]
    with st.skeleton(height=HEIGHT):
        company = counting.company(key, how, measure.smoothing, tuple(ids))
        values, counts = company.measured(measure), company.counts
        if clustered:
            order = order_by_similarity(np.nan_to_num(values))
            shown = [shown[n] for n in order]
            values, counts = values[order][:, order], counts[order][:, order]
    axis_name = AXES[measure.name]
    plot(
        company_map(values, counts, shown, axis_name, view=f"{entry.id} {sorted(ids)}"),
        key="company",
        alt=f"Heat map: {axis_name} of {len(shown)} words with each other, window {how.window}",
        height=HEIGHT,
    )
show_numbers(values, shown, measure.name)
dimensions.show(key, how, measure, shown)
