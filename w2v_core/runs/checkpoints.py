"""Where a training stood, on disk: a run that was cut goes on from the last of them.

Each checkpoint is a set of its own beneath `checkpoint/` of the run, named by its number; the last
two are kept. One that a crash cut short while it was written has no manifest yet and counts as
never written. One that was damaged later is found by its manifest and named, and the one before it
is taken.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ConfigError, TornFile
from w2v_core.storage import MANIFEST, check_file, not_written, read_file, sync_folder, write_set

FORMAT = 2  # 2: the facts stand beside their number
CHECKPOINTS = "checkpoint"
FACTS, TABLES = "checkpoint.json", "tables.safetensors"
NUMBER = re.compile(r"\d{10}")

Tables = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """One checkpoint, verified.

    Attributes:
        facts: plain values.
        tables: arrays by name.
    """

    facts: Mapping[str, Any]
    tables: Tables


def write_checkpoint(run: Path, number: int, facts: Mapping[str, Any], tables: Tables) -> None:
    """Keep a checkpoint, and of those before it the newest one.

    Args:
        run: folder of the run, which must be there.
        number: grows from one to the next; those with higher ones are dropped.
        facts: plain JSON values.
        tables: arrays by name.

    Raises:
        StorageError: if the disk is full or the folder cannot be written.
        FileNotFoundError: if the run was deleted.
    """
    try:
        _write(run, number, facts, tables)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise not_written(error) from error


def _write(run: Path, number: int, facts: Mapping[str, Any], tables: Tables) -> None:
    place = run / CHECKPOINTS
    place.mkdir(exist_ok=True)
    before = [folder for folder in _folders(run) if int(folder.name) < number]
    numbered = {"format": FORMAT, "facts": dict(facts)}
    files = {FACTS: json.dumps(numbered, allow_nan=False).encode(), TABLES: _writer(tables)}
    write_set(place / f"{number:010d}", files)
    sync_folder(place)
    kept = {f"{number:010d}", *(folder.name for folder in before[:1])}
    for folder in place.iterdir():
        if folder.name not in kept:
            _remove(folder)


def newest_checkpoint(run: Path) -> tuple[Checkpoint | None, tuple[str, ...]]:
    """The newest whole checkpoint of a run, and a sentence for each newer one that is torn.

    Raises:
        ConfigError: if a newer program wrote it.
    """
    torn: list[str] = []
    for folder in _folders(run):
        try:
            return _load(folder), tuple(torn)
        except TornFile as error:
            torn.append(str(error))
    return None, tuple(torn)


def newest_facts(run: Path) -> Mapping[str, Any] | None:
    """The facts of the newest checkpoint whose facts are whole, its tables not read; or None.

    Raises:
        ConfigError: if a newer program wrote it.
    """
    for folder in _folders(run):
        try:
            return _facts(folder)
        except TornFile:
            continue
    return None


def drop_checkpoints(run: Path) -> None:
    """Remove all checkpoints of a run, which is whole without them."""
    _remove(run / CHECKPOINTS)


def _folders(run: Path) -> Iterator[Path]:
    """The folders of checkpoints that were written to their end, newest first."""
    place = run / CHECKPOINTS
    found = sorted(place.iterdir(), reverse=True) if place.is_dir() else []
    return (path for path in found if NUMBER.fullmatch(path.name) and (path / MANIFEST).exists())


def _load(folder: Path) -> Checkpoint:
    from safetensors.numpy import load_file

    return Checkpoint(_facts(folder), load_file(check_file(folder, TABLES)))


def _facts(folder: Path) -> Mapping[str, Any]:
    """The facts of a checkpoint; those of the first format bear no number."""
    stored = dict(json.loads(read_file(folder, FACTS)))
    number = stored.get("format", 1)
    if number > FORMAT:
        raise ConfigError(
            f"The checkpoint has format {number}, this program reads up to {FORMAT}; go on with "
            "the newer program that wrote it."
        )
    return dict(stored["facts"]) if number > 1 else stored


def _writer(tables: Tables) -> Any:
    """Writes arrays in the safetensors format, one after the other and without a copy of all."""
    kinds = {"float32": "F32", "float64": "F64"}
    arrays = {name: np.ascontiguousarray(table) for name, table in tables.items()}
    header, end = {}, 0
    for name, array in arrays.items():
        span = [end, end := end + array.nbytes]
        facts = {"dtype": kinds[array.dtype.name], "shape": array.shape, "data_offsets": span}
        header[name] = facts
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # so that the numbers lie where processors like them

    def write(stream: BinaryIO) -> None:
        stream.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            stream.write(array.data)

    return write


def _remove(folder: Path) -> None:
    """Move away first: half a deletion must not look like a damaged checkpoint."""
    if not folder.is_dir():
        return
    place = folder if folder.name.startswith(".") else folder.with_name(f".{folder.name}.old")
    if place != folder:
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)
    shutil.rmtree(place, ignore_errors=True)
