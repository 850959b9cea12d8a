"""The folder of a run: what lies where, written whole or not at all.

The manifest covers `run.json`, `vectors.safetensors` and `vocabulary.tsv`. Outside it stand the
log of events, the maps made later, and `label.json`, which holds what people may change.
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.errors import ConfigError
from w2v_core.runs.record import RunRecord
from w2v_core.storage import check_file, read_file, replace_file, update_set, write_set
from w2v_core.text.vocabulary import Vocabulary

RECORD = "run.json"
VECTORS = "vectors.safetensors"
NODES = "nodes"  # in the file of vectors
VOCABULARY = "vocabulary.tsv"
EVENTS = "events.jsonl"
LABEL = "label.json"
MAPS = "maps"
CONFIDENCE = "confidence"
MAX_NAME = 100
MAX_NOTE = 2_000


def save_run(
    folder: Path, record: RunRecord, embedding: Embedding, nodes: FloatMatrix | None = None
) -> None:
    """Write a run; after a crash the folder holds all of it or what it held before.

    Args:
        folder: of the run.
        record: what it was.
        embedding: its vectors.
        nodes: (V - 1, D) inner nodes of the tree, with hierarchical softmax.
    """
    counts = embedding.counts
    unknown = np.zeros(len(embedding), np.int64)  # counts of 0 stand for unknown ones
    vocabulary = Vocabulary(embedding.words, unknown if counts is None else counts)

    def vectors(stream: BinaryIO) -> None:
        from safetensors.numpy import save

        tables = {"W_in": embedding.W_in}
        if embedding.W_out is not None:
            tables["W_out"] = embedding.W_out
        if nodes is not None:
            tables[NODES] = nodes
        stream.write(save(tables))

    for made in (MAPS, CONFIDENCE):  # of other vectors, and none of these
        shutil.rmtree(folder / made, ignore_errors=True)
    write_set(
        folder,
        {RECORD: record.to_json(), VOCABULARY: vocabulary.to_tsv(), VECTORS: vectors},
    )


def replace_record(folder: Path, record: RunRecord) -> None:
    """Write another record of a run that is kept; raises TornFile if it is not there any more."""
    update_set(folder, {RECORD: record.to_json()})


def load_record(folder: Path) -> RunRecord:
    """The record of a run, under its present name.

    Raises:
        TornFile: naming the file that is missing, cut short or changed.
        ConfigError: if a newer program wrote it.
    """
    record = RunRecord.from_json(read_file(folder, RECORD))
    return replace(record, name=_label(folder, "name") or record.name)


def load_embedding(folder: Path) -> Embedding:
    """The vectors of a run, each file verified; raises TornFile naming what is torn."""
    from safetensors.numpy import load_file

    vocabulary = Vocabulary.from_tsv(read_file(folder, VOCABULARY))
    tables = load_file(check_file(folder, VECTORS))
    counts = vocabulary.counts if vocabulary.counts.any() else None
    return Embedding(vocabulary.words, tables["W_in"], tables.get("W_out"), counts)


def load_nodes(folder: Path) -> FloatMatrix | None:
    """The inner nodes (V - 1, D) of a run with hierarchical softmax, or None."""
    from safetensors.numpy import load_file

    nodes: FloatMatrix | None = load_file(check_file(folder, VECTORS)).get(NODES)
    return nodes


def load_run(folder: Path) -> tuple[RunRecord, Embedding]:
    """Record and vectors of a run; raises TornFile naming what is torn."""
    return load_record(folder), load_embedding(folder)


def rename(folder: Path, name: str) -> None:
    """Give a run another name, without touching what is verified.

    Raises:
        ConfigError: if nothing readable is left of the name.
    """
    _relabel(folder, "name", clean_name(name))


def annotate(folder: Path, note: str) -> None:
    """Write a note beside a run, in place of the one before; an empty one takes it away."""
    lines = ("".join(c for c in line if c.isprintable()) for line in note.splitlines())
    _relabel(folder, "note", "\n".join(lines).strip()[:MAX_NOTE])


def note_of(folder: Path) -> str:
    """The note beside a run; empty where there is none."""
    return _label(folder, "note") or ""


def _relabel(folder: Path, key: str, value: str) -> None:
    known = {name: _label(folder, name) for name in ("name", "note")} | {key: value}
    stored = {name: text for name, text in known.items() if text}
    replace_file(folder / LABEL, json.dumps(stored, ensure_ascii=False).encode())


def clean_name(name: str) -> str:
    r"""A name as one short line of printable characters; raises ConfigError if none is left.

    >>> clean_name("  my\tnovel\u202e ")
    'my novel'
    """
    printable = "".join(c for c in " ".join(name.split()) if c.isprintable())
    short = printable[:MAX_NAME].strip()
    if not short:
        raise ConfigError("The name is empty; give it at least one letter.")
    return short


def _label(folder: Path, key: str) -> str | None:
    """The name or note people gave; None where there is none, or it cannot be read."""
    try:
        value = json.loads((folder / LABEL).read_bytes())[key]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return value if isinstance(value, str) else None
