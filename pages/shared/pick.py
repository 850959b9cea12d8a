"""Lists of the visitor's texts and runs, to choose the one that is shown."""

import hashlib
from collections import Counter
from collections.abc import Mapping

import streamlit as st

from pages.shared import state
from pages.shared.text import visible
from w2v_core.jobs.home import CorpusEntry, RunEntry


def text(current: CorpusEntry, label: str = "Text") -> None:
    """A list of the visitor's texts, the current one chosen."""
    titles = {entry.id: text_title(entry) for entry in state.workspace().corpora()}
    _pick(state.CORPUS, label, titles, current.id)


def run(current: RunEntry) -> None:
    """A list of the visitor's runs and the one that is shown, which is chosen."""
    titles = {entry.id: run_title(entry) for entry in state.workspace().runs()}
    titles.setdefault(current.id, run_title(current))  # another's that was published
    _pick(state.RUN, "Run", titles, current.id)


def text_title(entry: CorpusEntry) -> str:
    """A text in one line."""
    if entry.info is None:
        return f"damaged ({entry.id[:8]})"
    sizes = entry.info.sizes
    return f"{visible(entry.info.name)}, " + (f"{sizes.n_words:,} words" if sizes else "not read")


def run_title(entry: RunEntry) -> str:
    """A run in one line."""
    if entry.record is None:
        return f"{visible(entry.name)} (unfinished)"
    return f"{visible(entry.name)}, {entry.record.model.dim} dimensions"


def distinct(titles: Mapping[str, str]) -> dict[str, str]:
    """The titles by id, equal ones numbered.

    >>> distinct({"a": "sea", "b": "sea", "c": "sky"})
    {'a': 'sea', 'b': 'sea (2)', 'c': 'sky'}
    """
    seen: Counter[str] = Counter()
    told: dict[str, str] = {}
    for id, title in titles.items():
        seen[title] += 1
        told[id] = title if seen[title] == 1 else f"{title} ({seen[title]})"
    return told


def _pick(kind: str, label: str, titles: Mapping[str, str], current: str) -> None:
    """The list itself; a choice goes into the address.

    The browser hands a choice back by its title. So titles are distinct, and where one changes, or
    another entry is current, the widget is a new one: no old title can come back.
    """
    told = distinct(titles)
    seal = hashlib.sha256(repr((current, told)).encode("utf-8", "replace")).hexdigest()[:12]
    key = f"pick_{kind}_{seal}"

    def chosen() -> None:
        if st.session_state[key] in told:
            state.choose(kind, st.session_state[key])

    # The current one may have been deleted since it was looked up: then none is chosen.
    place = list(told).index(current) if current in told else None
    st.selectbox(label, list(told), place, told.__getitem__, key=key, on_change=chosen)
