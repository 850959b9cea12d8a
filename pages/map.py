"""Map: every word of a run as a point; near points are words that are used alike."""

import numpy as np
import streamlit as st

from pages.shared import (
    cache,
    confidence,
    figures,
    head,
    map_points,
    maps,
    state,
    troubles,
    word_lists,
    work,
)
from pages.shared.lesson import IN_ADDRESS
from pages.shared.plot import Click, Focus, Selection, plot
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from pages.shared.word_card import card
from w2v_core.jobs.glimpse import choose_probes

WORD, SEARCH, FLIGHTS, MARKED = "map_word", "map_search", "map_flights", "map_marked"
HITS, RINGED = 30, 100  # words found, and words of a list, that get a ring
IN_VIEW = 200  # points round a word that a flight to it shows
SVD, UMAP, AXES = "SVD", "UMAP", "Word pairs"
FLAT, SPACE = "2-D", "3-D"
OPPOSITES = (
    *(("man", "woman"), ("good", "bad"), ("young", "old")),
    *(("king", "queen"), ("dog", "puppy"), ("rise", "fall")),
)


def choose(word: str | None, fly: bool) -> None:
    """Make a word the one that is shown; the map flies there if it is asked to."""
    st.session_state[WORD] = word
    st.session_state[FLIGHTS] = st.session_state.get(FLIGHTS, 0) + fly
    if word is None:
        st.query_params.pop("word", None)
    else:
        st.query_params["word"] = word


def hits() -> list[int]:
    """Ids of the drawn words that match what is typed, best first."""
    typed = st.session_state.get(SEARCH, "").strip()
    found = cache.word_search(owner, run.id).find_ids(typed, HITS) if typed else []
    return [id for id in found if id < len(shown.points)]


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


def marked(selection: Selection | None) -> None:
    """A box or a lasso was drawn, or taken away."""
    ids = None if selection is None else np.flatnonzero(selection.holds(shown.points))
    st.session_state[MARKED] = None if ids is None else (run.id, ids)


def picked(word: str) -> None:
    """A neighbour was clicked in the card: go there."""
    st.session_state[SEARCH] = ""
    choose(word, fly=True)


def focus_on(id: int, near: list[int]) -> Focus:
    """A view round a word that holds most of its neighbours and what else lies about it."""
    here = shown.points[id]
    ends = np.quantile(shown.points, (0.005, 0.995), axis=0)
    extent = float(np.ptp(ends, axis=0).max()) or 1.0
    away = np.abs(shown.points - here).max(axis=1)
    about = float(np.partition(away, min(IN_VIEW, len(away) - 1))[min(IN_VIEW, len(away) - 1)])
    reach = float(np.quantile(away[near], 0.8)) if near else 0.0
    span = min(max(2.4 * reach, 2.4 * about, extent / 6), extent)
    return Focus(float(here[0]), float(here[1]), span, str(st.session_state[FLIGHTS]))


def mark_list(chosen) -> None:
    """Mark the words of a list that was kept."""
    ids = [words.ids[word] for word in chosen if word in words]
    st.session_state[MARKED] = (run.id, np.array(ids, dtype=np.int64))


def marked_ids():
    """The ids of the words that are marked on this run's map."""
    run_id, ids = st.session_state.get(MARKED) or (None, ())
    return ids if run_id == run.id else ()


def list_panel() -> None:
    """The words that were marked by box, lasso or list: to keep, to compare, to take away."""
    word_lists.pick_list("Mark a list", mark_list, key="map_pick")
    ids = marked_ids()
    if not len(ids):
        return
    found = [words.words[id] for id in ids]
    with st.container(border=True, gap="small"):
        st.markdown(f"**{len(found):,} words marked**")
        st.dataframe(
            {"Word": [visible(word) for word in found[:1_000]]},
            hide_index=True,
            height=180,
            key="map_marked_words",
            alt="Words marked on the map, the most frequent first",
        )
        with st.container(horizontal=True):
            word_lists.keep_form(found, key="map_list")
            csv_button(lambda: csv_bytes({"word": found}), "words.csv", "CSV", key="map_marked_csv")
            st.button("Clear", key="map_clear", on_click=marked, args=(None,))
            if st.button("Compare", icon=":material/grid_on:", help="The first 200, as a matrix."):
                asked = {"view": "A list of words", "list": " ".join(found[:200])}
                st.switch_page("pages/neighbours.py", query_params={state.RUN: run.id} | asked)


