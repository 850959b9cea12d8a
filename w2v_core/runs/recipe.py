"""A run as a Python script that makes it again, to be read, changed and taken into a notebook."""

import shlex
from collections.abc import Sequence

from w2v_core.options import Options
from w2v_core.runs.record import Imported, RunRecord

TRAINED = """\
{title}

from w2v_core import EngineConfig, TextConfig, TrainConfig, build_corpus, neighbours, train
from w2v_core.formats import FORMATS
from w2v_core.text.sources import read_sources

TEXTS = {texts}  # paths of files, or built-in:toy-world, built-in:python-prose

text = {text}
model = {model}
setup = {setup}

corpus = build_corpus(read_sources(TEXTS).texts, text)
trained = train(corpus, model, setup)
embedding = trained.embedding
"""
READ = """\
{title}

from w2v_core import neighbours
from w2v_core.formats import FORMATS
from w2v_core.formats.reading import read_vectors

with open({file}, "rb") as file:
    _, found = read_vectors(file, {form})
embedding = found.embedding
"""
COMMANDS = """\
{title}

from pathlib import Path

from w2v_core import load_run, neighbours
from w2v_core.cli import main
from w2v_core.formats import FORMATS

COMMANDS = {commands}

for command in COMMANDS:
    if main(command) != 0:
        raise SystemExit(2)
embedding = load_run(Path({out}))[1]
"""
END = """
for near in neighbours(embedding, embedding.words[0]):
    print(f"{near.word}\\t{near.cosine:.4f}")
with open("vectors.vec", "wb") as file:
    FORMATS["word2vec-text"].write(embedding, file)
"""


def script(record: RunRecord) -> str:
    """The script; it prints neighbours of the most frequent word and writes `vectors.vec`.

    A run that continues others trains these before, one command after the other.
    """
    title = repr(
        f"Makes the run “{record.name}” again ({record.engine}), where the folder w2v_core lies."
    )
    if record.imported is not None:
        return _read(title, record.imported) + END
    commands = [shlex.split(line)[3:] for line in record.command.splitlines()]
    if len(commands) > 1:
        out = commands[-1][commands[-1].index("--out") + 1]
        return COMMANDS.format(title=title, commands=_listed(commands), out=repr(out)) + END
    texts = commands[0][1 : commands[0].index("--out")] if commands else [record.corpus.name]
    parts = {name: call(getattr(record, name)) for name in ("text", "model", "setup")}
    return TRAINED.format(title=title, texts=repr(texts), **parts) + END


def call(options: Options) -> str:
    """The options as Python makes them, without those that have their default.

    >>> from w2v_core.config import TrainConfig
    >>> call(TrainConfig(dim=50, method="cbow-ns"))
    "TrainConfig(method='cbow-ns', dim=50)"
    """
    given = [
        f"{spec.name}={getattr(options, spec.name)!r}"
        for spec in options.options()
        if getattr(options, spec.name) != spec.default
    ]
    return f"{type(options).__name__}({', '.join(given)})"


def _read(title: str, imported: Imported) -> str:
    return READ.format(title=title, file=repr(imported.file), form=repr(imported.format))


def _listed(commands: Sequence[Sequence[str]]) -> str:
    return "[\n" + "".join(f"    {list(command)!r},\n" for command in commands) + "]"
