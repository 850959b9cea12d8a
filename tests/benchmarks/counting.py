"""How fast are words counted and their counts decomposed, and are the figures right?

Window 5, min count 5. Counting stands beside SciPy's way (a list of pairs made into a sparse
table), on a part of the text that its memory can hold; there the two tables are compared cell by
cell. The decomposition (PPMI, 100 dimensions) stands beside ARPACK and scikit-learn's randomized
SVD; a program's quality is how far its singular values are from ARPACK's. Compiled before the clock
runs.
"""

import resource
import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import numpy as np

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting, median
from w2v_core import Corpus
from w2v_core.counts.cooccurrence import count_matrix
from w2v_core.counts.weighting import Margins, ppmi
from w2v_core.linear.svd import truncated_svd

WINDOW, MIN_COUNT, DIM, THREADS = 5, 5, 100, 2
SLICE = 1_000_000  # words that SciPy counts
Decomposition = Callable[[Any], np.ndarray]


def measure(setting: Setting) -> Iterator[Figure]:
    """Counting, then the decomposition of what was counted."""
    corpus = texts.corpus(texts.imdb(setting)).keep(MIN_COUNT)
    case = f"IMDb, {corpus.n_words:,} words"
    yield from beside_scipy(corpus, setting)
    counts = yield from whole(corpus, case, setting)
    table = weighted(counts)
    ran = f"{case}, PPMI + SVD {DIM} of {counts.nnz:,} cells"
    yield from decompositions(counts, table, ran, setting)


def whole(corpus: Corpus, case: str, setting: Setting) -> Iterator[Figure]:
    """All pairs of the text; returns the counts."""
    speeds = []
    for _ in range(setting.rounds):
        start = perf_counter()
        counts = count_matrix(corpus, WINDOW, threads=THREADS)
        speeds.append(counts.sum() / (perf_counter() - start))
    says = f"{counts.sum():,.0f} increments, {counts.nnz:,} cells, peak {peak():.1f} GB"
    yield Figure(f"{case}, counting, ours", median(speeds), "increments/s", len(speeds), says)
    return counts


def peak() -> float:
    """Most memory of this process so far, in GB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def beside_scipy(corpus: Corpus, setting: Setting) -> Iterator[Figure]:
    """The first words of the text by both."""
    last = max(1, int(np.searchsorted(corpus.starts, SLICE)) - 1)
    starts = corpus.starts[: last + 1]
    part = Corpus(corpus.ids[: starts[-1]], starts, corpus.vocabulary, int(starts[-1]))
    ways = {
        "ours": lambda: count_matrix(part, WINDOW, threads=THREADS),
        "SciPy COO to CSR": lambda: by_scipy(part),
    }
    ways["ours"]()  # compiles
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    tables = {}
    for _ in range(setting.rounds):
        for name, way in ways.items():
            start = perf_counter()
            tables[name] = way()
            speeds[name].append(tables[name].sum() / (perf_counter() - start))
    ours, other = tables.values()
    same = "every cell equal" if abs(ours - other).sum() == 0 else "CELLS DIFFER"
    case = f"IMDb, first {part.n_words:,} words, counting"
    for name, found in speeds.items():
        yield Figure(f"{case}, {name}", median(found), "increments/s", len(found), same)


def by_scipy(corpus: Corpus) -> Any:
    """All pairs written down, then added up."""
    from scipy.sparse import coo_array

    sentence = np.repeat(np.arange(corpus.n_sentences), np.diff(corpus.starts))
    rows, columns = [], []
    for distance in range(1, WINDOW + 1):
        near = sentence[distance:] == sentence[:-distance]
        one, other = corpus.ids[:-distance][near], corpus.ids[distance:][near]
        rows += [one, other]
        columns += [other, one]
    row, column = np.concatenate(rows), np.concatenate(columns)
    shape = len(corpus.vocabulary), len(corpus.vocabulary)
    return coo_array((np.ones(len(row)), (row, column)), shape=shape).tocsr()


def weighted(counts: Any) -> Any:
    """PPMI of the counts, at the default smoothing."""
    margins = Margins.of_table(counts)
    return ppmi(counts, margins.rows, margins.shares)


def decompositions(counts: Any, table: Any, case: str, setting: Setting) -> Iterator[Figure]:
    """Ours with the weighting, and each way with the table ready, in turns."""
    ways: dict[str, Decomposition] = {"ours": by_ours, "ARPACK": by_arpack}
    try:
        import sklearn  # noqa: F401
    except ImportError:
        print("scikit-learn: skipped: not installed")
    else:
        ways["scikit-learn randomized, 4 power iterations"] = by_sklearn
    by_ours(table)  # compiles
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    values = {}
    for _ in range(setting.rounds):
        for name, way in ways.items():
            start = perf_counter()
            values[name] = way(weighted(counts))
            seconds[name].append(perf_counter() - start)
    for name, found in seconds.items():
        off = np.abs(values[name] / values["ARPACK"] - 1).max()
        says = f"largest deviation of a singular value from ARPACK's {off:.2g}"
        yield Figure(f"{case}, {name}", median(found), "s", len(found), says)


def by_ours(table: Any) -> np.ndarray:
    return truncated_svd(table, DIM)[1]


def by_arpack(table: Any) -> np.ndarray:
    from scipy.sparse.linalg import svds

    start = np.random.default_rng(0).standard_normal(min(table.shape))
    return np.sort(svds(table, k=DIM, v0=start)[1])[::-1]


def by_sklearn(table: Any) -> np.ndarray:
    from sklearn.utils.extmath import randomized_svd

    return randomized_svd(table, DIM, n_iter=4, random_state=0)[1]
