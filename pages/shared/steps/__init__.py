"""A row of buttons and a slider that count steps in the browser.

Why not Streamlit's own: a key pressed while the page is being drawn again reaches the server with
the slider's old value, and two presses may reach it as one. Here the browser knows the step and
sends it whole, so that no press is lost and none is counted twice.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "word_steps",
    html='<div class="word-steps" role="group"></div>',
    css=(HERE / "steps.css").read_text(encoding="utf-8"),
    js=(HERE / "steps.js").read_text(encoding="utf-8"),
    isolate_styles=False,  # the icons are letters of a font of the page
)


def steps(  # noqa: PLR0913
    key: str,
    most: int,
    *,
    label: str,
    start: int = 1,
    jumps: Sequence[int] = (),
    to_end: bool = False,
    play_every: float | None = None,
    address: str | None = None,
) -> int:
    """The step that is chosen, 1 to `most`; it stands in the address.

    B and N of the keyboard go back and on, P plays. A step in the address is where the first
    drawing begins.

    Args:
        key: unique in the app.
        most: the last step.
        label: what is counted.
        start: the first step shown where the address names none.
        jumps: a button that goes on by so many, for each.
        to_end: whether a button goes to the last step.
        play_every: seconds between two steps while it plays; None: it cannot.
        address: its name in the address; None: the key.
    """
    name = address or key
    asked = _number(st.query_params.get(name))
    first = start if asked is None else asked
    known = _number(_state(key).get("position"))
    here = min(max(first if known is None else known, 1), most)
    sent = _mount(
        key=key,
        data={
            "most": most,
            "at": here,
            "label": label,
            "jumps": list(jumps),
            "toEnd": to_end,
            "playEvery": play_every and round(1000 * play_every),
        },
        on_position_change=lambda: None,
    )
    found = _number(sent.get("position"))
    here = min(max(here if found is None else found, 1), most)
    if here != start and st.query_params.get(name) != str(here):
        st.query_params[name] = str(here)
    elif here == start and name in st.query_params and asked != start:
        del st.query_params[name]
    return here


def _state(key: str) -> Mapping[str, Any]:
    """What the browser sent before, if anything."""
    found = st.session_state.get(key)
    return found if isinstance(found, Mapping) else {}


def _number(value: Any) -> int | None:
    """A whole number that came from a browser, or None."""
    if isinstance(value, bool):
        return None
    try:
        return int(str(value)[:12])
    except ValueError:
        return None
