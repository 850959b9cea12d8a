"""About: what can be computed here and why not more, where things are kept, what numbers mean."""

import streamlit as st

from pages.shared import devices, head
from pages.shared.says import problem
from pages.shared.versions import versions
from w2v_core.config import METHODS
from w2v_core.errors import EngineUnavailable

POLL = 0.5  # seconds between two looks while the devices are checked
WAITED = "about_waited"
KEPT = """
Texts, runs and maps lie in one data folder on the machine that runs this program; whoever starts it
chooses the folder with the variable `W2V_HOME`. No other host is asked for anything. Your browser
holds two cookies: one tells your texts and runs from those of others, the other guards uploads
against foreign pages. A text that you delete is removed from the folder, a run an hour later; what
stays is the list of jobs there, which notes of each what was asked for (a run’s first name, its
settings, the words to watch), when, and how it ended. Under *Your data* all that you keep is
listed, handed to you as one archive, and deleted at once, that list included.
"""
MEANING = {
    "Cosine": "Of the angle between two vectors: 1 for the same direction, 0 for a right angle. It "
    "ranks words; its size depends on the method and cannot be compared between runs.",
    "Loss": "What a method makes small while it trains, in nats an example. Losses of different "
    "methods are different quantities.",
    "Held-out rank": "Mean reciprocal rank of the true neighbour among all words, in sentences "
    "that were never trained on. This one compares all methods on one text.",
    "Spearman": "How alike people and cosines rank pairs of words: 1 the same order, 0 none in "
    "common. Differences of a few hundredths between two runs are often chance.",
    "Accuracy": "Share of analogy questions whose one right answer came first. Questions with "
    "words that the run does not know, or that are not among the most frequent ones that take "
    "part, are left out, so look at the coverage too.",
    "Probability": "How likely the model holds a word to be: exact for softmax and for the tree "
    "of turns, an estimate with negative sampling.",
    "Words/s": "Words of the text passed in a second of training, those left out by chance "
    "included.",
}


def engine_table():
    """Methods by engines, on or off, with reasons; while devices are checked, a line says so."""
    try:
        rows = devices.engines()
    except EngineUnavailable as error:
        problem(error)
        if st.button("Check again", icon=":material/refresh:"):
            devices.look_again()
            st.rerun()
        return
    if rows is None:
        st.caption(":material/hourglass_top: Checking which devices there are …")
        return
    if st.session_state.pop(WAITED, False):
        st.rerun()  # the page runs once more, without the timer
    labels = {method.name: method.label for method in METHODS}
    places = list(dict.fromkeys((row.engine, row.device) for row in rows))
    cells = {(row.method, row.engine, row.device): row for row in rows}
    table = {"Method": list(labels.values())}
    for engine, device in places:
        place = [cells[method, engine, device] for method in labels]
        table[f"{engine}, {device}"] = [told(row) for row in place]
    st.dataframe(table, hide_index=True, height="content", alt="Which engine trains which method")
    st.caption("The default is taken where no engine is named.")
    off = [row for row in rows if not row.on]
    with st.expander("Why some are off, and what to do"):
        st.dataframe(
            {
                "Method": [labels[row.method] for row in off],
                "Engine": [f"{row.engine}, {row.device}" for row in off],
                "Why": [row.why for row in off],
                "What to do": [row.fix for row in off],
            },
            hide_index=True,
            height=360,
            alt="Reasons for each engine that is off",
        )


def told(row):
    """One cell of the table."""
    return "default" if row.default else "on" if row.on else "off"


def being_checked():
    """Whether the table has to wait for the devices."""
    try:
        return devices.engines() is None
    except EngineUnavailable:
        return False


head.title("About", "What this machine can compute, where things are kept, what the numbers mean.")
st.subheader("Engines", anchor=False)
waits = being_checked()
st.session_state[WAITED] = waits
st.fragment(engine_table, run_every=POLL if waits else None)()

meaning, side = st.columns([3, 2], gap="large")
with meaning:
    st.subheader("What the numbers mean", anchor=False)
    for name, says in MEANING.items():
        st.markdown(f"**{name}.** {says}")
with side:
    st.subheader("Where things are kept", anchor=False)
    st.markdown(KEPT)
    st.page_link("pages/yours.py", label="Your data", icon=":material/folder_shared:")
    st.subheader("Versions", anchor=False)
    st.dataframe(
        {"Part": list(versions()), "Version": list(versions().values())},
        hide_index=True,
        height="content",
        alt="Versions of this program and its libraries",
    )
