"""Measure, and keep what was measured: `python -m tests.benchmarks [NAME ...] [--data DIR]`."""

import argparse
import os
from pathlib import Path

from tests.benchmarks import (
    asking,
    confidence,
    counting,
    exact,
    exploring,
    gpu,
    growth,
    in_browser,
    large,
    quality,
    reading,
    reruns,
    reuters,
    speed,
    table,
    tradeoffs,
)
from tests.benchmarks.bench import Benchmark, Setting, Skipped, append, row

BENCHMARKS: dict[str, Benchmark] = {
    "speed": speed.measure,
    "quality": quality.measure,
    "reading": reading.measure,
    "large": large.measure,
    "growth": growth.measure,
    "counting": counting.measure,
    "asking": asking.measure,
    "exact": exact.measure,
    "reuters": reuters.measure,
    "browser": in_browser.measure,
    "reruns": reruns.measure,
    "tradeoffs": tradeoffs.measure,
    "confidence": confidence.measure,
    "exploring": exploring.measure,
    "gpu": gpu.measure,
}


def main() -> None:
    """Run those that are named, or all, one after another."""
    given = arguments()
    if given.table:
        table.write()
        return
    data = Path(given.data) if given.data else None
    keep = Path(given.keep) if given.keep else None
    setting = Setting(data, 1 if given.brief else given.rounds, given.megabytes, given.brief, keep)
    for name in given.names or BENCHMARKS:
        measured(name, setting)


def measured(name: str, setting: Setting) -> None:
    """Run one benchmark, show its figures and, unless it is only tried, keep them."""
    try:
        for figure in BENCHMARKS[name](setting):
            quality = f"  ({figure.quality})" if figure.quality else ""
            value = f"{table.shown(figure.value)} {figure.unit}, n = {figure.n}"
            print(f"{name}: {figure.case}: {value}{quality}", flush=True)
            if not setting.brief:
                append([row(name, figure)])
    except Skipped as reason:
        print(f"{name}: skipped: {reason}", flush=True)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--data", default=os.environ.get("W2V_BENCH_DATA"), help="folder of texts")
    parser.add_argument("--rounds", type=int, default=5, help="times each case is measured")
    parser.add_argument("--megabytes", type=float, default=30, help="read of a large text")
    parser.add_argument("--keep", help="folder of models' answers, to go on with another day")
    parser.add_argument("--brief", action="store_true", help="try it on little; keeps nothing")
    parser.add_argument("--table", action="store_true", help="write the table into the README")
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    return given


if __name__ == "__main__":
    main()
