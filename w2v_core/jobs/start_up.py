"""Opens the queue over a home, and compiles in the background what first clicks would wait for."""

import gc
import os
import sqlite3
from pathlib import Path

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.errors import StorageError
from w2v_core.jobs.execute import EXECUTORS
from w2v_core.jobs.glimpse import look
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.settings import read_settings
from w2v_core.text.chunks import CompiledChunks
from w2v_core.text.corpus import build_corpus
from w2v_core.training.loop import train

COMPILES = "The program compiles its inner loops, once after each start"


def open_jobs(home: Path, limits: Limits | None = None, warm: bool = True) -> JobQueue:
    """The queue of a home: jobs that a dead process left are taken over or marked as cut.

    Args:
        home: folder of all state.
        limits: what one owner may ask for; None: as the home's settings say.
        warm: compile training and UMAP as soon as their lanes are idle.

    Raises:
        ConfigError: if the settings of the home are wrong.
        StorageError: if the home cannot be written.
    """
    limits = limits or read_settings(home, os.environ).limits
    try:
        queue = JobQueue(home, EXECUTORS, limits)
    except (OSError, sqlite3.OperationalError) as error:
        raise StorageError(
            f"The folder of all data cannot be written ({error}); check its rights and room, or "
            "name another in W2V_HOME."
        ) from error
    if warm:
        queue.when_idle("train:cpu", warm_training, COMPILES)
        queue.when_idle("project", warm_projection, COMPILES)
    return queue


def warm_training() -> None:
    """Train on a few words and look at them, so that kernels are compiled and libraries loaded."""
    CompiledChunks().number("what large texts are read by")
    corpus = build_corpus(["one two three four five six seven eight\n"] * 20, TextConfig())
    model = TrainConfig(dim=8, min_count=1, epochs=1)
    # One thread: a helper thread that compiles would keep the process from ending meanwhile.
    trained = train(corpus, model, EngineConfig(device="cpu", threads=1))
    look(trained.embedding.W_in, trained.embedding.words, (0,))
    set_libraries_aside()


def warm_projection() -> None:
    """Compile UMAP."""
    from w2v_core.projections.umap_map import warm_umap

    warm_umap()
    set_libraries_aside()


def set_libraries_aside() -> None:
    """Take all that is loaded by now out of the garbage collector's rounds.

    Streamlit has a full round after each run of a page; over the objects of compilers and numeric
    libraries, which never die, one takes some 200 ms.
    """
    gc.collect()
    gc.freeze()
