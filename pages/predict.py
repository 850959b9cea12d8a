"""Predict: what the trained model itself expects beside a word, or in a gap."""

import streamlit as st

from pages.shared import cache, head, predicting, state, words, work
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from w2v_core.config import method_named
from w2v_core.jobs.glimpse import choose_probes
from w2v_core.objectives import hidden as layers
from w2v_core.text.tokenize import sentences

WORD = "word"  # in the address, as on the Neighbours page
LAST = "predict_word"  # the word asked about last
FIND = "predict_find"  # what is typed
BEFORE, AFTER = "predict_before", "predict_after"
SIDES = {BEFORE: "Words before the gap", AFTER: "Words after the gap"}
ADDRESS = {BEFORE: "before", AFTER: "after"}  # names of the sides there
LONGEST = 1_000  # characters read from the address or a field
FEWEST, MOST = 10, 100  # words listed
EXACT = "These probabilities are exact: {how}."
HOW = {
    "softmax": "training weighed each word against all others, and so does this table",
    "hs": "each is the product of the turns on the word’s path through the tree",
}
ESTIMATE = (
    "These probabilities are an estimate: negative sampling learns scores, not probabilities. The "
    "logarithm of how often a word came as noise was added to its score before the softmax. That "
    "is exact only for vectors of full rank (as many dimensions as words), trained to the optimum, "
    "with noise that hits the neighbour kept{hits}."
)
SUBSAMPLED = (
    "Training saw the most frequent words less often than the text has them; these numbers are of "
    "what it saw, not corrected for that."
)


def no_prediction():
    """A run whose vectors predict nothing."""
    st.text(
        "This run has vectors only: counting and SVD, like imported vectors, bring no "
        "probabilities. Runs of all other methods can be asked here."
    )
    with st.container(horizontal=True):
        if st.button("See its neighbours", type="primary", icon=":material/hub:"):
            st.switch_page("pages/neighbours.py", query_params={state.RUN: run.id})
        if st.button("Train another", icon=":material/model_training:"):
            st.switch_page("pages/train.py")


def known(typed):
    """The word of the run that is meant by what is typed, or None."""
    lowered = typed.lower() if run.record.text.lowercase else typed
    return next((word for word in (typed, lowered) if word in embedding), None)


def visit(word):
    """Make a word the one that is asked about."""
    st.session_state[LAST] = st.query_params[WORD] = word


def present_word(suggested):
    """The word of the address, else the last one if the run has it, else one to begin with."""
    asked = st.query_params.get(WORD, "").strip()[:LONGEST]
    last = st.session_state.get(LAST)
    visit(asked or (last if last in embedding else suggested[0]))
    return st.session_state[LAST]


def why_absent(word):
    """Why the run has no vector for a word, and near spellings."""
    return predicting.absent(state.owner(), run.id, visible(word), run.record, embedding)


def ask_word(top):
    """The likeliest contexts of one word."""

    def on_type(typed):
        if known(typed) is not None:
            visit(known(typed))

    def near(typed):
        return why_absent(typed).near

    search = cache.word_search(state.owner(), run.id)
    suggested = [embedding.words[id] for id in choose_probes(embedding.words)]
    words.search_row(
        "Find a word", search, suggested, visit, key=FIND, otherwise=near, on_type=on_type
    )
    word = present_word(suggested)
    st.subheader(plain(word), anchor=False)
    if word not in embedding:
        reason = why_absent(word)
        st.text(reason.sentence)
        if reason.near:
            words.pick_row("Perhaps you mean", reason.near, visit, key="predict_near")
        return
    st.caption(
        f"The words expected within {run.record.model.window} places of this one, in any order."
    )
    hidden = layers.skipgram(model.embedding.W_in, embedding.id_of(word))
    show(hidden, top, f"Words expected near {visible(word)}")


def read_side(key):
    """The words typed on one side of the gap."""
    typed = str(st.session_state.get(key) or "")[:LONGEST]
    return [word for sentence in sentences(typed, run.record.text) for word in sentence]


