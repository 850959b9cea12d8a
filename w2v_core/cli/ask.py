"""The commands on files of vectors and on runs: export, import, neighbours, analogy."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from w2v_core.cli.flags import PROGRAM, at_least_one
from w2v_core.cli.train import new_folder
from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, NotFound
from w2v_core.formats import FORMATS
from w2v_core.formats.reading import read_vectors
from w2v_core.jobs.importing import check_format, imported_run
from w2v_core.query.analogies import analogy
from w2v_core.query.neighbours import neighbours
from w2v_core.runs.folder import load_embedding, save_run
from w2v_core.storage import MANIFEST, replace_file


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


def run_import(given: argparse.Namespace) -> None:
    """`import`: the vectors of a file become a run; one JSON line at the end."""
    check_format(given.format)
    if given.out.exists():
        raise ConfigError(f"{given.out} exists already; name a new folder with --out.")
    try:
        with given.file.open("rb") as file:
            form, found = read_vectors(file, given.format, progress=share_read)
    except OSError as error:
        raise ConfigError(f"{given.file} cannot be read ({error.strerror}).") from error
    for note in found.notes:
        print(f"{PROGRAM}: {note}", file=sys.stderr)
    with new_folder(given.out):
        record = imported_run(given.out.name, given.file.name, form, found)
        save_run(given.out, record, found.embedding)
    words, dim = found.embedding.shape
    print(json.dumps({"run": str(given.out), "format": form, "vocabulary": words, "dim": dim}))


def share_read(share: float) -> None:
    """How much of a file has been read, on a terminal."""
    if sys.stderr.isatty():
        print(f"\rread {share:.0%}", end="\n" if share >= 1 else "", file=sys.stderr)


def run_neighbours(given: argparse.Namespace) -> None:
    """`neighbours`: word, cosine and count, tab-separated, a line each."""
    top = at_least_one("top", given.top)
    for found in neighbours(vectors_of(given.run), given.word, top):
        count = "" if found.count is None else found.count
        print(f"{printable(found.word)}\t{found.cosine:.4f}\t{count}")


def run_analogy(given: argparse.Namespace) -> None:
    """`analogy`: word and score, tab-separated, a line each, best first."""
    top = at_least_one("top", given.top)
    words = (given.a, given.b, given.c)
    for found in analogy(vectors_of(given.run), *words, top, given.formula):
        print(f"{printable(found.word)}\t{found.score:.4f}")


def printable(word: str) -> str:
    r"""The word without what would steer a terminal.

    >>> printable("a\x1b[31mb")
    'a[31mb'
    """
    return "".join(sign for sign in word if sign.isprintable())
