"""What the pages of "How it works" share: a sentence to try things on, steps, the grid of methods.

A sentence, a window and a step stand in the address, so that a link shows the same again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages.shared.says import problem
from pages.shared.steps import steps
from pages.shared.text import plain
from w2v_core.config import COUNTED, METHODS, TextConfig, method_named
from w2v_core.errors import TextError
from w2v_core.lessons.passage import MOST_WORDS, Passage, read_passage
from w2v_core.text.tokenize import sentences

SENTENCE = "I love transformers when used in computer vision applications"
TWO_SENTENCES = "all that glitters is not gold\nall is well that ends well"
LONGEST = 400  # characters of a text
IN_ADDRESS = "query-params"
METHOD = "method"  # in the address
HIDDEN_NAMES = {"skipgram": "Skip-gram", "cbow": "CBOW"}
LOSS_NAMES = {
    "softmax": "Full softmax",
    "ns": "Negative sampling",
    "hs": "Hierarchical softmax",
}
LOOKS = {
    "center": ":blue-background[:blue[**{}**]]",
    "context": ":orange-background[:orange[**{}**]]",
    "dropped": ":gray[~~{}~~]",
    "": "{}",
}


def sentence(default: str = SENTENCE, key: str = "sentence") -> Passage:
    """A field for one sentence, and what was read of it; ends the page where that is nothing."""
    return read_or_stop(_field(default, key))


def sentence_words(default: str, key: str, config: TextConfig | None) -> Sequence[str]:
    """The same as words, found as those of a text were; None: as of what is typed here.

    There may be one word alone, or some marks of punctuation.
    """
    if config is None:
        return sentence(default, key).shown
    found = sentences((_field(default, key) or "")[:LONGEST], config)
    words = [word for words in found for word in words][:MOST_WORDS]
    if not words:
        problem("There is no word here yet; type a sentence.")
        st.stop()
    return words


def _field(default: str, key: str) -> str | None:
    return st.text_input(
        "Your sentence", default, key=key, max_chars=LONGEST, bind=IN_ADDRESS,
        placeholder="Type a sentence",
    )  # fmt: skip


def text(default: str, key: str) -> Passage:
    """The same for some lines, a sentence each."""
    typed = st.text_area(
        "Your sentences, one a line", default, key=key, max_chars=LONGEST, height=76,
        bind=IN_ADDRESS, placeholder="Type two sentences",
    )  # fmt: skip
    return read_or_stop(typed)


def read_or_stop(typed: str | None) -> Passage:
    """The passage; where it holds too little, one sentence that says so, and the page's end."""
    try:
        passage = read_passage((typed or "")[:LONGEST])
    except TextError as error:
        problem(error)
        st.stop()
    if passage.n_left_out:
        st.caption(f"Only the first {MOST_WORDS} words are used; {passage.n_left_out} are not.")
    return passage


def window(default: int = 2, key: str = "window") -> int:
    """A slider for the words to each side."""
    return int(
        st.slider("Window", 1, 5, default, key=key, bind=IN_ADDRESS,
                  help="Words to each side that count as context.")
    )  # fmt: skip


def stepper(key: str, most: int, *, start: int = 1, label: str = "Step", **more: Any) -> int:
    """A step from 1 to `most`, as `steps` chooses it; of one step there is nothing to choose."""
    return 1 if most <= 1 else steps(key, most, start=min(start, most), label=label, **more)


def strip(words: Sequence[str], looks: Mapping[int, str]) -> None:
    """Words in a row, some of them marked.

    Args:
        words: in order.
        looks: by place, "center", "context" or "dropped".
    """
    shown = (LOOKS[looks.get(place, "")].format(plain(word)) for place, word in enumerate(words))
    st.markdown("##### " + " &nbsp; ".join(shown))


def onward(file: str, name: str) -> None:
    """A link to the next page of the story."""
    st.page_link(f"pages/{file}.py", label=f"Next: {name}", icon=":material/arrow_forward:")


def method_grid(with_counting: bool = False) -> str:
    """Hidden layers by losses as buttons; the name of the method that is chosen."""
    chosen = _chosen_method(with_counting)
    for hidden, hidden_name in HIDDEN_NAMES.items():
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{hidden_name}**", width=90)
            for loss, loss_name in LOSS_NAMES.items():
                _cell(f"{hidden}-{loss}", loss_name, chosen)
    if with_counting:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("**Counting**", width=90)
            _cell(COUNTED, "SVD", chosen)
    return chosen


def _chosen_method(with_counting: bool) -> str:
    """The method of the address, else the last one, else the first of all."""
    known = [method.name for method in METHODS if with_counting or method.loss]
    asked = (st.query_params.get(METHOD), st.session_state.get(METHOD), known[0])
    chosen = next(name for name in asked if name in known)
    _choose(chosen)
    return chosen


def _choose(name: str) -> None:
    st.session_state[METHOD] = st.query_params[METHOD] = name


def _cell(name: str, label: str, chosen: str) -> None:
    st.button(
        label, key=f"method_{name}", on_click=_choose, args=(name,), width=168,
        type="primary" if name == chosen else "secondary", help=method_named(name).summary,
    )  # fmt: skip