def first_sides():
    """What stands in the two fields at first: the sides of the address, else two words."""
    if any(key in st.session_state for key in SIDES):
        return
    if any(name in st.query_params for name in ADDRESS.values()):
        for key, name in ADDRESS.items():
            st.session_state[key] = st.query_params.get(name, "")[:LONGEST]
    else:
        first = [embedding.words[id] for id in choose_probes(embedding.words)]
        st.session_state[BEFORE] = " ".join(first[:2])


def ask_window(top):
    """The likeliest centre of a window that is typed."""
    window = run.record.model.window
    first_sides()
    for column, (key, title) in zip(st.columns(2), SIDES.items(), strict=True):
        with column:
            st.text_input(title, key=key, max_chars=LONGEST, persist_state="session")
        st.query_params[ADDRESS[key]] = str(st.session_state.get(key) or "")[:LONGEST]
    before, after = (read_side(key) for key in SIDES)
    shown = [*before[-window:], *after[:window]]
    name_unused(shown, len(before) + len(after) - len(shown), window)
    ids = [embedding.id_of(word) for word in shown if word in embedding]
    if not ids:
        st.text("Type words of the text on one side of the gap or both.")
        return
    hidden = layers.cbow(model.embedding.W_in, ids, mean=run.record.model.cbow_mean)
    show(hidden, top, "Words expected in the gap")


def name_unused(shown, n_far, window):
    """Which of the typed words the model does not see, and why."""
    absent = list(dict.fromkeys(word for word in shown if word not in embedding))
    for word in absent[:5]:
        st.text(f"Left out: {why_absent(word).sentence}")
    if len(absent) > 5:
        st.caption(f"{len(absent) - 5:,} more words without a vector are left out.")
    if n_far:
        st.caption(
            f"The model was trained with {window} words on each side; the {n_far:,} farther away "
            "are left out. The order of the others does not matter to it."
        )


def show(hidden, top, alt):
    """The likeliest words as a table, and how far to trust the numbers."""
    found = predicting.likeliest(model.predictor, embedding, hidden, top)
    table = {
        "word": [likely.word for likely in found],
        "probability": [likely.probability for likely in found],
        "lift": [likely.lift for likely in found],
        "count": [likely.count for likely in found],
    }
    table = {name: values for name, values in table.items() if None not in values}
    st.dataframe(
        table | {"word": [visible(word) for word in table["word"]]},
        hide_index=True,
        height="content" if len(found) <= 25 else 700,
        alt=f"{alt}, with probabilities",
        column_config={
            "word": st.column_config.TextColumn("Word", width=110),
            "probability": st.column_config.ProgressColumn(
                "Probability", width=150, format="percent", min_value=0.0,
                max_value=max(table["probability"]),
            ),
            "lift": st.column_config.NumberColumn(
                "Lift", format="%.1f ×", width=70,
                help="How many times likelier than by the word’s share of the kept words.",
            ),
            "count": st.column_config.NumberColumn("Count", format="localized", width=70),
        },
    )  # fmt: skip
    share = sum(table["probability"])
    st.caption(f"{trust()} Together these {len(found)} words hold {share:.1%}.")
    if run.record.model.sample:
        st.caption(SUBSAMPLED)
    csv_button(csv_bytes(table), "prediction.csv")


def trust():
    """How far to trust the numbers, by the loss that was trained."""
    if model.predictor.exact:
        return EXACT.format(how=HOW[method.loss])
    return ESTIMATE.format(hits="; this run left it out" if run.record.model.skip_hits else "")


run = head.run_page("Predict", "What the trained model itself expects, with probabilities.")
with work.errors_shown():
    model = predicting.model(state.owner(), run.id)
embedding = model.embedding
method = method_named(run.record.model.method)
if model.predictor is None:
    no_prediction()
    st.stop()
top = st.slider("Words", FEWEST, MOST, FEWEST, 10, key="predict_top", persist_state="session")
top = min(max(top, FEWEST), MOST)
if method.hidden == "cbow":
    ask_window(top)
else:
    ask_word(top)
