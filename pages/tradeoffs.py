"""Trade-offs: every method on one text under one budget, and how much text is enough."""

from dataclasses import replace

import streamlit as st

from pages.shared import empty, head, pick, state, work
from pages.shared.figures.tradeoffs import growth, take_and_give
from pages.shared.plot import plot
from pages.shared.says import problem
from pages.shared.tables import csv_button, csv_bytes
from w2v_core.config import TrainConfig, method_named
from w2v_core.errors import NotFound, W2VError
from w2v_core.jobs import requests
from w2v_core.jobs.learning import load_curve
from w2v_core.jobs.states import ACTIVE, FAILED
from w2v_core.jobs.tradeoffs import load_table
from w2v_core.training.learning_curve import verdict
from w2v_core.training.tradeoffs import Budget

RIGHT_FOR = {
    "skipgram-ns": "Most texts: good vectors at any vocabulary, rare words included.",
    "cbow-ns": "Large texts in little time, where frequent words matter most.",
    "skipgram-softmax": "Small vocabularies, and probabilities that are true ones.",
    "cbow-softmax": "Lessons and small vocabularies: it weighs every word each time.",
    "skipgram-hs": "Rare words, without noise words to choose.",
    "cbow-hs": "Speed with rare words; few passes.",
    "svd": "Little text, and results that are the same each time.",
}
SECONDS, EPOCHS = "Seconds each", "Epochs each"


def label(name):
    """What people call a method."""
    return method_named(name).label


def newest(kind, corpus_id):
    """The newest job of a kind on this text, or None."""
    views = state.queue().views(state.owner(), kind)
    return next((view for view in views if view.payload["corpus_id"] == corpus_id), None)


def watch(view, draw):
    """Follow a job that runs; whether there is one."""
    if view is None or view.state not in ACTIVE:
        if view is not None and view.state == FAILED:
            problem(view.error)
        return False
    with work.errors_shown():
        work.follow(view.id, draw)
    return True


def asked(ask):
    """Ask the queue for something, and show the page anew."""
    try:
        ask()
    except W2VError as error:
        problem(error)
    else:
        st.rerun()


def every_method(corpus):
    """One click, then a row and a point for each method."""
    st.subheader("Every method under one budget", anchor=False)
    if watch(newest("tradeoffs", corpus.id), lambda view: table_of(found_in(view, "outcomes"))):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Budget", [SECONDS, EPOCHS], default=SECONDS, required=True, key="tradeoffs_kind"
        )
        if kind == SECONDS:
            n = st.number_input("Seconds", 1, 3600, 10, key="tradeoffs_seconds", width=150)
            budget = Budget(seconds=float(n))
            cost = f"About {work.duration(7 * 1.3 * n)} in all, at most"
        else:
            n = st.number_input("Epochs", 1, 200, 5, key="tradeoffs_epochs", width=150)
            budget = Budget(epochs=int(n))
            cost = "Full softmax with CBOW may take very long on large vocabularies"
        dim = st.number_input("Dimensions", 2, 1000, 100, key="tradeoffs_dim", width=150)
        go = st.button("Train every method", type="primary", icon=":material/balance:")
    st.caption(f"{cost}. Each model is kept as a run of its own, to compare on the page Compare.")
    if go:
        model = TrainConfig(dim=int(dim))
        asked(lambda: requests.every_method(state.queue(), state.owner(), corpus.id, model, budget))
    found = load_table(folder)
    if found:
        table_of(found)
        compare_button(found)


def found_in(view, name):
    """What a job that runs has told so far."""
    return getattr(view.detail, name, ())


def table_of(found):
    """A row a method, and the chart."""
    if not found:
        return
    table = {
        "Method": [label(it.method) for it in found],
        "Seconds": [round(it.seconds, 2) for it in found],
        "Words/s": [round(it.words_per_second) for it in found],
        "Memory (MB)": [None if it.memory is None else round(it.memory / 1e6) for it in found],
        "Epochs": [it.epochs for it in found],
        "Loss": [it.loss for it in found],
        "Surprise": [it.softmax_nll for it in found],
        "Held-out rank": [it.pair_mrr for it in found],
        "Right for": [it.problem or RIGHT_FOR[it.method] for it in found],
    }
    number = st.column_config.NumberColumn
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={
            "Words/s": number(format="compact"),
            "Memory (MB)": number(help="What the program grew by, at least."),
            "Loss": number(format="%.3f", help="Each method’s own; not to be compared."),
            "Surprise": number(
                format="%.3f",
                help="At a held-out neighbour, exact softmax, nats; comparable within skip-gram "
                "and within CBOW.",
            ),
            "Held-out rank": number(
                format="%.4f", help="Mean reciprocal rank of held-out neighbours; comparable."
            ),
        },
        alt="What each method took and gave",
    )
    points = [(label(it.method), it.seconds, it.pair_mrr) for it in found if it.pair_mrr]
    if points:
        plot(
            take_and_give(points), key="tradeoffs_chart", height=380,
            alt="Held-out rank of each method by its seconds of training",
        )  # fmt: skip
    csv_button(csv_bytes(table), "trade-offs.csv", key=f"tradeoffs_csv_{len(found)}")


def compare_button(found):
    """The way to what all these runs say of words."""
    here = {run.id for run in state.workspace().runs() if run.record is not None}
    ids = [it.run for it in found if it.run in here]
    if len(ids) > 1 and st.button("Compare these runs", icon=":material/compare:"):
        st.switch_page("pages/compare.py", query_params={"runs": ",".join(ids)})


def how_much_text(corpus):
    """Methods on tenths of the text, and what that says."""
    st.subheader("How much text is enough?", anchor=False)
    if watch(newest("learning", corpus.id), lambda view: curve_of(found_in(view, "points"))):
        return
    found = load_curve(folder)
    st.caption(
        "Skip-gram, CBOW and counting are trained on one tenth of the sentences, on two tenths, "
        "and so on, and asked for the same neighbours in sentences that none of them saw. That is "
        "thirty trainings."
    )
    if st.button("Train on growing parts", icon=":material/stacked_line_chart:"):
        asked(
            lambda: requests.growing_parts(
                state.queue(), state.owner(), corpus.id, TrainConfig(dim=50)
            )
        )
    curve_of(found)
    for sentence in verdict([named(point) for point in found]):
        st.markdown(sentence)


def named(point):
    """The point with the method's name for people."""
    return replace(point, method=label(point.method))


def curve_of(points):
    """A line a method."""
    curves = {}
    for point in points:
        curves.setdefault(label(point.method), []).append((point.words, point.pair_mrr))
    if curves:
        plot(
            growth(curves), key="learning_chart", height=380,
            alt="Held-out rank of each method by words of text",
        )  # fmt: skip


head.title("Trade-offs", "Which method is right for this text, and would more text help?")
try:
    corpus = state.current_corpus()
except NotFound as error:
    empty.not_found(state.CORPUS, error)
    st.stop()
if corpus is None:
    empty.no_corpus()
    st.stop()
pick.text(corpus)
if corpus.info is None or corpus.info.sizes is None:
    empty.unread(corpus)
    st.stop()
folder = state.workspace().corpus_folder(corpus.id)
every_method(corpus)
how_much_text(corpus)
st.subheader("What an example costs", anchor=False)
st.markdown(
    "Full softmax touches every output vector for each example, O(V); negative sampling touches "
    "1 + k, O(k), however many words there are. The curves are measured on this machine."
)
st.page_link("pages/objectives.py", label="See and measure them on Objectives")
