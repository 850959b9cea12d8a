"""Which engine will run, asked once: looking for a GPU may load torch, which takes seconds.

A thread of its own looks; until it is done, pages say that the devices are being checked.
"""

import threading
from concurrent.futures import Future, TimeoutError

import streamlit as st

from w2v_core.config import EngineConfig
from w2v_core.engines import Choice, choose

PATIENCE = 0.05  # seconds a page waits; without a GPU driver the answer takes none


def choice(method: str, setup: EngineConfig) -> Choice | None:
    """The engine and device that would run; None while the devices are being checked.

    Raises:
        EngineUnavailable: if the engine or device asked for cannot run here.
    """
    try:
        _looked().result(PATIENCE)
    except TimeoutError:
        return None
    return choose(method, setup)


def sentence(choice: Choice) -> str:
    """What will run, for people."""
    place = "the NVIDIA GPU" if choice.device == "cuda" else "the processor"
    return f"Runs on {place} with the engine {choice.entry.name}. {choice.entry.summary}"


@st.cache_resource(show_spinner=False, max_entries=1)
def _looked() -> "Future[None]":
    """Done once the devices are known."""
    done: Future[None] = Future()
    threading.Thread(target=_look, args=(done,), name="look for devices", daemon=True).start()
    return done


def _look(done: "Future[None]") -> None:
    from w2v_core.engines import report

    try:
        report()
        done.set_result(None)
    except Exception as error:  # a broken torch must not leave the page waiting
        done.set_exception(error)
