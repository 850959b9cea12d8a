"""Map: every word of a run as a point; near points are words that are used alike."""

import numpy as np
import streamlit as st

from pages.shared import cache, figures, head, maps, state, work
from pages.shared.plot import Click, Focus, plot
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain

WORD, SEARCH, FLIGHTS = "map_word", "map_search", "map_flights"
HITS, NEAR = 30, 10


def choose(word: str | None, fly: bool) -> None:
    """Make a word the one that is shown; the map flies there if it is asked to."""
    st.session_state[WORD] = word
    st.session_state[FLIGHTS] = st.session_state.get(FLIGHTS, 0) + fly


def hits() -> list[int]:
    """Ids of the words that match what is typed, best first."""
    typed = st.session_state.get(SEARCH, "").strip()
    return cache.word_search(owner, run.id).find_ids(typed, HITS) if typed else []


def searched() -> None:
    """Something was typed: show the best hit."""
    found = hits()
    choose(words.words[found[0]] if found else None, fly=True)


def clicked(click: Click) -> None:
    """A point was clicked: point i of trace 0 is word i, marks bring their id along."""
    id = click.point if click.curve == 0 else click.customdata
    if isinstance(id, int) and 0 <= id < len(words):
        choose(words.words[id], fly=False)
        st.session_state[SEARCH] = ""


def focus_on(id: int, near: list[int]) -> Focus:
    """A view round a word that holds most of its neighbours, at least a tenth of the map."""
    here = shown.points[id]
    extent = float(np.ptp(shown.points, axis=0).max()) or 1.0
    reach = float(np.median(np.abs(shown.points[near] - here).max(axis=1))) if near else 0.0
    span = min(max(3 * reach, extent / 10), extent)
    return Focus(float(here[0]), float(here[1]), span, str(st.session_state[FLIGHTS]))


def word_card(id: int) -> list[int]:
    """The chosen word with its nearest ones; gives the ids of these."""
    near = cache.neighbour_index(owner, run.id).neighbours(words.words[id], NEAR)
    key = f"near_{run.id}_{id}"

    def picked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            st.session_state[SEARCH] = ""
            choose(near[rows[0]].word, fly=True)

    with st.container(border=True, gap="small"):
        st.markdown(f"#### {plain(words.words[id])}")
        often = "" if words.counts is None else f"{words.counts[id]:,} times, "
        st.caption(f"{often}word {id + 1:,} of {len(words):,}")
        st.dataframe(
            {
                "Neighbour": [n.word for n in near],
                "Cosine": [round(n.cosine, 3) for n in near],
                "Times": [n.count for n in near],
            },
            column_config={
                "Cosine": st.column_config.NumberColumn(format="%.3f", width="small"),
                "Times": st.column_config.NumberColumn(format="localized", width="small"),
            },
            hide_index=True,
            on_select=picked,
            selection_mode="single-row",
            key=key,
            alt="Nearest words by cosine",
        )
    return [n.id for n in near]


@st.fragment
def explore() -> None:
    """Search, map and word card: they answer each other without the rest of the page."""
    chart, side = st.columns([3, 1], gap="medium")
    with side:
        st.text_input("Find a word", type="search", live=True, key=SEARCH, on_change=searched)
        found = hits()
        if st.session_state.get(SEARCH, "").strip() and not found:
            st.caption(f"No word like “{plain(st.session_state[SEARCH])}” among {len(words):,}.")
        id = words.ids.get(st.session_state.get(WORD) or "")
        near: list[int] = []
        if id is not None:
            near = word_card(id)
        else:
            st.caption("Type a word, or click one on the map, to see its nearest words.")
    overlay = figures.marks(words.words, shown.points, [hit for hit in found if hit != id])
    if id is not None:
        overlay += figures.marks(words.words, shown.points, near, chosen=id)
    flies = id is not None and st.session_state.get(FLIGHTS, 0) > 0
    with chart:
        plot(
            spec,
            key="map_plot",
            alt=f"Map of {len(words):,} words; their neighbours stand in the table beside it",
            height=560,
            overlay=overlay,
            focus=focus_on(id, near) if flies and id is not None else None,
            scroll_zoom=True,
            on_click=clicked,
        )


def coordinates() -> bytes:
    """The map as a table: word, count, x, y."""
    counts = [""] * len(words) if words.counts is None else words.counts
    x, y = shown.points.round(6).T
    table = {"word": words.words, "count": counts, "x": x, "y": y}
    return csv_bytes(table)


run = head.run_page("Map", "Every word of a run as a point; near points are words used alike.")
owner = state.owner()
with work.errors_shown():
    words = cache.embedding(owner, run.id)
colours = maps.colours_of(words, run.record.corpus.name if run.record else "")

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    method = st.segmented_control(
        "Map by",
        ["SVD", "UMAP"],
        default="SVD",
        required=True,
        key="map_method",
        persist_state="session",
    )
    colour = st.segmented_control(
        "Colour by",
        list(colours),
        default=next(iter(colours)),
        required=True,
        key=f"map_colour {' '.join(colours)}",
    )
    config = maps.umap_settings() if method == "UMAP" else None

shown = maps.svd(owner, run.id)
if config is not None:
    ready = maps.umap(run.id, config)
    if ready is None:
        st.caption("The SVD map meanwhile:")
    shown = ready or shown
spec = cache.map_spec(owner, run.id, shown.key, shown.points, shown.axes, colours[colour], colour)

explore()
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(shown.hides, width="stretch")
    csv_button(coordinates, "map.csv", "Points (CSV)")
