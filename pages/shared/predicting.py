"""What a trained model says of a hidden layer: the likeliest words, with probabilities."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike

from pages.shared import cache, missing
from w2v_core.embedding import Embedding
from w2v_core.jobs.home import Workspace, home
from w2v_core.query.missing import Missing
from w2v_core.query.prediction import Predictor
from w2v_core.runs.model import Model, load_model
from w2v_core.runs.record import RunRecord


@dataclass(frozen=True, slots=True)
class Likely:
    """A word that the model expects.

    Attributes:
        word: the word.
        probability: 0 .. 1.
        lift: how many times likelier than by its share of the kept words; None where unknown.
        count: occurrences in the text, or None where unknown.
    """

    word: str
    probability: float
    lift: float | None
    count: int | None


def model(owner: str, run_id: str) -> Model:
    """A run with what it predicts by; raises TornFile naming what is torn."""
    return _model(cache.readable(owner, run_id))


@st.cache_resource(max_entries=3, show_spinner=False)
def _model(run: cache.Run) -> Model:
    folder = Workspace(home(), run.owner).run_folder(run.run_id)
    return load_model(folder, cache.embedding(*run))


@st.cache_resource(max_entries=200, show_spinner=False)
def absent(owner: str, run_id: str, word: str, _record: RunRecord, _words: Embedding) -> Missing:
    """Why a run has no vector for a word: told once, for the search for near ones takes a while."""
    return missing.explain(owner, _record, _words, word)


def likeliest(
    predictor: Predictor, embedding: Embedding, hidden: ArrayLike, top: int
) -> list[Likely]:
    """The `top` likeliest words after a hidden layer (D,), likeliest first."""
    row = np.asarray(hidden, dtype=np.float32)[None]
    told = np.exp(np.asarray(predictor.log_probabilities(row), dtype=np.float64)[0])
    order = np.argsort(-told, kind="stable")[:top]
    counts = embedding.counts
    total = None if counts is None else int(counts.sum())
    return [
        Likely(
            embedding.words[id],
            float(told[id]),
            None if counts is None or not total else float(told[id] * total / counts[id]),
            None if counts is None else int(counts[id]),
        )
        for id in order.tolist()
    ]
