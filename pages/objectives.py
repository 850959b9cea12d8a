"""Objectives: each method's equation, the source that runs, and what an example costs."""

import inspect

import numpy as np
import streamlit as st

from pages.shared import head, lesson
from pages.shared.figures.costs import cost_lines
from pages.shared.plot import plot
from pages.shared.work import duration
from w2v_core.config import COUNTED, method_named
from w2v_core.lessons import costs
from w2v_core.linear import svd
from w2v_core.objectives import HIDDEN, LOSSES

DIM = 100
VOCABULARIES = (100, 300, 1_000, 3_000, 10_000, 30_000)
NOISE = (1, 2, 5, 10, 20, 50, 100)
LARGE = 10_000  # words, where noise grows
BY_TYPE = "Full softmax by word type"
MEASURED = "objectives_measured"
FACTORS = r"M \approx U_k \, S_k \, V_k^{\top} \qquad W_{\mathrm{in}} = U_k \, S_k^{\,p}"
FACTORS_FROM = "Eckart & Young 1936; the power p as in Levy, Goldberg & Dagan 2015"
WHY = {
    "softmax": "An example moves all V output vectors: each by its word’s probability, the "
    "target’s by its probability less one.",
    "ns": "An example moves 1 + K output vectors, however many words there are.",
    "hs": "An example moves a vector for each turn, about log₂ V of them.",
    "": "There are no examples and no steps: the text is counted once.",
}


def show_method(name):
    """Equation, reference and source of a method."""
    method = method_named(name)
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown(f"#### {method.label}")
        st.markdown(method.summary)
        if name == COUNTED:
            equation(FACTORS, FACTORS_FROM)
            functions = (svd.by_lapack, svd.vectors)
        else:
            loss, layer = LOSSES[method.loss], HIDDEN[method.hidden]
            st.latex(layer.equation)
            equation(rf"L = {loss.EQUATION}", loss.REFERENCE)
            functions = (loss.loss_and_gradients, layer.forward, layer.back)
        st.markdown(WHY[method.loss])
    with right:
        modules = dict.fromkeys(function.__module__ for function in functions)
        st.caption(f"The source that runs, from `{'`, `'.join(modules)}`")
        st.code("\n\n".join(map(inspect.getsource, functions)), height=380)


def equation(formula, reference):
    """A formula and where it is from."""
    st.latex(formula)
    st.caption(reference)


def counted(loss, n_words, n_noise):
    """Operations of an example."""
    return costs.operations(loss, n_words, DIM, n_noise)


def measured():
    """Seconds of an example by V and by K, each for every loss; of a pass by word type, by V."""
    rng = np.random.default_rng(0)
    by_words = {
        loss: [costs.seconds(loss, n, DIM, 5, rng) for n in VOCABULARIES] for loss in LOSSES
    }
    by_noise = [costs.seconds("ns", LARGE, DIM, n, rng) for n in NOISE]
    passes = [costs.seconds_of_pass(n, DIM, rng) for n in VOCABULARIES]
    return by_words, by_noise, passes


def lines(n_pairs):
    """What is drawn: costs by V, costs by K, and the name of their unit."""
    names, large = lesson.LOSS_NAMES, VOCABULARIES.index(LARGE)
    times = st.session_state.get(MEASURED)
    if times:
        by_words, by_noise, passes = times
        by_type = [seconds / n_pairs for seconds in passes]
        unit = "Seconds an example"
    else:
        by_words = {loss: [counted(loss, n, 5) for n in VOCABULARIES] for loss in LOSSES}
        by_noise = [counted("ns", LARGE, n) for n in NOISE]
        by_type = [costs.operations_by_type(n, DIM, n_pairs) for n in VOCABULARIES]
        unit = "Operations an example"
    grows = {names[loss]: values for loss, values in by_words.items()} | {BY_TYPE: by_type}
    noise = {
        name: by_noise if name == names["ns"] else [values[large]] * len(NOISE)
        for name, values in grows.items()
    }
    return grows, noise, unit


def show_costs(chosen):
    """Costs as V and as K grow, counted or measured."""
    st.subheader("What one example costs", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Measure on this machine", icon=":material/timer:", key="objectives_time"):
            with st.spinner("Running the source above for a moment …"):
                st.session_state[MEASURED] = measured()
        if st.session_state.get(MEASURED) and st.button("Count operations again"):
            del st.session_state[MEASURED]
            st.rerun()
    n_pairs = st.select_slider(
        "Pairs in the text", (100_000, 1_000_000, 10_000_000, 100_000_000), 10_000_000,
        format_func="{:,}".format, key="pairs", bind=lesson.IN_ADDRESS, width=420,
    )  # fmt: skip
    by_words, by_noise, unit = lines(n_pairs)
    said = (
        "**Measured on this machine**: loss and gradients of one example by the source above, "
        "and of a share of a pass by word type; NumPy and float64, median of several."
        if st.session_state.get(MEASURED)
        else "**Counted, not measured**: multiplications and additions, 6 D for each row of the "
        "output table that is touched."
    )
    st.markdown(f"{said} D = {DIM}.")
    left, right = st.columns(2)
    name = lesson.LOSS_NAMES.get(method_named(chosen).loss, "")
    with left:
        draw(VOCABULARIES, by_words, name, ("Words V, with K = 5", unit), "words")
    with right:
        draw(NOISE, by_noise, name, (f"Noise words K, with V = {LARGE:,}", unit), "noise")
    st.markdown(
        "The full softmax is dear because its line rises with V. By word type (skip-gram), all "
        "pairs of one centre word share a single pass: it costs 6 V² D for the whole text, so each "
        "pair costs less the longer the text is, and the loss stays exact. "
        + saving(by_words, n_pairs)
    )


def saving(by_words, n_pairs):
    """What going by word type saves over a whole text, in words."""
    place = VOCABULARIES.index(LARGE)
    single, shared = (by_words[name][place] for name in (lesson.LOSS_NAMES["softmax"], BY_TYPE))
    told = (
        f"With {LARGE:,} words and {n_pairs:,} pairs that is **{single / shared:,.0f} times** less"
    )
    if not st.session_state.get(MEASURED):
        return told + "."
    times = (duration(cost * n_pairs) for cost in (single, shared))
    return f"{told}: {' in place of '.join(reversed(tuple(times)))} for each pass."


def draw(sizes, values, chosen, titles, key):
    """One of the two charts."""
    plot(
        cost_lines(sizes, values, chosen, titles),
        key=f"objectives_{key}",
        alt=f"{titles[1]} by {titles[0]}: {', '.join(values)}",
        height=380,
    )


head.title("Objectives", "Two ways in, three ways to score, and one that only counts.")
chosen = lesson.method_grid(with_counting=True)
show_method(chosen)
show_costs(chosen)
lesson.onward("noise", "Noise")
