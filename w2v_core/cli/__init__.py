"""The command line: the pages' twin. The only part of the core that prints.

Results go to standard output, progress and errors to standard error; bad input is one line and
exit code 2, Ctrl-C one line and exit code 130.
"""

import argparse
import io
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from w2v_core.cli.ask import run_analogy, run_export, run_import, run_neighbours
from w2v_core.cli.compare import run_check, run_compare, run_confidence
from w2v_core.cli.evaluate import run_evaluate
from w2v_core.cli.flags import PROGRAM, Parser, add_flag, number
from w2v_core.cli.studies import run_growth, run_tradeoffs
from w2v_core.cli.train import OPTIONS, run_train
from w2v_core.engines import report
from w2v_core.errors import W2VError
from w2v_core.formats import FORMATS
from w2v_core.formats.reading import AUTO, READABLE
from w2v_core.query.analogies import FORMULAS
from w2v_core.query.evaluation import TOP


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 2 for bad input, or 130 for Ctrl-C."""
    show_any_sign()
    try:
        given = parser().parse_args(arguments)
        given.command(given)
    except W2VError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{PROGRAM}: Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
    return 0


def show_any_sign() -> None:
    """Print a question mark for what the terminal's encoding lacks, instead of failing."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a notebook's is none
        sys.stdout.reconfigure(errors="replace")


def parser() -> Parser:
    """The commands and their flags; those of `train` are made from the option classes."""
    root = Parser(prog=PROGRAM, description="Train and explore word vectors.", allow_abbrev=False)
    commands = root.add_subparsers(required=True, metavar="COMMAND", dest="name")
    add = partial(commands.add_parser, allow_abbrev=False)

    add_train(add("train", help="make word vectors from texts"))

    one = add("export", help="write the vectors of a run in another program's format")
    one.add_argument("run", type=Path, metavar="RUN")
    one.add_argument("--format", required=True, choices=sorted(FORMATS))
    one.add_argument("--out", required=True, type=Path, metavar="FILE")
    one.set_defaults(command=run_export)

    one = add("import", help="make a run of another program's vectors")
    one.add_argument("file", type=Path, metavar="FILE", help="packed by gzip or not")
    one.add_argument("--out", required=True, type=Path, metavar="RUN", help="new folder of the run")
    one.add_argument("--format", default=AUTO, choices=(AUTO, *READABLE))
    one.set_defaults(command=run_import)

    one = add("neighbours", help="print the nearest words of a word: word, cosine, count")
    one.add_argument("run", type=Path, metavar="RUN")
    one.add_argument("word", metavar="WORD")
    one.add_argument("--top", type=number(int, "top"), default=10)
    one.set_defaults(command=run_neighbours)

    one = add("analogy", help="a is to b as c is to ?: print the answers: word, score")
    one.add_argument("run", type=Path, metavar="RUN")
    for place in "abc":
        one.add_argument(place, metavar=place.upper())
    one.add_argument("--top", type=number(int, "top"), default=10)
    one.add_argument("--formula", choices=list(FORMULAS), default="3cosadd")
    one.set_defaults(command=run_analogy)

    add_evaluate(add("evaluate", help="test a run with word pairs and analogy questions"))

    add_confidence(add("confidence", help="train more models of a run's text: how sure is it?"))
    add_compare(add("compare", help="compare runs: settings, losses, scores, changed words"))

    add_studies(add)

    one = add("check", help="tell what is wrong with the vectors of a run, and what to do")
    one.add_argument("run", type=Path, metavar="RUN")
    one.set_defaults(command=run_check)

    one = add("engines", help="print which engine can train what on this machine")
    one.set_defaults(command=run_engines)
    return root


def add_train(one: argparse.ArgumentParser) -> None:
    """The flags of `train`."""
    one.add_argument(
        "texts",
        nargs="*",
        metavar="TEXT",
        help="text files, or built-in:toy-world, built-in:python-prose",
    )
    one.add_argument("--out", type=Path, metavar="RUN", help="new folder of the run")
    one.add_argument(
        "--resume",
        type=Path,
        metavar="RUN",
        help="go on with a run that was stopped or cut, in place of TEXT and --out: its text and "
        "settings are known",
    )
    one.add_argument(
        "--continue-from",
        type=Path,
        metavar="RUN",
        help="begin with the vectors of a run of the same text: more epochs, for which the "
        "learning rate falls anew",
    )
    for options in OPTIONS:
        for spec in options.options():
            add_flag(one, spec)
    one.set_defaults(command=run_train)


def add_evaluate(one: argparse.ArgumentParser) -> None:
    """The flags of `evaluate`."""
    one.add_argument("run", type=Path, metavar="RUN")
    one.add_argument(
        "--similarity",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="word pairs with people's scores, such as WordSim-353: Spearman's correlation",
    )
    one.add_argument(
        "--analogies",
        metavar="FILE",
        help="questions of four words in sections, such as questions-words.txt, or "
        "built-in:toy-world: accuracy",
    )
    one.add_argument(
        "--top",
        type=number(int, "top"),
        default=TOP,
        help=f"analogies: only the most frequent words are asked for and answer. Default: {TOP}.",
    )
    one.add_argument("--json", action="store_true", help="one JSON line instead of tables")
    one.set_defaults(command=run_evaluate)


def add_confidence(one: argparse.ArgumentParser) -> None:
    """The flags of `confidence`."""
    one.add_argument("run", type=Path, metavar="RUN")
    one.add_argument("words", nargs="*", metavar="WORD", help="words whose neighbours are shown")
    kinds = one.add_mutually_exclusive_group()
    whole = number(int, "number of models")
    kinds.add_argument(
        "--seeds", type=whole, default=20, metavar="N", help="models of other seeds. Default: 20."
    )
    kinds.add_argument(
        "--sentences",
        type=whole,
        metavar="N",
        help="models of other samples of the text's sentences, drawn with replacement: stricter, "
        "for what hangs on a few sentences is shaky then",
    )
    one.set_defaults(command=run_confidence)


def add_compare(one: argparse.ArgumentParser) -> None:
    """The flags of `compare`."""
    one.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="two runs or more")
    one.add_argument("--similarity", nargs="+", action="extend", default=[], metavar="FILE")
    one.add_argument("--analogies", metavar="FILE")
    one.add_argument(
        "--top", type=number(int, "top"), default=20, help="changed words shown. Default: 20."
    )
    one.set_defaults(command=run_compare)


def add_studies(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands that train every method on a text, and methods on parts of it."""
    whole = partial(number, int)
    one = add("tradeoffs", help="train every method on texts under one budget: a line each")
    one.add_argument("--seconds", type=number(float, "seconds"), default=10.0, help="Default: 10.")
    one.add_argument("--epochs", type=whole("epochs"), help="passes, in place of seconds")
    one.set_defaults(command=run_tradeoffs)
    two = add("growth", help="train methods on tenths of texts: how much text is enough?")
    two.set_defaults(command=run_growth)
    for command in (one, two):
        command.add_argument("texts", nargs="+", metavar="TEXT")
        command.add_argument("--dim", type=whole("dim"), default=100, help="Default: 100.")
        command.add_argument("--min-count", type=whole("min_count"), default=5, help="Default: 5.")


def run_engines(given: argparse.Namespace) -> None:
    """`engines`: method, engine, device, on or off, and the reason."""
    for row in report():
        state = "on (default)" if row.default else "on" if row.on else "off"
        reason = f"{row.why}; {row.fix}" if row.why else ""
        print(f"{row.method:12}  {row.engine:16}  {row.device:5}  {state:12}  {reason}".rstrip())
