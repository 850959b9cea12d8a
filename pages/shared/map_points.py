"""What the points of a map are coloured by: groups, frequency, clusters, trust."""

import numpy as np
import streamlit as st

from pages.shared import cache
from pages.shared.figures import Colour
from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.projections.clusters import Clusters, clusters
from w2v_core.projections.trust import TOP, trust
from w2v_core.text.toy_world import GROUPS

PLANTED, FREQUENCY, CLUSTER, TRUST, NONE = (
    "Planted group",
    "Frequency",
    "Cluster",
    "Trust",
    "None",
)
MOST_TRUSTED = 20_000  # words whose neighbours are compared
SAYS = {
    CLUSTER: (
        "Groups by k-means on the vectors in all dimensions, not on the map; each is named after "
        "the words nearest to its middle."
    ),
    TRUST: (
        f"The share of a word's {TOP} nearest words, in all dimensions, that are among its {TOP} "
        "nearest points here: 1 where the map tells the truth about a word, 0 where it tells none."
    ),
}


def ways(words: Embedding, corpus_name: str) -> list[str]:
    """What the points of a run can be coloured by."""
    planted = corpus_name == "Toy world" and group_colour(words) is not None
    counted = words.counts is not None
    return [PLANTED] * planted + [FREQUENCY] * counted + [CLUSTER, TRUST, NONE]


def colour_of(
    owner: str, run_id: str, way: str, map_key: str, points: FloatMatrix, n_groups: int
) -> tuple[Colour, str]:
    """The colour of each point (n,), and a name for it that differs where the colours do."""
    words = cache.embedding(owner, run_id)
    n = len(points)
    if way == PLANTED:
        planted = group_colour(words)
        if planted is not None:
            return Colour(planted.values[:n], planted.title, planted.names), way
    if way == FREQUENCY and words.counts is not None:
        return Colour(words.counts[:n], "Times in the text"), way
    if way == CLUSTER:
        found = groups(owner, run_id, n_groups)
        names = tuple(", ".join(words.words[id] for id in ids) for ids in found.central)
        return Colour(found.labels[:n], CLUSTER, names), f"{way} {n_groups}"
    if way == TRUST:
        shares = trusted(owner, run_id, map_key, points)
        return Colour(shares, "Neighbours kept", linear=True), way
    return Colour(np.zeros(n, np.int8), "", ("words",)), NONE


def groups(owner: str, run_id: str, n_groups: int) -> Clusters:
    """The words of a run in groups."""
    return _groups(cache.readable(owner, run_id), n_groups)


@st.cache_resource(max_entries=12, show_spinner=False)
def _groups(run: cache.Run, n_groups: int) -> Clusters:
    return clusters(cache.embedding(*run).W_in, n_groups)


def trusted(owner: str, run_id: str, map_key: str, points: FloatMatrix) -> FloatMatrix:
    """How far each point (n,) is to be trusted; NaN beyond the most frequent words."""
    return _trusted(cache.readable(owner, run_id), map_key, len(points), points)


@st.cache_resource(max_entries=12, show_spinner=False)
def _trusted(run: cache.Run, map_key: str, n: int, _points: FloatMatrix) -> FloatMatrix:
    most = min(n, MOST_TRUSTED)
    shares = np.full(n, np.nan, np.float32)
    shares[:most] = trust(cache.embedding(*run).W_in[:most], _points[:most])
    return shares


def group_colour(words: Embedding) -> Colour | None:
    """The groups that were planted in the toy world; None where most of them are missing."""
    values = np.full(len(words), -1, dtype=np.int8)
    for number, members in enumerate(GROUPS.values()):
        values[[words.ids[word] for word in members if word in words]] = number
    planted = sum(map(len, GROUPS.values()))
    if (values >= 0).sum() < planted / 2:
        return None
    return Colour(values, "Planted group", tuple(name.capitalize() for name in GROUPS))
