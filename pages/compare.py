"""Compare: two runs or more beside each other, and which words really changed."""

import numpy as np
import streamlit as st

from pages.shared import cache, comparing, confidence, empty, figures, head, state, testing, work
from pages.shared.figures.twins import twin_maps
from pages.shared.pick import distinct, run_title
from pages.shared.plot import plot
from pages.shared.run_view import curve_kept
from pages.shared.says import problem
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from w2v_core.errors import NotFound, W2VError
from w2v_core.query.compare import ERROR_RATE
from w2v_core.query.intervals import analogies_of, similarity_of
from w2v_core.query.question_files import from_relations, read_analogies, read_similarity
from w2v_core.runs.settings import settings_that_differ
from w2v_core.text.toy_world import RELATIONS

PICK, WORD, OUTCOME = "compare_runs", "compare_word", "compare_outcome"
TOP, MOST_LISTED = 10, 200
MEASURES = {
    "softmax_nll": "Surprise, exact softmax (nats)",
    "noise_loss": "Loss with noise words (nats)",
    "pair_mrr": "Held-out rank (pair MRR)",
}
OF_METHODS = (
    "Only the held-out rank can be compared across all methods; the two losses can within "
    "skip-gram and within CBOW, for the two predict different things."
)


def choose_runs():
    """The runs to compare, from the address or the list; the page ends where there are too few."""
    own = [run for run in state.workspace().runs() if run.record is not None]
    try:
        found = comparing.entries(comparing.asked_for())
    except NotFound as error:
        problem(error)
        if st.button("Choose other runs", type="primary"):
            del st.query_params[comparing.RUNS]
            st.rerun()
        st.stop()
    every = {run.id: run for run in (*own, *found)}
    if not every:
        empty.no_run()
        st.stop()
    titles = distinct({id: run_title(run) for id, run in every.items()})
    first = [run.id for run in found] or [run.id for run in own[:2]]
    chosen = st.multiselect(
        "Runs", list(titles), first, titles.__getitem__, key=f"{PICK}_{'-'.join(titles)}",
        max_selections=comparing.MOST_RUNS,
        help="The first is what the others are held against.",
    )  # fmt: skip
    if chosen:
        st.query_params[comparing.RUNS] = ",".join(chosen)
    if len(chosen) < 2:
        st.info(
            "One run cannot be compared with itself; choose two or more."
            if len(every) > 1
            else "There is one run only; train another, by another method or on another text.",
            icon=":material/compare:",
        )
        st.stop()
    return [every[id] for id in chosen], [titles[id] for id in chosen]


def table_of(rows, first):
    """Rows by name, a column a run; the cells as texts, for they are of many kinds."""
    shown = {first: list(rows)}
    for place, name in enumerate(names):
        shown[name] = [cell(values[place]) for values in rows.values()]
    return shown


def cell(value):
    """A setting or a score as a short text."""
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else visible(str(value))


def overview():
    """The settings that differ, what came of them, and the curves."""
    left, right = st.columns([2, 3], gap="medium")
    records = [run.record for run in runs]
    with left:
        differ = table_of(settings_that_differ(records), "Setting")
        st.markdown("**Settings that differ**")
        if differ["Setting"]:
            st.dataframe(differ, hide_index=True, height="content", alt="Settings that differ")
            csv_button(csv_bytes(differ), "settings.csv", key="compare_settings_csv")
        else:
            st.text("None: these runs differ by chance alone, or by the machine.")
        scores = {
            says: [record.result.held_out.get(name) for record in records]
            for name, says in MEASURES.items()
        }
        scores["Seconds of training"] = [record.result.train_seconds for record in records]
        st.markdown("**On held-out sentences**")
        st.dataframe(
            table_of(scores, "Measure"), hide_index=True, height="content",
            alt="Held-out losses and ranks",
        )  # fmt: skip
        st.caption(OF_METHODS)
    with right:
        curves = [
            figures.Curve(name, [tuple(point) for point in points_of(run)])
            for name, run in zip(names, runs, strict=True)
        ]
        plot(figures.loss_curve(curves), key="compare_curves", alt="Losses of the runs", height=380)


def points_of(run):
    """The curve of a run as the figure takes it."""
    return [
        (point.words_done, point.loss, point.held_out)
        for point in curve_kept(state.workspace(), run)
    ]


def pair():
    """The two runs whose words are compared."""
    if len(runs) == 2:
        return 0, 1
    other = st.selectbox(
        f"Hold against {plain(names[0])}", range(1, len(runs)), format_func=names.__getitem__,
        key="compare_other",
    )  # fmt: skip
    return 0, other


