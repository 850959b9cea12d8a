"""The maps a page can show: SVD at once, UMAP as a job that is kept with its run."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from pages.shared import cache, state, work
from pages.shared.figures import Colour
from pages.shared.says import problem
from w2v_core.config import MapConfig
from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.jobs import requests
from w2v_core.jobs.mapping import load_map, map_key
from w2v_core.jobs.states import ACTIVE, DONE, FAILED, INTERRUPTED
from w2v_core.jobs.task import JobView
from w2v_core.text.toy_world import GROUPS

_UMAP = "umap_config"
SVD_HIDES = (
    "Words far apart here are far apart indeed; words close together may still differ in the "
    "directions left out. Trust the neighbours, which are reckoned in all of them."
)
UMAP_HIDES = (
    "Words close together here are alike; how far groups lie from each other, how large and how "
    "dense they are, means little, and another seed draws another picture."
)


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """A map as it is drawn.

    Attributes:
        key: names the map among those of its run.
        points: (V, 2).
        axes: their names.
        hides: an honest sentence on what the picture cannot say.
    """

    key: str
    points: FloatMatrix
    axes: tuple[str, str]
    hides: str


def svd(owner: str, run_id: str) -> Shown:
    """The map of the two main axes, made in a moment."""
    projection = cache.svd_projection(owner, run_id)
    first, second = (
        f"Axis {n + 1} ({share:.0%} of the spread)" for n, share in enumerate(projection.explained)
    )
    kept = f"These two axes keep {sum(projection.explained):.0%} of the spread. "
    return Shown("svd", projection.points, (first, second), kept + SVD_HIDES)


def umap(run_id: str, config: MapConfig) -> Shown | None:
    """The UMAP map of these settings; while it is made, its progress is drawn and there is none."""
    found = load_map(state.workspace().run_folder(run_id), config)
    if found is not None:
        points, facts = found
        hides = UMAP_HIDES if not facts["explained"] else f"{facts['note']} {SVD_HIDES}"
        return Shown(map_key(config), points, ("UMAP 1 (no unit)", "UMAP 2 (no unit)"), hides)
    payload = {"run_id": run_id, "config": config.to_dict()}
    view = _latest(payload)
    if view is None or view.state in (INTERRUPTED, DONE):
        with work.errors_shown():
            work.follow(requests.make_map(state.queue(), state.owner(), run_id, config))
    elif view.state in ACTIVE:
        with work.errors_shown():
            work.follow(view.id)
    else:
        _ended(view, run_id, config)
    return None


def umap_settings() -> MapConfig:
    """The settings of UMAP as the visitor left them; they count once the button is pressed."""
    specs = {spec.name: spec for spec in MapConfig.options()}
    config: MapConfig = st.session_state.get(_UMAP, MapConfig(method="umap"))
    with st.popover("UMAP settings", icon=":material/tune:"), st.form("umap_form", border=False):
        neighbours = st.slider(
            "Neighbours", 2, 100, config.neighbours, help=specs["neighbours"].help
        )
        least = st.slider(
            "Least distance", 0.0, 1.0, config.min_dist, 0.05, help=specs["min_dist"].help
        )
        seed = st.number_input("Seed", 0, 2**31 - 1, config.seed, help=specs["seed"].help)
        if st.form_submit_button("Draw", icon=":material/brush:"):
            config = MapConfig(method="umap", neighbours=neighbours, min_dist=least, seed=seed)
            st.session_state[_UMAP] = config
    return config


def colours_of(words: Embedding, corpus_name: str) -> dict[str, Colour]:
    """What the points can be coloured by, by name."""
    choices = {}
    groups = group_colour(words) if corpus_name == "Toy world" else None
    if groups is not None:
        choices["Planted group"] = groups
    if words.counts is not None:
        choices["Frequency"] = Colour(words.counts, "Times in the text")
    return choices or {"None": Colour(np.zeros(len(words), np.int8), "", ("words",))}


def group_colour(words: Embedding) -> Colour | None:
    """The groups that were planted in the toy world; None where most of them are missing."""
    values = np.full(len(words), -1, dtype=np.int8)
    for number, members in enumerate(GROUPS.values()):
        values[[words.ids[word] for word in members if word in words]] = number
    planted = sum(map(len, GROUPS.values()))
    if (values >= 0).sum() < planted / 2:
        return None
    return Colour(values, "Planted group", tuple(name.capitalize() for name in GROUPS))


def _latest(payload: Mapping[str, object]) -> JobView | None:
    """The newest job that was asked for this very map."""
    views = state.queue().views(state.owner(), "map")
    return next((view for view in views if view.payload == payload), None)


def _ended(view: JobView, run_id: str, config: MapConfig) -> None:
    """A map that failed or was stopped: say so, and offer another try."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if view.state == FAILED:
            problem(view.error)
        else:
            st.info("The UMAP map was stopped.", icon=":material/stop_circle:")
        if st.button("Make it", icon=":material/refresh:"):
            with work.errors_shown():
                requests.make_map(state.queue(), state.owner(), run_id, config)
            st.rerun()
