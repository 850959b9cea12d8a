"""The shortest way to a first map: the toy world, read and trained with the default settings."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.shared import state
from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.jobs import requests
from w2v_core.jobs.states import ACTIVE

NAME = "Toy world"
_SOURCE = "toy-world"
_JOB = "toy_job"


def step() -> str:
    """Submit what comes next, the corpus or else the training, and return the job's id.

    Raises:
        LimitReached: if the visitor has too much waiting already.
    """
    queue, owner, corpus_id = state.queue(), state.owner(), _corpus_id()
    if corpus_id is None:
        job = requests.prepare_built_in(queue, owner, _SOURCE)
    else:
        job = requests.train(queue, owner, corpus_id, NAME, TrainConfig(), EngineConfig())
    st.session_state[_JOB] = job
    return job


def job() -> str | None:
    """The job on the way to the toy map: this session's, or one found again after a reload."""
    if _JOB not in st.session_state:
        views = state.queue().views(state.owner())
        ours = (v.id for v in views if v.state in ACTIVE and _is_toy(v.payload))
        return next(ours, None)
    return str(st.session_state[_JOB])


def forget() -> None:
    """The way has ended, at the map or before."""
    st.session_state.pop(_JOB, None)


def _is_toy(payload: Mapping[str, Any]) -> bool:
    return payload.get("built_in") == _SOURCE or payload.get("name") == NAME


def _corpus_id() -> str | None:
    """The visitor's toy world, if it was read already."""
    for entry in state.workspace().corpora():
        info = entry.info
        if info and info.kind == "built-in" and info.name == NAME and info.sizes:
            return entry.id
    return None
