"""Does a text that is larger than the memory allowed become a model, and how fast?

IMDb eight times over, about 1 GB, in a temporary folder; the command line trains one epoch of
skip-gram with negative sampling and few dimensions on it, from the file to the finished run.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting
from tests.benchmarks.peak import peak_of

TIMES = 8
DIM = 32
EPOCHS = 1


def measure(setting: Setting) -> Iterator[Figure]:
    """Once: peak memory, words a second from file to run, and of training alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.txt"
        write(path, setting)
        options = f"--dim {DIM} --epochs {EPOCHS} --device cpu --out {folder}/run".split()
        command = [sys.executable, "-m", "w2v_core", "train", str(path), *options]
        begin = perf_counter()
        out, gigabytes = peak_of(command)
        seconds = perf_counter() - begin
        size = path.stat().st_size / 1e9
    result = json.loads(out)
    case = f"IMDb {TIMES} times, {size:.2f} GB, {result['words']:,} words, dim {DIM}, 1 epoch"
    yield Figure(f"{case}, peak memory", gigabytes, "GB", 1)
    yield Figure(f"{case}, from file to run", result["words"] / seconds, "words/s", 1)
    yield Figure(f"{case}, training alone", result["words_per_second"], "words/s", 1)


def write(path: Path, setting: Setting) -> None:
    """The text, so many times over."""
    once = path.with_name("once.txt")
    once.write_text(texts.imdb(setting) + "\n", encoding="utf-8")
    with path.open("wb") as large:
        for _ in range(TIMES):
            with once.open("rb") as stream:
                shutil.copyfileobj(stream, large)
    once.unlink()
