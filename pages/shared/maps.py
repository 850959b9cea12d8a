"""The maps a page can show: SVD and semantic axes at once, UMAP as a job kept with its run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from pages.shared import cache, state, work
from pages.shared.says import problem
from pages.shared.text import visible
from w2v_core.config import MapConfig
from w2v_core.embedding import FloatMatrix
from w2v_core.jobs import requests
from w2v_core.jobs.mapping import load_map, map_key
from w2v_core.jobs.states import ACTIVE, DONE, FAILED, INTERRUPTED
from w2v_core.jobs.task import JobView
from w2v_core.projections.semantic import read_pairs, semantic_axis

_UMAP = "umap_config"
SVD_HIDES = (
    "Words far apart here are far apart indeed; words close together may still differ in the "
    "directions left out. Trust the neighbours, which are reckoned in all of them."
)
UMAP_HIDES = (
    "Words close together here are alike; how far groups lie from each other, how large and how "
    "dense they are, means little, and another seed draws another picture."
)
AXES_HIDE = (
    "Each axis is the cosine with the direction from its first words to its second. Words in the "
    "middle may have nothing to do with it at all."
)
MOST = {2: 200_000, 3: 20_000}  # words drawn, by the number of axes
NOT_MADE = (
    "The owner of this run has made no UMAP map with these settings. A run that was published is "
    "there to be looked at; only its owner can have more maps made."
)


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """A map as it is drawn.

    Attributes:
        key: names the map among those of its run.
        points: (n, dims) of the n most frequent words.
        axes: their names.
        hides: an honest sentence on what the picture cannot say.
    """

    key: str
    points: FloatMatrix
    axes: tuple[str, ...]
    hides: str


def shown(key: str, points: FloatMatrix, axes: tuple[str, ...], hides: str) -> Shown:
    """A map of as many words as can be drawn; where that is not all, it says so."""
    dims, most = len(axes), MOST[len(axes)]
    if len(points) > most:
        hides = f"The {most:,} most frequent of {len(points):,} words are drawn. {hides}"
    return Shown(f"{key} {dims}", points[:most, :dims], axes, hides)


def svd(owner: str, run_id: str, dims: int = 2) -> Shown:
    """The map of the main axes, made in a moment."""
    projection = cache.svd_projection(owner, run_id)
    shares = projection.explained[:dims]
    axes = tuple(f"Axis {n + 1} ({share:.0%} of the spread)" for n, share in enumerate(shares))
    kept = f"These {dims} axes keep {sum(shares):.0%} of the spread. "
    return shown("svd", projection.points, axes, kept + SVD_HIDES)


def semantic(owner: str, run_id: str, texts: Sequence[str]) -> Shown:
    """The map whose axes lead from one word to another.

    Args:
        owner: who asks.
        run_id: the run.
        texts: for each axis pairs of words, as `read_pairs` takes them.

    Raises:
        W2VError: if a text is no pairs, or a word has no vector.
    """
    words = cache.embedding(owner, run_id)
    pairs = [read_pairs(text) for text in texts]
    points = np.stack([semantic_axis(words, found) for found in pairs], axis=1)
    axes = tuple(
        ", ".join(f"{visible(one)} → {visible(two)}" for one, two in found) for found in pairs
    )
    return shown(f"axes {texts}", points, axes, AXES_HIDE)


def umap(run_id: str, config: MapConfig) -> Shown | None:
    """The UMAP map of these settings; while it is made, its progress is drawn and there is none."""
    found = load_map(state.workspace().shown_by(run_id).run_folder(run_id), config)
    if found is not None:
        points, facts = found
        hides = UMAP_HIDES if not facts["explained"] else f"{facts['note']} {SVD_HIDES}"
        axes = tuple(f"UMAP {n + 1} (no unit)" for n in range(points.shape[1]))
        return shown(map_key(config), points, axes, hides)
    if not state.owns(run_id):
        st.info(NOT_MADE, icon=":material/visibility:")
        return None
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


def umap_settings(dims: int) -> MapConfig:
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
    return config.replace(dims=dims)


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
