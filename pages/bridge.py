"""Bridge: what a skip-gram model says of each pair, beside what the counts of the text demand."""

import numpy as np
import streamlit as st

from pages.shared import bridging, cache, head, kwic, lesson, state, work
from pages.shared.figures.cloud import cloud
from pages.shared.plot import plot
from pages.shared.run_text import text_of
from pages.shared.says import problem
from pages.shared.text import plain, visible
from w2v_core.config import EngineConfig, TrainConfig, method_named
from w2v_core.errors import W2VError
from w2v_core.jobs import requests
from w2v_core.jobs.glimpse import choose_probes
from w2v_core.lessons.bridge import SEEN_ENOUGH, nearest_words

MOST_POINTS = 20_000
SENTENCES = 6
TOP = 8
EQUATION = r"u_j \cdot w_i \;=\; \log \frac{N_{ij}}{k \, N_i \, p_\alpha(j)}"


def other_run(says):
    """The run cannot be shown here: say why, and offer one that can."""
    st.info(says, icon=":material/info:")
    with st.container(horizontal=True):
        train_plain()
        if st.button("See all runs", icon=":material/inventory_2:"):
            st.switch_page("pages/runs.py")


def train_plain():
    """A button, where the text is still here, that trains on it what the theorem is about."""
    if not state.owns(run.id) or run.record.corpus.id not in {
        entry.id for entry in state.workspace().corpora()
    }:
        return
    button = st.button(
        "Train one without thinning", type="primary", icon=":material/play_arrow:",
        help="Skip-gram with negative sampling on the same text, no frequent word thinned out.",
    )  # fmt: skip
    if button:
        with work.errors_shown():
            was = run.record.model
            model = TrainConfig(dim=was.dim, window=was.window, min_count=was.min_count, sample=0.0)
            name, corpus = f"{run.name}, nothing thinned out", run.record.corpus.id
            id = requests.train(state.queue(), state.owner(), corpus, name, model, EngineConfig())
            st.switch_page("pages/train.py", query_params={state.RUN: id})


def bridge_of(run):
    """The bridge of the run and its text; else the page says why and ends."""
    method = method_named(run.record.model.method)
    if (method.hidden, method.loss) != ("skipgram", "ns"):
        other_run(
            f"This run is {method.label}. The bridge is known for skip-gram with negative sampling."
        )
        st.stop()
    text = text_of(state.owner(), run.record)
    if text is None:
        other_run(
            "The text of this run cannot be read here: it was deleted, read anew since, or belongs "
            "to another visitor."
        )
        st.stop()
    try:
        with st.spinner("Counting the text of this run"):
            return text, bridging.bridge(cache.readable(state.owner(), run.id), text)
    except W2VError as error:
        problem(error)
        st.stop()


def show_equation(model):
    """The theorem with the run's own numbers."""
    left, right = st.columns([2, 3], gap="large", vertical_alignment="center")
    left.latex(EQUATION)
    hits = " (less N_ij, for noise that hits its target is left out)" if model.skip_hits else ""
    right.caption(
        "Trained to the end, and with as many dimensions as words, each product of two vectors "
        f"would be this number, made of counts alone. Here k is {model.negatives}, α is "
        f"{model.noise_power:g}, N_ij counts within {model.window} words"
        f"{', near ones more' if model.shrink_window else ''}, and N_i is its row sum{hits}."
    )


def show_cloud(bridge, run):
    """Model against counts, a point a pair."""
    places = bridge.sample(MOST_POINTS, np.random.default_rng(1))
    pairs = zip(bridge.rows[places].tolist(), bridge.columns[places].tolist(), strict=True)
    names = [f"{bridge.words[i]}, {bridge.words[j]}" for i, j in pairs]
    plot(
        cloud(
            bridge.optimum[places], bridge.products[places], bridge.counts[places], names,
            axes=("Optimum by counts", "In the model, u · w"), view=run.id,
        ),
        key="bridge_cloud",
        alt=f"{len(places):,} pairs of words: optimum by counts and product in the model",
        height=380,
    )  # fmt: skip
    often = bridge.counts >= 100
    off = np.abs(bridge.difference)
    st.caption(
        f"{len(places):,} of {len(bridge.counts):,} pairs among the {len(bridge.words):,} most "
        f"frequent words. Correlation, each pair as often as it was seen: "
        f"**{bridge.correlation():.3f}**. Mean distance from the line: {off.mean():.2f}"
        + (f", for pairs seen a hundred times {off[often].mean():.2f}." if often.any() else ".")
    )


