"""How does the time of skip-gram with negative sampling grow with words, vocabulary, dimension?

One epoch on two threads for each point; a line through the points on logarithms has the slope of
the power law. Twice the words should take twice the time, a larger vocabulary none, twice the
dimensions twice the time.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting, median
from w2v_core import Corpus, EngineConfig, TrainConfig, train

SHARES = (1 / 24, 1 / 8, 1 / 3, 1)  # of IMDb: 1, 3, 8 and 24 million words
MIN_COUNTS = (50, 20, 5, 2)
DIMS = (50, 100, 200, 300)
VARIED_ON = 1 / 8  # of IMDb; on this, vocabulary and dimension are varied
MODEL = TrainConfig(dim=100, window=5, negatives=5, epochs=1, min_count=5, sample=1e-3)
SETUP = EngineConfig(device="cpu", threads=2)
Points = list[tuple[float, float]]  # size, seconds


def measure(setting: Setting) -> Iterator[Figure]:
    """The points of the three curves, each followed by its slope."""
    text = texts.imdb(replace(setting, megabytes=1000))
    seconds(texts.corpus(text[:100_000]), MODEL, 1)  # compiles

    def beginning(share: float) -> Corpus:
        return texts.corpus(text[: int(len(text) * share)])

    by_words = ((corpus.n_words, corpus, MODEL) for corpus in map(beginning, SHARES))
    yield from curve("words", 1, by_words, setting.rounds)
    some = beginning(VARIED_ON)
    by_vocabulary = (
        (len(some.vocabulary.cut(n)), some, replace(MODEL, min_count=n)) for n in MIN_COUNTS
    )
    yield from curve("words in the vocabulary", 0, by_vocabulary, setting.rounds)
    by_dim = ((dim, some, replace(MODEL, dim=dim)) for dim in DIMS)
    yield from curve("dimensions", 1, by_dim, setting.rounds)


def curve(
    what: str, expected: int, settings: Iterator[tuple[int, Corpus, TrainConfig]], rounds: int
) -> Iterator[Figure]:
    """Seconds at each size, then the slope."""
    points: Points = []
    for size, corpus, model in settings:
        points.append((size, seconds(corpus, model, rounds)))
        yield Figure(f"{size:,} {what}", points[-1][1], "s", rounds)
    yield Figure(f"slope over {what}", slope(points), "", len(points), f"{expected} expected")


def seconds(corpus: Corpus, model: TrainConfig, rounds: int) -> float:
    """Median training time of an epoch, without reading."""
    return median([train(corpus, model, SETUP).seconds for _ in range(rounds)])


def slope(points: Points) -> float:
    """The power with which the second number of the points grows with the first.

    >>> round(slope([(1, 3), (2, 12), (4, 48)]), 6)
    2.0
    """
    sizes, times = np.log(points).T
    return float(np.polyfit(sizes, times, 1)[0])
