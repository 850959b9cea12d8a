"""Has the browser drawn this page? To be asked before a page that polled leaves by itself.

The timer of a fragment may ask for one more run before the browser hears that the fragment is gone.
Served after a switch of pages, that late request makes Streamlit empty the new page. What this
component says comes after all such requests, for the browser says it when the fragment is gone.
"""

import streamlit as st

_mount = st.components.v2.component(
    "drawn",
    html="<span></span>",
    js="""
const said = new WeakSet()

export default function ({ parentElement, setTriggerValue }) {
  if (said.has(parentElement)) return
  said.add(parentElement)
  setTriggerValue("drawn", true)
}
""",
)


def drawn(key: str) -> bool:
    """Whether the page was drawn with this call in it; the page runs again as soon as it was.

    Args:
        key: unique in the app, and new for each time it is to be asked.
    """
    return bool(_mount(key=key, on_drawn_change=lambda: None).get("drawn"))
