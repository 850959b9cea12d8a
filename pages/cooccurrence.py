"""Co-occurrence: which words keep company in the text."""

import re

import streamlit as st

from pages.shared import cache, counting, empty, head, pick, state, words, work
from pages.shared.figures.company import company_map
from pages.shared.plot import plot
from pages.shared.tables import csv_bytes
from pages.shared.text import visible
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
MEASURES = {"counts": "Counts", "log": "log(1 + count)", "ppmi": "PPMI"}
AXES = {"counts": "Count", "log": "log(1 + count)", "ppmi": "PPMI (nats)"}
MEANING = {
    "counts": "A cell says how often the word of its column stands within {window} of the word of "
    "its row, in the same sentence.",
    "log": "A cell is the logarithm of 1 + how often the word of its column stands within {window} "
    "of the word of its row, so that the most frequent pairs do not drown all others.",
    "ppmi": "A cell says how much more often two words stand within {window} of each other than "
    "chance would bring them together: 0.69 twice as often, 2.3 ten times, 0 no more than chance. "
    "(Positive pointwise mutual information in nats; shares of contexts to the power 0.75.)",
}


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


def settings(n_words):
    """What to count, and how to show it."""
    kind = st.segmented_control(
        "Words", [TOP, OWN], default=TOP, required=True, key="company_kind", persist_state="session"
    )
    ids = top_ids(n_words) if kind == TOP else None
    window = st.slider(
        "Window", 1, 10, 2, key="company_window", persist_state="session",
        help="Words to each side that count as company.",
    )  # fmt: skip
    measure = st.segmented_control(
        "Measure", list(MEASURES), format_func=MEASURES.get, default="log", required=True,
        key="company_measure", persist_state="session",
    )  # fmt: skip
    clustered = st.toggle(
        "Like beside like", key="company_clustered", persist_state="session",
        help="Order the words so that those with like company stand together.",
    )  # fmt: skip
    min_count = st.select_slider(
        "Min count", MIN_COUNTS, key="company_min_count", persist_state="session",
        help="Words that occur less often are taken out before counting; the others then move "
        "together, as they do in training.",
    )  # fmt: skip
    return ids, min(max(window, 1), 10), measure, clustered, min_count


def top_ids(n_words):
    """The ids of the most frequent words, from the rank that is asked for."""
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
    return list(range(n_words))[skip : skip + n]


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


def say_what(corpus, kept, ids, window, measure):
    """What a cell means, what was counted, what is not shown."""
    span = "one word" if window == 1 else f"{window} words"
    st.markdown(MEANING[measure].format(window=span))
    counted = f"Counted exactly: {len(kept.ids):,} words, window {window}."
    rare = corpus.n_words - len(kept.ids)
    if rare:
        n_rare = len(corpus.vocabulary) - len(kept.vocabulary)
        counted += f" Taken out before: {n_rare:,} rare words in {rare:,} places."
    hidden = len(kept.vocabulary) - len(ids)
    of = f"Shown: {len(ids):,} of {len(kept.vocabulary):,} words; the other {hidden:,} have no row."
    st.caption(f"{counted} {of}")


def show_numbers(values, shown, measure):
    """The matrix as a table, and as a file."""
    digits = 0 if measure == "counts" else 4
    rounded = values.round(digits).astype(int if measure == "counts" else float)
    table = {"word / neighbour": shown} | {
        word: rounded[:, place] for place, word in enumerate(shown)
    }
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
    st.download_button(
        "Download as CSV",
        csv_bytes(table),
        file_name=f"cooccurrence-{measure}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


entry, key, corpus = open_corpus()
main, side = st.columns([3, 1])
with side:
    ids, window, measure, clustered, min_count = settings(len(corpus.vocabulary))
with main:
    with work.errors_shown():
        kept = counting.kept_corpus(key, min_count)
    n_kept = len(kept.vocabulary)
    if ids is None:
        ids = own_ids(key, entry.info.config, corpus, n_kept, min_count)
    ids = [id for id in ids if id < n_kept]
    if not ids:
        st.text("Type or pick a word of the text to see its company.")
        st.stop()
    with st.skeleton(height=HEIGHT):
        company = counting.company(key, min_count, window, tuple(ids))
        values, counts = company.weighted(measure), company.counts
        if clustered:
            order = order_by_similarity(values)
            ids = [ids[n] for n in order]
            values, counts = values[order][:, order], counts[order][:, order]
    shown = [kept.vocabulary.words[id] for id in ids]
    say_what(corpus, kept, ids, window, measure)
    plot(
        company_map(values, counts, shown, AXES[measure], view=f"{entry.id} {sorted(ids)}"),
        key="company",
        alt=f"Heat map: {AXES[measure]} of {len(shown)} words with each other, window {window}",
        height=HEIGHT,
    )
show_numbers(values, shown, measure)
