"""What a training looked like on its way: small pictures of its most frequent words.

They are a set of files beneath `snapshots/` of the run, one for each moment, named by the corpus
words passed until then; the manifest beside them covers each. They stay when checkpoints are
dropped, and a training that is gone on with adds to them.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from w2v_core.embedding import FloatMatrix
from w2v_core.errors import TornFile
from w2v_core.storage import MANIFEST, check_file, not_written, read_file, update_set, write_set

SNAPSHOTS = "snapshots"
SUFFIX = ".safetensors"
MOST_WORDS = 600  # of a picture: 120 kB at 100 dimensions


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A model at one moment of its training.

    Attributes:
        words_done: corpus words passed until then, over all epochs.
        loss: mean training loss per pair since the report before, in nats; None where unknown.
        W_in: (n, D) float32, the input vectors of the most frequent words.
    """

    words_done: int
    loss: float | None
    W_in: FloatMatrix


def add_snapshot(run: Path, snapshot: Snapshot) -> None:
    """Keep a snapshot in half precision, at most `MOST_WORDS` words of it.

    Raises:
        StorageError: if the disk is full or the folder cannot be written.
        FileNotFoundError: if the run was deleted.
    """
    from safetensors.numpy import save

    rows = np.ascontiguousarray(snapshot.W_in[:MOST_WORDS], np.float16)
    loss = np.nan if snapshot.loss is None else snapshot.loss
    file = {_name(snapshot.words_done): save({"W_in": rows, "loss": np.array([loss])})}
    place = run / SNAPSHOTS
    try:
        place.mkdir(exist_ok=True)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise not_written(error) from error
    (update_set if (place / MANIFEST).exists() else write_set)(place, file)


def load_snapshots(run: Path) -> tuple[Snapshot, ...]:
    """The snapshots of a run in order; raises TornFile naming one that is damaged."""
    from safetensors.numpy import load_file

    found = []
    for name in _names(run):
        tables = load_file(check_file(run / SNAPSHOTS, name))
        loss = float(tables["loss"][0])
        rows = tables["W_in"].astype(np.float32)
        found.append(Snapshot(_words(name), loss if np.isfinite(loss) else None, rows))
    return tuple(found)


def forget_snapshots(run: Path, after: int) -> None:
    """Drop what was taken after so many words: a training that goes on there takes it again."""
    names = _names(run)
    kept = [name for name in names if _words(name) <= after]
    if kept == names:
        return
    files = {}
    for name in kept:
        with suppress(TornFile):  # a damaged one is no loss to the training
            files[name] = read_file(run / SNAPSHOTS, name)
    write_set(run / SNAPSHOTS, files)


def _names(run: Path) -> list[str]:
    place = run / SNAPSHOTS
    return sorted(path.name for path in place.glob(f"[0-9]*{SUFFIX}")) if place.is_dir() else []


def _name(words_done: int) -> str:
    return f"{words_done:016d}{SUFFIX}"


def _words(name: str) -> int:
    return int(name.removesuffix(SUFFIX))
