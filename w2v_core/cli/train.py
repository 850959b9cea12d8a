"""`train`: texts become a run."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

from w2v_core.cli.flags import PROGRAM, options_of
from w2v_core.cli.progress import Bar, interrupts, reading
from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.engines import choose
from w2v_core.errors import ConfigError
from w2v_core.jobs.continuing import continued, continues, tables_of
from w2v_core.jobs.keeping import Keeper, place_of, problem_of
from w2v_core.jobs.training import add_scores, finished_run, note_begin
from w2v_core.options import Options
from w2v_core.runs.checkpoints import drop_checkpoints, newest_facts
from w2v_core.runs.folder import EVENTS, load_record, save_run
from w2v_core.runs.record import RunRecord
from w2v_core.storage import MANIFEST, read_events
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.text.sources import BUILT_IN_PREFIX, label, read_sources
from w2v_core.training.loop import train

OPTIONS: tuple[type[Options], ...] = (TextConfig, TrainConfig, EngineConfig)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be trained, from the flags or from the log of a run that was left.

    Attributes:
        texts: as the command line names them.
        place: the folder that their paths begin at.
        earlier: what is known of the run that this one continues, and its folder; None: no such.
    """

    texts: list[str]
    place: str
    text: TextConfig
    model: TrainConfig
    setup: EngineConfig
    earlier: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for the log of the run."""
        options = {name: getattr(self, name).to_dict() for name in ("text", "model", "setup")}
        return {"texts": self.texts, "place": self.place, "continues": self.earlier, **options}

    @classmethod
    def of(cls, event: dict[str, Any]) -> "Plan":
        """The plan that the log of a run begins with."""
        names = ("text", "model", "setup")
        kinds: Any = zip(names, OPTIONS, strict=True)
        text, model, setup = (kind.from_dict(event[name]) for name, kind in kinds)
        return cls(event["texts"], event["place"], text, model, setup, event["continues"])

    def paths(self) -> list[str]:
        """The texts by paths that hold from any folder."""
        return [
            text if text.startswith(BUILT_IN_PREFIX) else str(Path(self.place, text))
            for text in self.texts
        ]


def run_train(given: argparse.Namespace) -> None:
    """`train`: read, train, save, and one JSON line at the end."""
    if given.resume is not None:
        resume(given)
        return
    for flag, value in {"TEXT": given.texts, "--out": given.out}.items():
        if not value:
            raise ConfigError(f"{flag} is required; see {PROGRAM} train --help.")
    text, model, setup = (options_of(kind, given) for kind in OPTIONS)
    if given.out.exists():
        raise ConfigError(f"{given.out} exists already; name a new folder with --out.")
    earlier = known_of(given.continue_from)
    plan = Plan(given.texts, str(Path.cwd()), text, model, setup, earlier)
    corpus = read(plan)
    with new_folder(given.out):
        train_in(given.out, plan, corpus)


def known_of(folder: Path | None) -> dict[str, Any] | None:
    """What is known of the run to be continued, if one is."""
    if folder is None:
        return None
    return continues(load_record(folder)) | {"folder": str(folder.absolute())}


def resume(given: argparse.Namespace) -> None:
    """Go on with a run that was stopped or cut, from its last checkpoint."""
    options = any(options_of(kind, given) != kind() for kind in OPTIONS)
    if given.texts or given.out or given.continue_from or options:
        raise ConfigError(
            "--resume goes on with a run, on its own text and with its own settings; "
            "leave out everything else."
        )
    events = read_events(given.resume / EVENTS) if given.resume.is_dir() else []
    if not events or "texts" not in events[0]:
        raise ConfigError(f"{given.resume} holds no run of this command; name one that does.")
    if (given.resume / MANIFEST).exists() and newest_facts(given.resume) is None:
        raise ConfigError(f"The run {given.resume} is done; use --continue-from for more epochs.")
    plan = Plan.of(events[0])
    train_in(given.resume, plan, read(plan))


def read(plan: Plan) -> Corpus:
    """The text of a plan."""
    source = read_sources(plan.paths())
    for note in (*source.notes, *idle(plan.model), choose(plan.model, plan.setup).note(plan.model)):
        tell(note)
    return build_corpus(source.texts, plan.text, progress=reading)


def train_in(out: Path, plan: Plan, corpus: Corpus) -> None:
    """Train into a folder, from the place that is kept there if there is one."""
    problem = problem_of(corpus, plan.model, plan.setup)
    before, torn = place_of(out, problem)
    for note in torn:
        tell(note)
    note_begin(out, plan.to_dict(), before)
    first = None
    if plan.earlier is not None and before is None:
        words = corpus.vocabulary.cut(plan.model.min_count).words
        first = tables_of(Path(plan.earlier["folder"]), words, plan.model)
    keeper = Keeper(out, plan.setup.checkpoint_every, problem)
    with Bar(keeper) as bar, interrupts(bar.stop):
        trained = train(corpus, plan.model, plan.setup, bar, first, before)
    name = label(plan.texts[0])
    record = finished_run(out.name, name, plan.texts, corpus, plan.text, plan.setup, trained)
    record = continued(record, plan.earlier)
    save_run(out, record, trained.embedding, trained.nodes)
    record = add_scores(out, record, trained)
    if not trained.stopped:
        drop_checkpoints(out)
    print(json.dumps(outcome(out, record)))


def tell(note: str) -> None:
    """A line on standard error."""
    if note:
        print(f"{PROGRAM}: {note}", file=sys.stderr)


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
    """A folder that is gone again if what should fill it fails before anything is kept there."""
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be made ({error.strerror}); name another.") from error
    try:
        yield
    except BaseException:
        if newest_facts(folder) is None:
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
