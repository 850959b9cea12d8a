"""`train`: texts become a run."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any

from w2v_core.cli.flags import PROGRAM, options_of
from w2v_core.cli.progress import Bar, interrupts, reading
from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.engines import choose
from w2v_core.errors import ConfigError
from w2v_core.jobs.training import add_scores, finished_run
from w2v_core.options import Options
from w2v_core.runs.folder import EVENTS, save_run
from w2v_core.runs.record import RunRecord
from w2v_core.text.corpus import build_corpus
from w2v_core.text.sources import label, read_sources
from w2v_core.training.loop import train

OPTIONS: tuple[type[Options], ...] = (TextConfig, TrainConfig, EngineConfig)


def run_train(given: argparse.Namespace) -> None:
    """`train`: read, train, save, and one JSON line at the end."""
    text, model, setup = (options_of(kind, given) for kind in OPTIONS)
    if given.out.exists():
        raise ConfigError(f"{given.out} exists already; name a new folder with --out.")
    source = read_sources(given.texts)
    for note in (*source.notes, *idle(model), choose(model, setup).note(model)):
        if note:
            print(f"{PROGRAM}: {note}", file=sys.stderr)
    corpus = build_corpus(source.texts, text, progress=reading)
    with new_folder(given.out):
        with Bar(given.out / EVENTS) as bar, interrupts(bar.stop):
            trained = train(corpus, model, setup, bar)
        name = label(given.texts[0])
        record = finished_run(given.out.name, name, given.texts, corpus, text, setup, trained)
        save_run(given.out, record, trained.embedding, trained.nodes)
    record = add_scores(given.out, record, trained)
    print(json.dumps(outcome(given.out, record)))


def idle(model: TrainConfig) -> Iterator[str]:
    """A note for options that were set but mean nothing to the method.

    >>> list(idle(TrainConfig(method="svd", negatives=9)))
    ['Not used by svd: --negatives.']
    """
    if model.unused():
        flags = ", ".join("--" + name.replace("_", "-") for name in model.unused())
        yield f"Not used by {model.method}: {flags}."


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """A folder that is gone again if what should fill it fails."""
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be made ({error.strerror}); name another.") from error
    try:
        yield
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise


def outcome(folder: Path, record: RunRecord) -> dict[str, Any]:
    """What `train` prints on standard output."""
    return {
        "run": str(folder),
        "method": record.model.method,
        "engine": record.engine,
        "device": record.device,
        "words": record.corpus.words,
        "vocabulary": record.corpus.vocabulary,
        "train_seconds": round(record.result.train_seconds, 3),
        "words_per_second": round(record.result.words_per_second),
        "loss": record.result.loss,
        "held_out": dict(record.result.held_out),
    }
