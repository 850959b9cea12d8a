"""Windows: what skip-gram and CBOW read, one centre at a time."""

import numpy as np
import streamlit as st

from pages.shared import head, lesson, lesson_texts
from pages.shared.figures.one_hot import one_hot_rows
from pages.shared.plot import plot
from pages.shared.text import plain, visible
from w2v_core.config import TrainConfig
from w2v_core.lessons.passage import examples_of, one_hot
from w2v_core.sampling.subsample import keep_probability
from w2v_core.training.initial import initial_parameters

DIM = 3
ROLL = "windows_roll"
THRESHOLDS = (0.0, 1e-4, 1e-3, 1e-2, 1e-1)
MOST_TOLD = 25  # words of a sentence that the dice are thrown for


def contexts_of(windows, center):
    """Places of a centre's contexts."""
    return [p for p in range(windows.left[center], windows.right[center]) if p != center]


def show_examples(passage, windows, center):
    """The examples of one centre, and how many there are in all."""
    word, around = passage.shown[center], contexts_of(windows, center)
    looks = {center: "center"} | dict.fromkeys(around, "context")
    lesson.strip(passage.shown, looks)
    skipgram, cbow = (examples_of(windows, hidden) for hidden in lesson.HIDDEN_NAMES)
    names = [plain(passage.shown[pos]) for pos in around]
    left, right = st.columns(2)
    with left:
        st.markdown(f"**Skip-gram** makes a pair for each context: {len(names)} here.")
        st.markdown("  \n".join(f"{plain(word)} → **{name}**" for name in names) or "none")
    with right:
        st.markdown("**CBOW** makes one example of them all.")
        st.markdown(f"{', '.join(names)} → **{plain(word)}**" if names else "none")
    st.caption(
        f"All of it: {len(passage.shown)} words, {len(skipgram)} skip-gram pairs, "
        f"{len(cbow)} CBOW examples. Sentences end at . ! ?; no window crosses such an end."
    )


def show_look_up(passage, windows, center):
    """One-hot rows times a table: the rows that they pick."""
    st.subheader("One-hot rows are a look-up", anchor=False)
    hidden = st.segmented_control(
        "Hidden layer of", list(lesson.HIDDEN_NAMES), default="skipgram", required=True,
        format_func=lesson.HIDDEN_NAMES.get, key="hidden", bind=lesson.IN_ADDRESS,
    )  # fmt: skip
    places = [center] if hidden == "skipgram" else contexts_of(windows, center)
    if not places:
        st.markdown("This word has no context, so CBOW makes no example here.")
        return
    ids = passage.corpus.ids[places]
    names = [passage.names[id] for id in ids]
    model = TrainConfig(dim=DIM, start="xavier")
    chance = np.random.default_rng(1)
    W_in = initial_parameters(len(passage.words), model, chance).W_in.astype(float)
    left, right = st.columns([3, 2], gap="large")
    with left:
        plot(
            one_hot_rows(one_hot(ids, len(passage.words)), names, passage.names),
            key="windows_one_hot",
            alt=f"One-hot rows of {', '.join(names)} over {len(passage.words)} words",
            height=130 + 34 * len(names),
        )
    with right:
        show_rows(W_in, ids, names)


def show_rows(W_in, ids, names):
    """The rows of the input table that were picked, and the hidden layer."""
    rows = W_in[ids]
    picked = np.vstack([rows, rows.mean(axis=0)]) if len(ids) > 1 else rows
    labels = [f"row {id}: {visible(name)}" for id, name in zip(ids, names, strict=True)]
    labels = [*labels, "h, their mean"] if len(ids) > 1 else [f"{labels[0]} = h"]
    st.dataframe(
        {"W_in": labels} | {f"{n + 1}": picked[:, n] for n in range(DIM)},
        hide_index=True,
        height="content",
        column_config={
            f"{n + 1}": st.column_config.NumberColumn(format="%.3f") for n in range(DIM)
        },
        alt="Rows of the input table that the one-hot rows pick",
    )
    st.caption(
        "A one-hot row times the table is a row of the table. Nobody multiplies: the row is looked "
        "up. The vectors here are small random ones, as before training."
    )


@st.fragment
def slide(passage, windows):
    """The window at one centre; a step draws only this anew."""
    n_words = len(passage.shown)
    center = lesson.stepper("center", n_words, start=min(3, n_words), label="Centre, word no.") - 1
    show_examples(passage, windows, center)
    show_look_up(passage, windows, center)


@st.fragment
def show_dice():
    """One sentence of a text, a die for each word."""
    st.subheader("Dice for frequent words", anchor=False)
    st.markdown(
        "Before windows are made, each occurrence of a frequent word may be left out; its "
        "neighbours then move together. A word of share f is kept with probability √(t/f) + t/f, "
        "at most 1."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name, corpus, _ = lesson_texts.choose("dice")
        threshold = st.select_slider(
            "Threshold t", THRESHOLDS, 1e-3, format_func="{:g}".format, key="threshold",
            bind=lesson.IN_ADDRESS, width=220, help="0 keeps every word.",
        )  # fmt: skip
        if st.button("Roll again", icon=":material/casino:", key="windows_again"):
            st.session_state[ROLL] = st.session_state.get(ROLL, 0) + 1
    counts = corpus.vocabulary.counts
    roll = st.session_state.get(ROLL, 0)
    chance = np.random.default_rng(roll // 3)  # three throws for each sentence
    sentence = lesson_texts.long_sentence(corpus, chance)[:MOST_TOLD]
    keep = keep_probability(counts, threshold)[sentence]
    dice = np.random.default_rng((1, roll)).random(len(sentence))
    words = [corpus.vocabulary.words[id] for id in sentence]
    lesson.strip(words, {n: "dropped" for n in np.flatnonzero(dice >= keep)})
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        {
            "Word": [visible(word) for word in words],
            "Count": counts[sentence],
            "Kept with probability": keep,
            "Die": dice,
            "So it is": [
                "kept" if die < share else "left out" for die, share in zip(dice, keep, strict=True)
            ],
        },
        hide_index=True,
        height="content",
        column_config={
            "Count": st.column_config.NumberColumn(format="localized"),
            "Kept with probability": percent,
            "Die": percent,
        },
        alt="Each word of a sentence with its die",
    )
    share = float(counts @ keep_probability(counts, threshold)) / counts.sum()
    st.caption(f"Of all words of {plain(name)}, {share:.0%} are kept on average.")


head.title("Windows", "A window slides over a sentence; each stop makes examples.")
left, right = st.columns([3, 1])
with left:
    passage = lesson.sentence()
with right:
    radius = lesson.window()
slide(passage, passage.windows(radius))
show_dice()
lesson.onward("objectives", "Objectives")
