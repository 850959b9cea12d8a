"""Every cache of the app. Keys are the owner and an id, never an array; values are read-only.

Who asks for a run is checked each time, before the cache; what is kept is keyed by whose run it is,
so that a whole class looks at one copy of a run that was published. Entries are bounded, for they
are large: the least used one is let go.
"""

from typing import NamedTuple

import streamlit as st

from pages.shared import figures, plot
from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.jobs.home import Workspace, home
from w2v_core.lessons.film import Film
from w2v_core.projections.projection import Projection
from w2v_core.query.neighbours import NeighbourIndex
from w2v_core.query.search import WordSearch
from w2v_core.runs.folder import load_embedding
from w2v_core.runs.snapshots import load_snapshots
from w2v_core.text.corpus import Corpus

AXES = 10  # of the SVD that are kept; two or three are drawn


class Text(NamedTuple):
    """Whose text, which one, and the fingerprint of its `Sizes`: read anew, it is another."""

    owner: str
    corpus_id: str
    fingerprint: str


class Run(NamedTuple):
    """A run that may be read, and whose it is."""

    owner: str
    run_id: str


def readable(owner: str, run_id: str) -> Run:
    """A run that a visitor may look at; raises NotFound for one that is not theirs to see."""
    return Run(Workspace(home(), owner).shown_by(run_id).owner, run_id)


def embedding(owner: str, run_id: str) -> Embedding:
    """The vectors of a run; raises TornFile naming what is torn, NotFound for a foreign run."""
    return _embedding(readable(owner, run_id))


@st.cache_resource(max_entries=6, show_spinner=False)
def _embedding(run: Run) -> Embedding:
    return load_embedding(Workspace(home(), run.owner).run_folder(run.run_id))


def film(owner: str, run_id: str) -> Film:
    """The snapshots of a run as frames; raises TornFile naming what is torn."""
    return _film(readable(owner, run_id))


@st.cache_resource(max_entries=6, show_spinner=False)
def _film(run: Run) -> Film:
    folder = Workspace(home(), run.owner).run_folder(run.run_id)
    return Film.of(_embedding(run).words, load_snapshots(folder))


def neighbour_index(owner: str, run_id: str, which: str = "in") -> NeighbourIndex:
    """The unit vectors of a run, ready for neighbours: `in`, `out` or `sum`."""
    return _neighbour_index(readable(owner, run_id), which)


@st.cache_resource(max_entries=6, show_spinner=False)
def _neighbour_index(run: Run, which: str) -> NeighbourIndex:
    return NeighbourIndex.of(_embedding(run), which)


def word_search(owner: str, run_id: str) -> WordSearch:
    """Search as you type over the words of a run."""
    return _word_search(readable(owner, run_id))


@st.cache_resource(max_entries=6, show_spinner=False)
def _word_search(run: Run) -> WordSearch:
    return WordSearch(_embedding(run).words)


@st.cache_resource(max_entries=3, show_spinner=False)
def corpus(text: Text) -> Corpus:
    """A kept corpus with all its words; `keep(min_count)` drops the rare ones."""
    from w2v_core.text import library

    return library.load(Workspace(home(), text.owner).corpus_folder(text.corpus_id))


def map_spec(
    owner: str,
    run_id: str,
    map_key: str,
    points: FloatMatrix,
    axes: tuple[str, ...],
    colour: figures.Colour,
    colour_name: str,
) -> str:
    """The chart of a map, ready to be sent; key and colour name stand for points and colour."""
    return _map_spec(readable(owner, run_id), map_key, points, axes, colour, colour_name)


@st.cache_resource(max_entries=12, show_spinner=False)
def _map_spec(
    run: Run,
    map_key: str,
    _points: FloatMatrix,
    _axes: tuple[str, ...],
    _colour: figures.Colour,
    colour_name: str,
) -> str:
    words = _embedding(run)
    n, dims = _points.shape
    counts = None if words.counts is None else words.counts[:n]
    draw = figures.map_figure if dims == 2 else figures.map_figure_3d
    view = f"{run.run_id} {map_key}"
    figure = draw(words.words[:n], _points, counts, _colour, axes=_axes, view=view)
    return plot.to_json(figure)


def svd_projection(owner: str, run_id: str) -> Projection:
    """The main axes of a run by SVD, more than are drawn: made in a moment."""
    return _svd_projection(readable(owner, run_id))


@st.cache_resource(max_entries=12, show_spinner=False)
def _svd_projection(run: Run) -> Projection:
    from w2v_core.projections.svd_map import svd_map

    return svd_map(_embedding(run).W_in, AXES)
