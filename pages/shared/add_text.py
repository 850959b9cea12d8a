"""The three ways a text comes in, and how it becomes words: widgets of the Corpus page."""

from collections.abc import Callable

import streamlit as st

from pages.shared import adding, forms, reading, state
from pages.shared.adding import Added
from pages.shared.says import problem
from pages.shared.text import plain
from w2v_core.config import TextConfig
from w2v_core.errors import W2VError
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.queue import JobQueue
from w2v_core.text.tokenize import sentences

SAMPLE = "Don’t panic: oil rose 3.5 % in 1987, said the U.S. Energy Department. Prices fell later."
BUILT_IN = {
    "toy-world": (
        "Toy world",
        "Sentences made up for this program, about kings and queens, countries and capitals, "
        "animals and their young, trades and tools: every method must find them. Ready in seconds.",
    ),
    "python-prose": (
        "Python’s own prose",
        "The docstrings of the Python libraries on this machine: real technical English, millions "
        "of words. Collecting them takes about half a minute, once.",
    ),
}


@st.fragment
def add_text() -> None:
    """The three ways in, and how the text becomes words."""
    ways = {"built-in": "Built in", "upload": "Upload", "paste": "Paste"}
    way = st.segmented_control(
        "Where from",
        list(ways),
        default="built-in",
        required=True,
        format_func=ways.get,
        key="corpus_way",
        label_visibility="collapsed",
        persist_state="session",
    )
    slot = st.container()
    config = text_options()
    with slot:
        if config is not None:
            {"built-in": built_in, "upload": upload, "paste": paste}[way](config)


def built_in(config: TextConfig) -> None:
    """One card for each text that comes with the program."""
    columns = st.columns(len(BUILT_IN))
    for column, (name, (title, says)) in zip(columns, BUILT_IN.items(), strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{title}**")
            st.caption(says)
            st.space("stretch")
            if st.button(f"Read {title}", key=f"corpus_{name}", icon=":material/menu_book:"):
                take(lambda name=name: adding.add_built_in(*place(), name, config))


def upload(config: TextConfig) -> None:
    """Files of the visitor's own."""
    files = st.file_uploader(
        "Text files, packed (.zip, .gz, .xz) or not; several become one text, a line is a sentence",
        type=["txt", "md", "zip", "gz", "xz"],
        accept_multiple_files=True,
        key="corpus_files",
    )
    if st.button("Read these files", type="primary", disabled=not files, key="corpus_upload"):
        take(lambda: adding.add(*place(), adding.uploaded(files, state.queue().limits), config))


def paste(config: TextConfig) -> None:
    """A text from the clipboard."""
    text = st.text_area(
        "Text, a line is a sentence", height=160, key="corpus_text", persist_state="session"
    )
    if st.button("Read this text", type="primary", key="corpus_paste"):
        take(lambda: adding.add(*place(), adding.pasted(text), config))


def take(add: Callable[[], Added]) -> None:
    """Do it; what is wrong with the text is said, and nothing else changes."""
    try:
        added = add()
    except W2VError as error:
        problem(error)
        return
    reading.begin(added)


def place() -> tuple[JobQueue, Workspace]:
    """Where texts go."""
    return state.queue(), state.workspace()


def text_options() -> TextConfig | None:
    """How the text becomes words, tried on a sentence."""
    with st.expander("How the text becomes words", icon=":material/tune:"):
        usual = forms.fields([TextConfig], "corpus", expert=False)
        with st.expander("Expert settings", type="compact"):
            expert = forms.fields([TextConfig], "corpus", expert=True)
        config = forms.made(TextConfig, usual, expert)
        sample = st.text_input(
            "Try it on a sentence", SAMPLE, max_chars=300, live=True, key="corpus_sample"
        )
        if config is not None:
            for words in filter(None, sentences(sample, config)):
                st.markdown(" ".join(f":gray-badge[{plain(word)}]" for word in words))
    return config
