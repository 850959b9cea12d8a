"""How long does an answer take: a word's neighbours, all neighbours, a map, a word's places?

Neighbours and maps are asked of vectors that a Gaussian mixture gives, of the sizes that large
vocabularies have; places of the words of IMDb. Each program answers in turns, compiled before.
"""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting, median
from w2v_core import Embedding
from w2v_core.config import MapConfig
from w2v_core.linear.nearest import all_nearest, unit_rows
from w2v_core.projections.umap_map import umap_map, warm_umap
from w2v_core.query.neighbours import NeighbourIndex
from w2v_core.text.concordance import Concordance

N_QUERIES = 20
NEAR, PAGE = 15, 20
CHECKED = 2_000  # words whose neighbours on the map are compared with the true ones


def measure(setting: Setting) -> Iterator[Figure]:
    """Each question, of large vocabularies and a large text."""
    shrunk = 50 if setting.brief else 1
    yield from one_word(200_000 // shrunk, 300, setting)
    vectors = mixture(50_000 // shrunk, 100)
    yield from all_words(vectors, setting)
    yield from maps(vectors, setting)
    yield from places(setting)


def mixture(n: int, dim: int) -> np.ndarray:
    """Vectors (n, dim) float32 in a hundred overlapping groups."""
    rng = np.random.default_rng(1)
    centres = rng.standard_normal((100, dim))
    return (centres[rng.integers(0, 100, n)] + rng.standard_normal((n, dim))).astype(np.float32)


def in_turns(
    case: str, ways: dict[str, Callable[[], Any]], rounds: int, unit: str = "s", scale: float = 1
) -> Iterator[tuple[Figure, Any]]:
    """The median time of each way, and what it gave last."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    given = {}
    for _ in range(rounds):
        for name, way in ways.items():
            start = perf_counter()
            given[name] = way()
            seconds[name].append((perf_counter() - start) * scale)
    for name, found in seconds.items():
        yield Figure(f"{case}, {name}", median(found), unit, len(found)), given[name]


def one_word(n: int, dim: int, setting: Setting) -> Iterator[Figure]:
    """The ten nearest of one word, beside gensim."""
    vectors = mixture(n, dim)
    words = [f"w{id}" for id in range(n)]
    index = NeighbourIndex.of(Embedding(words, vectors))
    ways = {"ours": lambda: [index.neighbours(f"w{q}") for q in range(N_QUERIES)]}
    if find_spec("gensim"):
        from gensim.models import KeyedVectors

        theirs = KeyedVectors(dim)
        theirs.add_vectors(words, vectors)
        theirs.fill_norms()
        ways["gensim"] = lambda: [theirs.most_similar(f"w{q}") for q in range(N_QUERIES)]
    for way in ways.values():
        way()
    case = f"ten nearest of one word, {n:,} x {dim}"
    for figure, _ in in_turns(case, ways, setting.rounds, "ms", 1000 / N_QUERIES):
        yield figure


def all_words(vectors: np.ndarray, setting: Setting) -> Iterator[Figure]:
    """The exact nearest of every word, beside torch."""
    import torch

    rows = unit_rows(vectors)
    all_nearest(rows[:1000], NEAR)  # compiles

    def by_torch() -> torch.Tensor:
        table, found = torch.from_numpy(rows), []
        for first in range(0, len(rows), 1000):
            scores = table[first : first + 1000] @ table.T
            scores[torch.arange(len(scores)), torch.arange(first, first + len(scores))] = -2
            found.append(scores.topk(NEAR).indices)
        return torch.cat(found)

    ways = {"ours": lambda: all_nearest(rows, NEAR)[0], "torch": lambda: by_torch().numpy()}
    case = f"{NEAR} nearest of all words, {len(rows):,} x {rows.shape[1]}"
    found = list(in_turns(case, ways, setting.rounds))
    same = (np.sort(found[0][1], 1) == np.sort(found[1][1], 1)).mean()
    for figure, _ in found:
        yield Figure(figure.case, figure.value, figure.unit, figure.n, f"{same:.2%} the same")


def maps(vectors: np.ndarray, setting: Setting) -> Iterator[Figure]:
    """A seeded UMAP map with exact neighbours, beside umap-learn's own."""
    from umap import UMAP

    rows = unit_rows(vectors)
    ways = {
        "ours": lambda: umap_map(vectors, MapConfig(method="umap", neighbours=NEAR)).points,
        "umap-learn": lambda: UMAP(
            n_neighbors=NEAR, metric="cosine", random_state=1, n_jobs=1
        ).fit_transform(rows),
    }
    warm_umap()
    UMAP(n_neighbors=NEAR, metric="cosine", random_state=1, n_jobs=1).fit(rows[:5000])
    case = f"UMAP of {len(rows):,} x {rows.shape[1]}"
    for figure, points in in_turns(case, ways, min(setting.rounds, 3)):
        says = f"keeps {kept(rows, points):.3f} of the {NEAR} nearest"
        yield Figure(figure.case, figure.value, figure.unit, figure.n, says)


def kept(rows: np.ndarray, points: np.ndarray) -> float:
    """The share of true neighbours among those on the map, for some words."""
    from sklearn.neighbors import NearestNeighbors

    asked = np.linspace(0, len(rows) - 1, CHECKED).astype(int)
    true, shown = (
        NearestNeighbors(n_neighbors=NEAR + 1, algorithm=how).fit(table).kneighbors(table[asked])[1]
        for table, how in ((rows, "brute"), (points, "kd_tree"))
    )
    shared = [len(set(a[1:]) & set(b[1:])) for a, b in zip(true, shown, strict=True)]
    return float(np.mean(shared)) / NEAR


def places(setting: Setting) -> Iterator[Figure]:
    """The first lines of a word, of IMDb: the most frequent word, one in the middle, a rare one."""
    corpus = texts.corpus(texts.imdb(setting))
    case = f"concordance, {corpus.n_words:,} words"
    made = {"made": lambda: Concordance.of(corpus)}
    ((figure, kwic),) = in_turns(case, made, setting.rounds)
    yield figure
    words, order = corpus.vocabulary.words, np.argsort(-corpus.vocabulary.counts)
    for rank in (0, 100, 10_000):
        word = words[order[min(rank, len(order) - 1)]]
        ways = {
            f"{word}, {how}": lambda word=word, how=how: first_page(kwic, word, how)
            for how in ("text", "right")
        }
        for figure, _ in in_turns(case, ways, setting.rounds, "ms", 1000):
            yield figure


def first_page(kwic: Concordance, word: str, order: str) -> list[Any]:
    """What the page shows first."""
    return kwic.lines(kwic.places([word], order)[:PAGE], 1)