@st.fragment
def explore() -> None:
    """Search, map and word card: they answer each other without the rest of the page."""
    chart, side = st.columns([3, 1], gap="medium")
    with side:
        st.text_input("Find a word", type="search", live="100ms", key=SEARCH, on_change=searched)
        found = hits()
        if st.session_state.get(SEARCH, "").strip() and not found:
            st.caption(f"No word like “{plain(st.session_state[SEARCH])}” among {len(words):,}.")
        list_panel()
        id = words.ids.get(st.session_state.get(WORD) or "")
        near: list[int] = []
        if id is not None:
            near = [n.id for n in card(owner, run.id, run.record, id, picked)]
        else:
            st.caption("Type a word, or click one on the map, to see its nearest words.")
    n, flat = len(shown.points), shown.points.shape[1] == 2
    draw = figures.marks if flat else figures.marks_3d
    ringed = [*found, *(int(other) for other in marked_ids()[:RINGED])]
    ringed = [other for other in dict.fromkeys(ringed) if other != id and other < n]
    overlay = draw(words.words, shown.points, ringed)
    here = id is not None and id < n
    if here:
        near = [other for other in near if other < n]
        overlay += draw(words.words, shown.points, near, chosen=id)
    flies = here and flat and st.session_state.get(FLIGHTS, 0) > 0
    with chart:
        plot(
            spec,
            key="map_plot" if flat else "map_plot_3d",
            alt=f"Map of {n:,} words; their neighbours stand in the table beside it",
            height=560,
            overlay=overlay,
            focus=focus_on(id, near) if flies else None,
            scroll_zoom=True,
            on_click=clicked,
            on_select=marked if flat else None,
        )


def coordinates() -> bytes:
    """The map as a table: word, count, its group or its trust, and a column an axis."""
    n = len(shown.points)
    counts = [""] * n if words.counts is None else words.counts[:n]
    table = {"word": words.words[:n], "count": counts}
    if colour.names and way != map_points.NONE:
        table[way.lower()] = [colour.names[value] if value >= 0 else "" for value in colour.values]
    elif colour.linear:
        table[way.lower()] = ["" if np.isnan(value) else value for value in colour.values.round(3)]
    columns = zip("xyz", shown.points.round(6).T, strict=False)
    return csv_bytes(table | {name: values for name, values in columns})


def examples():
    """A pair of words for each axis to begin with: opposites the run has, or else any."""
    known = [pair for pair in OPPOSITES if all(word in words for word in pair)]
    probes = [words.words[id] for id in choose_probes(words.words)]
    return [*known, *zip(probes, probes[1:] + probes[:1], strict=True)][:dims]


def semantic_map():
    """The map of axes between words that the visitor names; where they make none, it says why."""
    texts = []
    for place, name, pair in zip(st.columns(dims), "xyz", examples(), strict=False):
        with place:
            typed = st.text_input(
                f"Axis {name}: pairs of words", " ".join(pair), key=f"axis_{name}", max_chars=500,
                bind=IN_ADDRESS, help="From a word to its opposite, such as “man woman, he she”.",
            )  # fmt: skip
        texts.append(typed)
    with work.errors_shown():
        return maps.semantic(owner, run.id, tuple(texts))


def chosen_map():
    """The map that is asked for; while it is made, the SVD map."""
    if method == AXES:
        return semantic_map()
    by_svd = maps.svd(owner, run.id, dims)
    if method == SVD:
        return by_svd
    ready = maps.umap(run.id, config)
    if ready is None:
        st.caption("The SVD map meanwhile:")
    return ready or by_svd


run = head.run_page("Map", "Every word of a run as a point; near points are words used alike.")
owner = state.owner()
with work.errors_shown():
    words = cache.embedding(owner, run.id)
if WORD not in st.session_state and st.query_params.get("word") in words:
    choose(st.query_params["word"], fly=True)

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    method = st.segmented_control(
        "Map by", [SVD, UMAP, AXES], default=SVD, required=True, key="map_method", bind=IN_ADDRESS
    )
    kind = st.segmented_control(
        "Axes", [FLAT, SPACE], default=FLAT, required=True, key="map_dims", bind=IN_ADDRESS
    )
    dims = 3 if kind == SPACE else 2
    ways = map_points.ways(words, run.record.corpus.name)
    ways += [confidence.SURE] * (confidence.models(run.id) is not None)
    known = [way for way in ways if way in (map_points.PLANTED, map_points.FREQUENCY)]
    way = st.segmented_control(
        "Colour by",
        ways,
        default=[*known, map_points.NONE][0],
        required=True,
        key="map_colour",
        bind=IN_ADDRESS,
    )
    n_groups = 6
    if way == map_points.CLUSTER:
        n_groups = st.slider("Clusters", 2, 7, 6, key="map_groups", bind=IN_ADDRESS, width=160)
    config = maps.umap_settings(dims) if method == UMAP else None

shown = chosen_map()
with st.skeleton(height=560):
    colour, colour_name = map_points.colour_of(
        owner, run.id, way, shown.key, shown.points, n_groups
    )
    if way == confidence.SURE:
        colour, colour_name = confidence.colour(run.id, len(shown.points))
    spec = cache.map_spec(owner, run.id, shown.key, shown.points, shown.axes, colour, colour_name)

explore()
with st.container(horizontal=True, vertical_alignment="center"):
    says = confidence.SAYS if way == confidence.SURE else map_points.SAYS.get(way, "")
    st.caption(f"{says} {shown.hides}", width="stretch")
    csv_button(coordinates, "map.csv", "Points (CSV)")
if method == SVD:
    with st.expander("How much each axis keeps", icon=":material/bar_chart:"):
        shares = cache.svd_projection(owner, run.id).explained
        plot(
            figures.explained_bars(shares, dims),
            key="map_explained",
            alt=f"Share of the spread that each of the first {len(shares)} axes keeps",
            height=260,
        )
troubles.show(run.id)
