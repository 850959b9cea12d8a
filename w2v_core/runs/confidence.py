"""The models that tell how sure a run is, kept in its folder: frequent words, half precision."""

import json
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import NotFound, TornFile
from w2v_core.query.ensemble import Ensemble
from w2v_core.runs.folder import CONFIDENCE, VOCABULARY
from w2v_core.storage import MANIFEST, check_file, read_file, write_set
from w2v_core.text.vocabulary import Vocabulary

VECTORS, NEAREST, FACTS = "vectors.npy", "nearest.npy", "facts.json"


def save_ensemble(folder: Path, models: Ensemble) -> None:
    """Keep models in the folder of their run, in place of older ones of that kind.

    Raises:
        NotFound: if the run was deleted meanwhile.
    """
    if not folder.is_dir():
        raise NotFound("The run was deleted while more models were trained; choose another.")
    facts = {"format": 1, "kind": models.kind, "words": len(models.words)}
    write_set(
        folder / CONFIDENCE / models.kind,
        {
            VECTORS: lambda stream: _write(stream, models.vectors),
            NEAREST: lambda stream: _write(stream, models.nearest),
            FACTS: json.dumps(facts).encode(),
        },
    )


def load_ensemble(folder: Path, kind: str) -> Ensemble | None:
    """The models of a kind that were kept with a run, or None; torn ones count as not made.

    Their vectors are maps of the file: what is looked at is read when it is looked at.
    """
    place = folder / CONFIDENCE / kind
    try:
        facts = json.loads(read_file(place, FACTS))
        words = Vocabulary.from_tsv(read_file(folder, VOCABULARY)).words[: facts["words"]]
        return Ensemble(words, _read(place, VECTORS), _read(place, NEAREST), kind)
    except TornFile:
        return None


def written(folder: Path, kind: str) -> str:
    """A mark of this very writing of the models of a kind; empty where there are none."""
    try:
        facts = (folder / CONFIDENCE / kind / MANIFEST).stat()
    except OSError:
        return ""
    return f"{facts.st_mtime_ns} {facts.st_size}"


def _write(stream: BinaryIO, values: NDArray[Any]) -> None:
    np.save(stream, values, allow_pickle=False)


def _read(folder: Path, name: str) -> NDArray[Any]:
    values: NDArray[Any] = np.load(check_file(folder, name), "r", allow_pickle=False)
    return values
