"""The command line: the pages' twin. The only part of the core that prints.

Results go to standard output, progress and errors to standard error; bad input is one line and
exit code 2.
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Any, NoReturn

from w2v_core.config import EngineConfig, Option, Options, TextConfig, TrainConfig, check
from w2v_core.embedding import Embedding
from w2v_core.engines import report
from w2v_core.errors import ConfigError, NotFound, W2VError
from w2v_core.formats import FORMATS
from w2v_core.jobs.curve import event_of
from w2v_core.jobs.training import add_scores, finished_run
from w2v_core.query.neighbours import neighbours
from w2v_core.runs.folder import EVENTS, load_embedding, save_run
from w2v_core.runs.record import RunRecord
from w2v_core.storage import MANIFEST, append_event, replace_file
from w2v_core.text.corpus import build_corpus
from w2v_core.text.sources import label, read_sources
from w2v_core.training.loop import train
from w2v_core.training.progress import Progress, Unwatched

PROGRAM = "python -m w2v_core"
OPTIONS: tuple[type[Options], ...] = (TextConfig, TrainConfig, EngineConfig)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, or 2 for bad input."""
    try:
        given = parser().parse_args(arguments)
        given.command(given)
    except W2VError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
    return 0


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, as all errors here."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage and leaving."""
        raise ConfigError(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


def parser() -> Parser:
    """The commands and their flags; those of `train` are made from the option classes."""
    root = Parser(prog=PROGRAM, description="Train and explore word vectors.", allow_abbrev=False)
    commands = root.add_subparsers(required=True, metavar="COMMAND", dest="name")
    add = partial(commands.add_parser, allow_abbrev=False)

    one = add("train", help="make word vectors from texts")
    one.add_argument(
        "texts",
        nargs="+",
        metavar="TEXT",
        help="text files, or built-in:toy-world, built-in:python-prose",
    )
    one.add_argument("--out", required=True, type=Path, metavar="RUN", help="new folder of the run")
    for options in OPTIONS:
        for spec in options.options():
            add_flag(one, spec)
    one.set_defaults(command=run_train)

    one = add("export", help="write the vectors of a run in another program's format")
    one.add_argument("run", type=Path, metavar="RUN")
    one.add_argument("--format", required=True, choices=sorted(FORMATS))
    one.add_argument("--out", required=True, type=Path, metavar="FILE")
    one.set_defaults(command=run_export)

    one = add("neighbours", help="print the nearest words of a word: word, cosine, count")
    one.add_argument("run", type=Path, metavar="RUN")
    one.add_argument("word", metavar="WORD")
    one.add_argument("--top", type=number(int, "top"), default=10)
    one.set_defaults(command=run_neighbours)

    one = add("engines", help="print which engine can train what on this machine")
    one.set_defaults(command=run_engines)
    return root


def add_flag(command: argparse.ArgumentParser, spec: Option) -> None:
    """One option as a flag, with its help and its check."""
    flag, hint = "--" + spec.name.replace("_", "-"), spec.help.replace("%", "%%")
    if spec.type is bool:
        action: Any = argparse.BooleanOptionalAction
        command.add_argument(flag, action=action, default=spec.default, help=hint)
        return
    shown = f"{hint} Default: {'automatic' if spec.default is None else spec.default}."
    kind = spec.type if spec.type is str else number(spec.type, spec.name)
    metavar = "|".join(spec.choices) or spec.type.__name__.upper()
    command.add_argument(flag, type=kind, default=spec.default, help=shown, metavar=metavar)


def number(kind: type, name: str) -> Callable[[str], float]:
    """Reads a number; whole ones may be written as 1e9, so that the range check sees them."""

    def read(text: str) -> float:
        try:
            value = float(text)
            return int(value) if kind is int and value == int(value) else value
        except (ValueError, OverflowError) as error:
            raise ConfigError(f"{name} is {text!r}; it must be a number.") from error

    return read


def options_of(kind: type[Options], given: argparse.Namespace) -> Any:
    """The option class filled from the flags; raises ConfigError for what does not fit."""
    values = {spec.name: getattr(given, spec.name) for spec in kind.options()}
    for spec in kind.options():
        check(spec, values[spec.name])
    return kind.from_dict(values)


def run_train(given: argparse.Namespace) -> None:
    """`train`: read, train, save, and one JSON line at the end."""
    text, model, setup = (options_of(kind, given) for kind in OPTIONS)
    if given.out.exists():
        raise ConfigError(f"{given.out} exists already; name a new folder with --out.")
    source = read_sources(given.texts)
    for note in source.notes:
        print(f"{PROGRAM}: {note}", file=sys.stderr)
    corpus = build_corpus(source.texts, text, progress=reading)
    with new_folder(given.out):
        with Bar(given.out / EVENTS) as bar, interrupts(bar.stop):
            trained = train(corpus, model, setup, bar)
        name = label(given.texts[0])
        record = finished_run(given.out.name, name, given.texts, corpus, text, setup, trained)
        save_run(given.out, record, trained.embedding)
    record = add_scores(given.out, record, trained)
    print(json.dumps(outcome(given.out, record)))


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


def vectors_of(run: Path) -> Embedding:
    """The vectors of a run folder; raises NotFound where there is none."""
    if not (run / MANIFEST).exists():
        raise NotFound(f"There is no run in {run}; check the path.")
    return load_embedding(run)


def run_export(given: argparse.Namespace) -> None:
    """`export`: the file is written beside its name first, so that it is whole or not there."""
    if given.out.is_dir():
        raise ConfigError(f"{given.out} is a folder; name the file to write.")
    replace_file(given.out, partial(FORMATS[given.format].write, vectors_of(given.run)))


def run_neighbours(given: argparse.Namespace) -> None:
    """`neighbours`: word, cosine and count, tab-separated, a line each."""
    if not isinstance(given.top, int) or given.top < 1:
        raise ConfigError(f"top is {given.top}; it must be a whole number of at least 1.")
    for found in neighbours(vectors_of(given.run), given.word, given.top):
        count = "" if found.count is None else found.count
        print(f"{printable(found.word)}\t{found.cosine:.4f}\t{count}")


def printable(word: str) -> str:
    r"""The word without what would steer a terminal.

    >>> printable("a\x1b[31mb")
    'a[31mb'
    """
    return "".join(sign for sign in word if sign.isprintable())


def run_engines(given: argparse.Namespace) -> None:
    """`engines`: method, engine, device, on or off, and the reason."""
    for row in report():
        state = "on (default)" if row.default else "on" if row.on else "off"
        reason = f"{row.why}; {row.fix}" if row.why else ""
        print(f"{row.method:12}  {row.engine:16}  {row.device:5}  {state:12}  {reason}".rstrip())


def reading(characters: int) -> None:
    """How much text has been read, on a terminal."""
    if sys.stderr.isatty():
        print(f"\rread {characters / 1e6:,.1f} M characters", end="", file=sys.stderr)


class Bar(Unwatched):
    """Progress on standard error: a line that redraws itself, or now and then a line in a log.

    Args:
        events: file that takes every report, as in runs of the queue.
    """

    def __init__(self, events: Path) -> None:
        self.events = events
        self.stopping = False
        self.live = sys.stderr.isatty()
        self.next_share = 0.0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *reason: object) -> None:
        if self.live:
            print(file=sys.stderr)

    def stop(self) -> None:
        """Ask the run to end after this chunk."""
        self.stopping = True

    def should_stop(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self.stopping

    def progress(self, progress: Progress) -> None:
        """Keep the report and draw the line; in a log only every tenth of the run."""
        append_event(self.events, event_of(progress))
        share = progress.words_done / max(progress.words_total, 1)
        if self.live or share >= self.next_share:
            print(f"\r{drawn(progress)}" if self.live else drawn(progress),
                  end="" if self.live else "\n", file=sys.stderr, flush=True)  # fmt: skip
            self.next_share = share + 0.1


def drawn(progress: Progress) -> str:
    """One progress report as a line.

    >>> drawn(Progress(50, 100, 1, 2, .01, 2.5, None, 9, 2.0))
    '[##########..........]  50 %  epoch 1/2  25 words/s  loss 2.5000  2 s left'
    """
    share = progress.words_done / max(progress.words_total, 1)
    bar = "#" * round(20 * share)
    loss = "" if progress.loss is None else f"  loss {progress.loss:.4f}"
    left = progress.seconds_left
    return (
        f"[{bar:.<20}] {share:4.0%}".replace("%", " %")
        + f"  epoch {progress.epoch}/{progress.epochs}  {progress.words_per_second:,.0f} words/s"
        + f"{loss}  {left or 0:.0f} s left"
    )


@contextmanager
def interrupts(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C calls `stop`, so that the run ends cleanly and is kept; a second one ends at once."""

    def first(*_: object) -> None:
        stop()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
