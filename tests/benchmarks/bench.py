"""What a benchmark is given, and what it gives back."""

import csv
import math
import os
import platform
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

RESULTS = Path(__file__).with_name("results.csv")
LIBRARIES = ("numpy", "numba", "torch", "streamlit", "gensim")


class Skipped(Exception):
    """The benchmark wants something that is not here; the message says what."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How to measure.

    Attributes:
        data: folder with real texts, or None.
        rounds: how often each case is measured; figures are medians.
        megabytes: how much of a large text is read.
        brief: only to see that it works: the least of everything.
        keep: folder for what took long to make, or None.
    """

    data: Path | None
    rounds: int
    megabytes: float
    brief: bool
    keep: Path | None = None

    def file(self, name: str) -> Path:
        """A file of the real data; raises Skipped where there is none."""
        path = self.data / name if self.data else None
        if path is None or not path.is_file():
            raise Skipped("no data")
        return path


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: a case, its value with unit, of how many rounds, and its quality."""

    case: str
    value: float
    unit: str
    n: int
    quality: str = ""


class Benchmark(Protocol):
    """One question; the first line of the module's docstring asks it."""

    def __call__(self, setting: Setting) -> Iterator[Figure]:
        """The figures, as they come; raises Skipped where something is missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of results.csv."""

    date: str
    commit: str
    machine: str
    versions: str
    benchmark: str
    case: str
    value: float
    unit: str
    n: int
    quality: str


def row(benchmark: str, figure: Figure) -> Row:
    """A figure with when, where and with what it was measured."""
    date = datetime.now(UTC).strftime("%Y-%m-%d")
    facts = asdict(figure) | {"value": float(f"{figure.value:.4g}")}
    return Row(date, commit(), machine(), versions(), benchmark, **facts)


def append(rows: Sequence[Row]) -> None:
    """Add rows to results.csv, which gets a head line when it is new."""
    names = [item.name for item in fields(Row)]
    new = not RESULTS.exists()
    with RESULTS.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


def read() -> list[Row]:
    """All rows, oldest first."""
    if not RESULTS.exists():
        return []
    with RESULTS.open(newline="", encoding="utf-8") as stream:
        lines = list(csv.DictReader(stream))
    return [Row(**line | {"value": float(line["value"]), "n": int(line["n"])}) for line in lines]


def commit() -> str:
    """The commit that was measured, with a + where the tree differs from it."""

    def git(*words: str) -> str:
        command = ["git", *words]
        return subprocess.run(
            command, cwd=RESULTS.parent, capture_output=True, text=True, check=False
        ).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain") else "")


def machine() -> str:
    """Processor, cores that may be used, memory."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    model = next(names, platform.processor() or platform.machine())
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} cores"


def versions() -> str:
    """Python and the libraries that count."""
    return " ".join(
        [f"python {platform.python_version()}", *(f"{n} {version(n)}" for n in LIBRARIES)]
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed.

    >>> percentile([3, 1, 2, 4], 0.5), percentile([3, 1, 2, 4], 0.95)
    (2, 4)
    """
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)
