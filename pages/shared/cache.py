"""Every cache of the app. Keys are the owner and an id, never an array; values are read-only.

The owner is part of each key, so that nothing cached for one is handed to another. Entries are
bounded, for they are large: the least used one is let go.
"""

from typing import NamedTuple

import streamlit as st

from pages.shared import figures, plot
from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.jobs.home import Workspace, home
from w2v_core.projections.projection import Projection
from w2v_core.query.neighbours import NeighbourIndex
from w2v_core.query.search import WordSearch
from w2v_core.runs.folder import load_embedding
from w2v_core.text.corpus import Corpus


class Text(NamedTuple):
    """Whose text, which one, and the fingerprint of its `Sizes`: read anew, it is another."""

    owner: str
    corpus_id: str
    fingerprint: str


@st.cache_resource(max_entries=6, show_spinner=False)
def embedding(owner: str, run_id: str) -> Embedding:
    """The vectors of a run; raises TornFile naming what is torn, NotFound for a foreign run."""
    return load_embedding(Workspace(home(), owner).run_folder(run_id))


@st.cache_resource(max_entries=6, show_spinner=False)
def neighbour_index(owner: str, run_id: str, which: str = "in") -> NeighbourIndex:
    """The unit vectors of a run, ready for neighbours: `in`, `out` or `sum`."""
    return NeighbourIndex.of(embedding(owner, run_id), which)


@st.cache_resource(max_entries=6, show_spinner=False)
def word_search(owner: str, run_id: str) -> WordSearch:
    """Search as you type over the words of a run."""
    return WordSearch(embedding(owner, run_id).words)


@st.cache_resource(max_entries=3, show_spinner=False)
def corpus(text: Text) -> Corpus:
    """A kept corpus with all its words; `keep(min_count)` drops the rare ones."""
    from w2v_core.text import library

    return library.load(Workspace(home(), text.owner).corpus_folder(text.corpus_id))


@st.cache_resource(max_entries=12, show_spinner=False)
def map_spec(
    owner: str,
    run_id: str,
    map_key: str,
    _points: FloatMatrix,
    _axes: tuple[str, str],
    _colour: figures.Colour,
    colour_name: str,
) -> str:
    """The chart of a map, ready to be sent; key and colour name stand for points and colour."""
    words = embedding(owner, run_id)
    figure = figures.map_figure(
        words.words, _points, words.counts, _colour, axes=_axes, view=f"{run_id} {map_key}"
    )
    return plot.to_json(figure)


@st.cache_resource(max_entries=12, show_spinner=False)
def svd_projection(owner: str, run_id: str) -> Projection:
    """The map of a run by SVD: made in a moment for any vocabulary."""
    from w2v_core.projections.svd_map import svd_map

    return svd_map(embedding(owner, run_id).W_in)