def changed_words(one, other):
    """A table of words that changed more than seeds change them; their places, and all words."""
    found = comparing.changes_between(runs[one], runs[other])
    places = found.changed
    facts = f"{len(found.words):,} words in common; their neighbours overlap by "
    facts += f"{found.overlap.mean():.2f} on average (1: the same ten, 0: none of them)"
    if np.isnan(found.floor).all():
        st.markdown(f"{facts}.")
        st.info(
            "How much of that is chance is not known yet, so no word is called changed. Train more "
            "models of one of the two by other random numbers:",
            icon=":material/rule:",
        )
        confidence.training(runs[one], None)
        return [], found.words
    st.markdown(
        f"{facts}, more models of one setting by {found.floor.mean():.2f}. "
        f"**{len(places):,} words changed** more than that can explain."
    )
    table = {
        "Word": [found.words[place] for place in places],
        "Overlap": found.overlap[places].round(3).tolist(),
        "By chance": found.floor[places].round(3).tolist(),
    }
    if len(places):
        listed = {name: values[:MOST_LISTED] for name, values in table.items()}
        st.dataframe(
            listed | {"Word": [visible(word) for word in listed["Word"]]},
            hide_index=True, height=min(38 + 35 * len(listed["Word"]), 390), alt="Changed words",
        )  # fmt: skip
        csv_button(csv_bytes(table), "changed-words.csv", key="compare_changed_csv")
    st.caption(
        f"Two models of one setting show at most {ERROR_RATE:.1%} of the words as changed. Between "
        "two texts, part of a change is which sentences happen to be in them."
    )
    return places.tolist(), found.words


def maps_of(one, other, changed):
    """Both maps, the second turned to lie on the first."""
    pair_of_runs = runs[one], runs[other]
    words, first, second = comparing.twin_points(
        *comparing.readable(pair_of_runs), comparing.kept_words(*pair_of_runs)
    )
    marked = [place for place in changed if place < len(words)]
    view = f"{runs[one].id} {runs[other].id}"
    titles = (names[one], names[other])
    plot(
        twin_maps(words, (first, second), marked, titles, view), key="compare_maps", height=440,
        alt=f"Two maps of the {len(words):,} most frequent common words", scroll_zoom=True,
    )  # fmt: skip
    st.caption(
        "Hover over a word to see it on both maps. The second map is turned and mirrored to lie as "
        "near to the first as it can, and nothing else (Procrustes); changed words are coloured."
    )


def neighbours_beside(suggested):
    """One word's neighbours in all runs, as columns."""
    typed = st.text_input("Word", key=WORD, placeholder=suggested, persist_state="session")
    word = (typed or suggested).strip()
    table = {}
    for name, run in zip(names, runs, strict=True):
        index = cache.neighbour_index(state.owner(), run.id)
        known = next((it for it in (word, word.lower()) if it in index.embedding), None)
        found = index.neighbours(known, TOP) if known else []
        table[name] = [f"{visible(near.word)} {near.cosine:.2f}" for near in found]
        if not known:
            st.text(f"“{visible(word)}” is not in {visible(name)}.")
    longest = max(map(len, table.values()))
    table = {name: values + [""] * (longest - len(values)) for name, values in table.items()}
    if longest:
        alt = f"Neighbours of {visible(word)} in each run"
        st.dataframe(table, hide_index=True, height="content", alt=alt)


def scores_section():
    """Test files of the visitor, asked of all runs, with intervals."""
    left, right = st.columns(2)
    pairs = testing.uploader(left, "Word pairs with scores", "compare_pairs")
    questions = testing.uploader(right, "Analogy questions", "compare_questions")
    toys = all(testing.knows_toys(embedding) for embedding in embeddings)
    key = (OUTCOME, *(run.id for run in runs))
    with st.container(horizontal=True):
        go = st.button("Score these files", disabled=not (pairs or questions))
        toy = toys and st.button("Score the toy world’s questions", icon=":material/toys:")
    if go or toy:
        asked = [from_relations("Toy world", RELATIONS)] if toy else []
        try:
            rng = np.random.default_rng(0)
            sets = [read_similarity(testing.text_of(file), file.name) for file in pairs]
            asked += [read_analogies(testing.text_of(file), file.name) for file in questions]
            found = [similarity_of(embeddings, it, rng) for it in sets]
            found += [analogies_of(embeddings, it, rng) for it in asked]
            st.session_state[OUTCOME] = (key, found)
        except W2VError as error:
            problem(error)
    kept, found = st.session_state.get(OUTCOME, (None, []))
    for result in found if kept == key else []:
        show_scores(result)


def show_scores(result):
    """One test: a row a run."""
    st.markdown(f"**{plain(result.name)}**, {result.items:,} of {result.of:,} items known to all")
    less = [it and f"{it.value:+.3f} ({it.low:+.3f} to {it.high:+.3f})" for it in result.less_first]
    table = {
        "Run": names,
        "Score": [round(it.value, 3) for it in result.scores],
        "From": [round(it.low, 3) for it in result.scores],
        "To": [round(it.high, 3) for it in result.scores],
        "Less the first": [it or "–" for it in less],
    }
    st.dataframe(table, hide_index=True, height="content", alt=f"Scores on {visible(result.name)}")


head.title("Compare", "What is different between runs, and what is no more than chance.")
st.page_link(
    "pages/tradeoffs.py",
    label="Trade-offs: train every method on one text, and see how much text is enough",
    icon=":material/balance:",
)
runs, names = choose_runs()
with work.errors_shown():
    embeddings = comparing.embeddings(runs)
overview()
st.subheader("Words that changed", anchor=False)
one, other = pair()
with work.errors_shown():
    left, right = st.columns([2, 3], gap="medium")
    with left:
        changed, common = changed_words(one, other)
    with right:
        maps_of(one, other, changed)
st.subheader("One word in all runs", anchor=False)
neighbours_beside(common[changed[0] if changed else min(50, len(common) - 1)])
st.subheader("Scores with intervals", anchor=False)
scores_section()
