"""Microscope: one step of training with every number in view."""

import numpy as np
import streamlit as st

from pages.shared import head, lesson
from pages.shared.figures.moves import moves_figure
from pages.shared.forms import choice
from pages.shared.plot import plot
from pages.shared.says import problem
from pages.shared.text import visible
from w2v_core.config import TrainConfig, method_named
from w2v_core.errors import TextError
from w2v_core.lessons.microscope import Microscope

MOST_STEPS = 500
TRAIL = "microscope_trail"  # in the session: settings, and the steps taken with them
RATES = (0.025, 0.1, 0.3, 0.5, 1.0, 2.0)
NUMBER = st.column_config.NumberColumn(format="%.4f")
WANTED = {
    "softmax": "Scores of all words become probabilities; the error is their distance from the "
    "one-hot row of the target.",
    "ns": "Each score becomes a probability of its own; the error is its distance from 1 for the "
    "real word, from 0 for noise.",
    "hs": "Each turn of the target’s path has a probability of its own; 1 is wanted where the path "
    "takes the heavier branch, 0 where the lighter.",
}


def settings(method):
    """The model, and the seed."""
    kind = method_named(method)
    options = {}
    with st.popover("Settings", icon=":material/tune:"):
        window = lesson.window()
        options["lr"] = st.select_slider(
            "Learning rate", RATES, 0.5, format_func="{:g}".format, key="rate",
            bind=lesson.IN_ADDRESS,
            help="Large, so that arrows can be seen; training begins at some hundredths.",
        )  # fmt: skip
        options["start"] = st.segmented_control(
            "First vectors", ("xavier", "word2vec"), default="xavier", required=True,
            format_func=choice, key="start", bind=lesson.IN_ADDRESS,
            help="word2vec begins with output vectors of zero: the first step moves only those.",
        )  # fmt: skip
        if kind.loss == "ns":
            options["negatives"] = st.slider(
                "Noise words", 1, 10, 3, key="noise", bind=lesson.IN_ADDRESS,
                help="Drawn for each step; a draw that hits the target itself is left out.",
            )  # fmt: skip
        if kind.hidden == "cbow":
            options["cbow_mean"] = st.toggle(
                "Average the context", True, key="mean", bind=lesson.IN_ADDRESS
            )
        seed = st.number_input("Random seed", 0, 9_999, 1, key="seed", bind=lesson.IN_ADDRESS)
    return TrainConfig(method=method, dim=2, window=window, **options), int(seed or 0)


def opened(passage, model, seed):
    """The microscope over the passage; ends the page where no word has company."""
    try:
        return Microscope.of(passage, model, seed)
    except TextError as error:
        problem(error)
        st.stop()


def taken(scope, settings, n):
    """The first steps; those of the same settings are kept, for each rests on all before it."""
    of, known = st.session_state.get(TRAIL, (None, []))
    if of != settings:
        known = []
    known = scope.steps(n, known) if len(known) < n else known
    st.session_state[TRAIL] = (settings, known)
    if len(known) < n:
        st.warning(
            f"With this learning rate the numbers run away: step {len(known)} is the last that "
            "can be shown. Take a smaller one in the settings.",
            icon=":material/trending_up:",
        )
    return known[:n]


def row_names(scope, passage):
    """What the rows of W_in and of W_out are."""
    words = [visible(word) for word in passage.names]
    if method_named(scope.problem.model.method).loss == "hs":
        return words, [f"node {n}" for n in range(len(words) - 1)]
    return words, words


def show_example(passage, step):
    """The sentence with what comes in and what is to be found."""
    looks = dict.fromkeys(step.example.input_pos, "context")
    lesson.strip(passage.shown, looks | {step.example.target_pos: "center"})
    st.caption(":orange-background[comes in] &nbsp; :blue-background[**to be found**]")


def show_losses(step):
    """The loss of the example before and after the step."""
    left, right = st.columns(2)
    left.metric("Loss before", f"{step.forward.loss:.4f}")
    change = step.loss_after - step.forward.loss
    right.metric(
        "Loss after, same example", f"{step.loss_after:.4f}", f"{change:+.4f}",
        delta_color="inverse",
    )  # fmt: skip


def show_forward(step, names, kind):
    """Scores, probabilities, error: a row for each output vector that was compared."""
    forward = step.forward
    st.markdown(f"**Forward.** {WANTED[kind]}")
    st.dataframe(
        {
            "Output row": [names[row] for row in forward.out_ids],
            "Score u·h": forward.scores,
            "Probability": forward.probabilities,
            "Wanted": forward.wanted.astype(int),
            "Error": forward.error,
        },
        hide_index=True,
        height=min(38 + 35 * len(forward.out_ids), 300),
        column_config=dict.fromkeys(("Score u·h", "Probability", "Error"), NUMBER),
        alt="Score, probability, wanted value and error of each compared row",
    )


def show_back(step, names):
    """Gradients, old and new numbers of each row that was touched."""
    st.markdown("**Back.** Each touched row moves by − learning rate × its gradient.")
    parts = (
        ("in", step.inputs, step.before.W_in, step.after.W_in, names[0]),
        ("out", step.outputs, step.before.W_out, step.after.W_out, names[1]),
    )
    table = {"Table": [], "Row": [], "Gradient": [], "Old": [], "New": []}
    for title, moves, before, after, words in parts:
        for row, gradient in zip(moves.ids, moves.gradients, strict=True):
            values = (title, words[row], *map(pair, (gradient, before[row], after[row])))
            for column, value in zip(table.values(), values, strict=True):
                column.append(value)
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * len(table["Row"]), 300),
        alt="Gradient, old and new vector of each touched row",
    )


def pair(vector):
    """A vector in the plane as text."""
    return "(" + ", ".join(f"{number:+.4f}" for number in vector) + ")"


def show_plane(step, names):
    """All vectors, and arrows where one moved."""
    plot(
        moves_figure(
            (step.before.W_in, step.after.W_in),
            (step.before.W_out, step.after.W_out),
            names,
            (step.inputs.ids.tolist(), step.outputs.ids.tolist()),
        ),
        key="microscope_plane",
        alt="Input and output vectors in the plane, arrows where this step moved them",
        height=460,
    )


def say_where(scope, steps):
    """Which example this was, and how the loss stands."""
    one_pass = len(scope.queue)
    losses = [step.forward.loss for step in steps[-one_pass:]]
    over = "the last pass" if len(losses) == one_pass else "the steps so far"
    st.caption(
        f"Step {len(steps)} reads example {(len(steps) - 1) % one_pass + 1} of {one_pass}, in the "
        f"order of the text. Mean loss of {over}: {np.mean(losses):.4f}. Two "
        "dimensions, so the plane is the model itself. Going back, or opening the same link, gives "
        "the same numbers to the last digit."
    )


@st.fragment
def stepping(scope, passage, settings):
    """What a step needs to be drawn anew."""
    steps = taken(scope, settings, lesson.stepper("step", MOST_STEPS, jumps=(10, 100)))
    step, names = steps[-1], row_names(scope, passage)
    show_example(passage, step)
    left, right = st.columns(2, gap="medium")
    with left:
        show_losses(step)
        show_forward(step, names[1], scope.method.loss)
    with right:
        show_plane(step, names)
    show_back(step, names)
    say_where(scope, steps)


head.title("Microscope", "One example, forward and back: every number of a training step.")
left, right = st.columns([2, 3], gap="medium")
with right:
    method = lesson.method_grid()
with left:
    passage = lesson.sentence()
    model, seed = settings(method)
stepping(opened(passage, model, seed), passage, (passage.shown, model, seed))
