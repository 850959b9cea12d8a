"""The bridge of a run and its text, made once."""

import streamlit as st

from pages.shared import cache
from w2v_core.embedding import FloatMatrix
from w2v_core.jobs.home import Workspace, home
from w2v_core.lessons.bridge import Bridge
from w2v_core.linear.cores import cores
from w2v_core.runs.folder import load_record


@st.cache_resource(max_entries=3, show_spinner=False)
def bridge(run: cache.Run, text: cache.Text) -> Bridge:
    """All pairs of the most frequent words; raises ConfigError where there is no bridge."""
    record = load_record(Workspace(home(), run.owner).run_folder(run.run_id))
    return Bridge.of(cache.corpus(text), cache.embedding(*run), record.model, cores())


@st.cache_resource(max_entries=3, show_spinner=False)
def decomposed(run: cache.Run, text: cache.Text) -> FloatMatrix:
    """Word vectors by SVD of the same table."""
    return bridge(run, text).decomposed()