@st.fragment
def show_worst(bridge, text, model):
    """The pairs that lie farthest from the line, and sentences of one of them."""
    worst = bridge.worst(10)
    if not len(worst):
        st.caption(f"No pair was seen {SEEN_ENOUGH:.0f} times or more.")
        return
    names = [tuple(bridge.words[id] for id in (bridge.rows[n], bridge.columns[n])) for n in worst]
    number = st.column_config.NumberColumn
    st.markdown(f"**Farthest from the line**, of pairs seen {SEEN_ENOUGH:.0f} times or more")
    st.dataframe(
        {
            "Centre": [visible(one) for one, _ in names],
            "Context": [visible(other) for _, other in names],
            "Times": bridge.counts[worst],
            "Counts": bridge.optimum[worst],
            "Model": bridge.products[worst],
            "Apart": bridge.difference[worst],
        },
        hide_index=True,
        height=38 + 35 * 5,
        column_config=dict.fromkeys(("Counts", "Model", "Apart"), number(format="%.2f"))
        | {"Times": number(format="%.1f")},
        alt="Pairs whose product in the model is farthest from the optimum",
    )
    chosen = st.selectbox(
        "Sentences of", range(len(names)), key="bridge_pair",
        format_func=lambda n: " and ".join(map(visible, names[n])),
    )  # fmt: skip
    concordance = kwic.concordance(text)
    one, other = names[chosen]
    found = concordance.beside(kwic.places(text, (one,), "text"), other, model.window)
    kwic.table(
        concordance.lines(found[:SENTENCES], 1), key="bridge_lines",
        alt="Sentences in which the two words stand near each other",
    )  # fmt: skip
    st.caption(f"{len(found):,} places; the first {min(len(found), SENTENCES)} are shown.")


@st.fragment
def show_neighbours(bridge, run):
    """Neighbours by counting and by learning, side by side."""
    st.subheader("Counted and learned neighbours", anchor=False)
    first = choose_probes(bridge.words, ["king"])[0]
    word = st.selectbox(
        "Word", bridge.words, first, format_func=visible, key="bridge_word", width=260
    )
    owner = cache.readable(state.owner(), run.id)
    counted = nearest_words(bridging.decomposed(owner, text), bridge.words, word, TOP)
    W_in = cache.embedding(state.owner(), run.id).W_in
    learned = nearest_words(W_in, bridge.words, word, TOP)
    both = {near for near, _ in counted} & {near for near, _ in learned}
    number = st.column_config.NumberColumn(format="%.2f")
    st.dataframe(
        {
            "SVD of the counts": [visible(near) for near, _ in counted],
            "Cosine": [cosine for _, cosine in counted],
            "Skip-gram": [visible(near) for near, _ in learned],
            "Cosine of it": [cosine for _, cosine in learned],
        },
        hide_index=True,
        height="content",
        column_config={"Cosine": number, "Cosine of it": number},
        alt=f"Neighbours of {visible(word)} by SVD of the counts and by skip-gram",
    )
    st.caption(
        f"{len(both)} of {TOP} are the same for {plain(word)}. The SVD is of the optimum above, "
        f"where it is above zero, in {bridge.dim} dimensions: one equation, two ways to solve it."
    )


run = head.run_page("Bridge", "Learning and counting meet: one number for each pair of words.")
text, bridge = bridge_of(run)
model = run.record.model
show_equation(model)
if model.sample:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            "This run thinned out frequent words, which the equation does not know: expect its "
            "points above or below the line."
        )
        train_plain()
left, right = st.columns([3, 2], gap="medium")
with left:
    show_cloud(bridge, run)
with right:
    show_worst(bridge, text, model)
show_neighbours(bridge, run)
lesson.onward("microscope", "Microscope")
