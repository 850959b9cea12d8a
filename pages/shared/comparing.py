"""What the page Compare works out, kept while the runs stay the same."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from pages.shared import cache, confidence, state
from pages.shared.cache import Run
from pages.shared.run_view import run_entry
from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.errors import NotFound
from w2v_core.jobs.home import RunEntry
from w2v_core.projections.align import Motion
from w2v_core.projections.svd_map import svd_map
from w2v_core.query.compare import (
    Changes,
    Floor,
    Near,
    changes,
    common_words,
    near_among,
    near_of_models,
)
from w2v_core.query.ensemble import Ensemble

Kept = tuple[int | None, int | None]  # words that the models of two runs have; None: no models

RUNS = "runs"  # in the address
MOST_RUNS = 8
MOST_POINTS = 2_000  # words on each of the two maps


def asked_for() -> list[str]:
    """The ids of the runs that the address names, in its order, each once."""
    named = st.query_params.get(RUNS, "").split(",")
    return list(dict.fromkeys(id for id in named if id))[:MOST_RUNS]


def entries(ids: Sequence[str]) -> list[RunEntry]:
    """The runs of some ids.

    Raises:
        NotFound: for one that is not there, not finished, or not the visitor's to see.
    """
    found = [run_entry(state.workspace(), id) for id in ids]
    unfinished = [run.name for run in found if run.record is None]
    if unfinished:
        raise NotFound(f"The run {unfinished[0]} has no vectors yet; choose finished runs.")
    return found


def readable(runs: Sequence[RunEntry]) -> tuple[Run, ...]:
    """The runs as the caches name them."""
    return tuple(cache.readable(state.owner(), run.id) for run in runs)


def embeddings(runs: Sequence[RunEntry]) -> list[Embedding]:
    """The vectors of the runs."""
    return [cache.embedding(state.owner(), run.id) for run in runs]


@st.cache_resource(max_entries=8, show_spinner="Finding the neighbours of all words …")
def _near(first: Run, second: Run, kept: Kept) -> tuple[tuple[str, ...], tuple[Near, Near]]:
    runs = [cache.embedding(run.owner, run.run_id) for run in (first, second)]
    words = common_words(runs, kept=kept)
    return words, (near_among(words, runs[0]), near_among(words, runs[1]))


def kept_words(first: RunEntry, second: RunEntry) -> Kept:
    """How many of the first words of each run its models have; None where it has no models."""
    one, two = confidence.models(first.id), confidence.models(second.id)
    return (
        None if one is None else len(one.words),
        None if two is None else len(two.words),
    )


def changes_between(first: RunEntry, second: RunEntry) -> Changes:
    """Which words changed from one run to another, with the floors that are known.

    Raises:
        ConfigError: if the runs have too few words in common.
    """
    one, two = readable([first, second])
    words, near = _near(one, two, kept_words(first, second))
    own = confidence.models(first.id), confidence.models(second.id)
    floors = _floor_over(words, own[0])[0], _floor_over(words, own[1])[0]
    return changes(words, near, floors)


@st.cache_resource(
    max_entries=4,
    show_spinner="Comparing the models with each other …",
    hash_funcs={Ensemble: id},
)
def _floor_over(
    words: tuple[str, ...], models: Ensemble | None
) -> tuple[Floor | None, Ensemble | None]:
    """The floor, and the models: kept with it, so that no others can get their id."""
    if models is None or not set(words) <= set(models.words):
        return None, models
    return Floor.of(near_of_models(words, models)), models


@st.cache_resource(max_entries=4, show_spinner=False)
def twin_points(
    first: Run, second: Run, kept: Kept
) -> tuple[tuple[str, ...], FloatMatrix, FloatMatrix]:
    """The first words compared, their map in the first run, and in the second laid on that."""
    words = _near(first, second, kept)[0][:MOST_POINTS]
    maps = []
    for run in (first, second):
        embedding = cache.embedding(run.owner, run.run_id)
        maps.append(svd_map(embedding.W_in[[embedding.id_of(word) for word in words]]).points)
    one, two = (points / (np.abs(points).max() or 1.0) for points in maps)
    return words, one, Motion.between(two, one)(two)
