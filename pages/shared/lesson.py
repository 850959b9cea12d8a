"""What the pages of "How it works" share: a sentence to try things on, steps, the grid of methods.

A sentence, a window and a step stand in the address, so that a link shows the same again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from pages.shared.says import problem
from pages.shared.text import plain
from w2v_core.config import COUNTED, METHODS, method_named
from w2v_core.errors import TextError
from w2v_core.lessons.passage import MOST_WORDS, Passage, read_passage

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
    typed = st.text_input(
        "Your sentence", default, key=key, max_chars=LONGEST, bind=IN_ADDRESS,
        placeholder="Type a sentence",
    )  # fmt: skip
    return read_or_stop(typed)


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


def stepper(
    key: str,
    most: int,
    *,
    start: int = 1,
    label: str = "Step",
    jumps: Sequence[int] = (),
    to_end: bool = False,
) -> int:
    """A slider from 1 to `most` with buttons before it: back, next, and on by each of `jumps`.

    The keys B and N of the keyboard go back and on; `to_end` adds a button for the last step.
    """
    if most <= 1:
        return 1
    if key in st.session_state:
        st.session_state[key] = min(max(int(st.session_state[key]), 1), most)
    elif start > 1 and key not in st.query_params:
        st.session_state[key] = min(start, most)

    def go(by: int) -> None:
        here = int(st.session_state.get(key, 1))
        st.session_state[key] = min(max(here + by, 1), most)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        _step("Back", f"{key}_back", go, -1, "arrow_back", shortcut="B")
        _step("Next", f"{key}_next", go, 1, "arrow_forward", shortcut="N", type="primary")
        for jump in jumps:
            _step(f"Run {jump}", f"{key}_{jump}", go, jump, "fast_forward")
        _step("To the start", f"{key}_start", go, -most, "first_page")
        if to_end:
            _step("To the end", f"{key}_end", go, most, "last_page")
        with st.container(width=260):
            value = st.slider(label, 1, most, key=key, bind=IN_ADDRESS)
    return int(value)


def _step(
    name: str, key: str, go: Callable[[int], None], by: int, icon: str, **options: Any
) -> None:
    st.button(name, key=key, on_click=go, args=(by,), icon=f":material/{icon}:", **options)


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
