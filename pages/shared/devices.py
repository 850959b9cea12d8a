"""Which engine will run, asked once: looking for a GPU may load torch, which takes seconds.

A thread of its own looks; until it is done, pages say that the devices are being checked. Where
looking fails, as with a torch that is broken, pages say that, and engines without torch still run.
"""

import threading
from concurrent.futures import Future
from contextlib import suppress

import streamlit as st

from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.engines import Choice, EngineStatus, choose
from w2v_core.errors import EngineUnavailable, W2VError

PATIENCE = 0.05  # seconds a page waits; without a GPU driver the answer takes none


def choice(model: TrainConfig, setup: EngineConfig) -> Choice | None:
    """The engine and device that would run; None while the devices are being checked.

    Raises:
        EngineUnavailable: if the engine or device asked for cannot run here.
    """
    with suppress(EngineUnavailable):  # what was asked for may run without the devices
        if engines() is None:
            return None
    try:
        return choose(model, setup)
    except W2VError:
        raise
    except Exception as error:
        raise _broken(error) from error


def engines() -> tuple[EngineStatus, ...] | None:
    """Every method with every engine, on or off; None while the devices are being checked.

    Raises:
        EngineUnavailable: if the devices could not be checked; see `look_again`.
    """
    looked = _looked()
    try:
        return looked.result(PATIENCE)
    except Exception as error:
        if not looked.done():
            return None
        raise _broken(error) from error


def look_again() -> None:
    """Check the devices once more."""
    _looked.clear()


def sentence(choice: Choice) -> str:
    """What will run, for people."""
    place = "the NVIDIA GPU" if choice.device == "cuda" else "the processor"
    says = f"Runs on {place} with the engine {choice.entry.name}. {choice.entry.summary}"
    return f"{says} Subsampling is off." if choice.entry.fixed.get("sample") == 0 else says


def _broken(error: Exception) -> EngineUnavailable:
    """What to say where looking for a GPU failed."""
    why = f"checking this machine’s devices failed ({type(error).__name__})"
    return EngineUnavailable("torch", why, "choose the device cpu, or install torch anew")


@st.cache_resource(show_spinner=False, max_entries=1)
def _looked() -> "Future[tuple[EngineStatus, ...]]":
    """Done once the devices are known."""
    done: Future[tuple[EngineStatus, ...]] = Future()
    threading.Thread(target=_look, args=(done,), name="look for devices", daemon=True).start()
    return done


def _look(done: "Future[tuple[EngineStatus, ...]]") -> None:
    from w2v_core.engines import report

    try:
        done.set_result(tuple(report()))
    except Exception as error:  # a broken torch must not leave the page waiting
        done.set_exception(error)
