"""How far could a score be chance? Intervals by drawing the items of a test again.

The bootstrap (Efron 1979): the items are drawn anew, as many and with replacement, and the score
is reckoned each time; 95 of 100 such scores lie in the interval. Two runs are told apart by the
difference on the same draws, which is far narrower than either interval.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.embedding import Embedding
from w2v_core.errors import TextError
from w2v_core.linear.nearest import unit_rows
from w2v_core.query.analogies import answers
from w2v_core.query.evaluation import TOP
from w2v_core.query.question_files import AnalogySet, SimilaritySet
from w2v_core.query.similarity import ids_of, ranks

DRAWS = 1_000
INSIDE = (2.5, 97.5)  # per cent

Floats = NDArray[np.float64]
Measure = Callable[[NDArray[np.int64]], float]


@dataclass(frozen=True, slots=True)
class Interval:
    """A score, and where 95 of 100 draws of the items put it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scored:
    """One test, asked of several runs.

    Attributes:
        name: of the test.
        items: that all runs know; the others are left out for all.
        of: items in the test.
        scores: of each run.
        less_first: each run's score less that of the first; None for the first.
    """

    name: str
    items: int
    of: int
    scores: tuple[Interval, ...]
    less_first: tuple[Interval | None, ...]


def similarity_of(
    runs: Sequence[Embedding], asked: SimilaritySet, rng: np.random.Generator
) -> Scored:
    """Spearman's correlation of each run with people, over the pairs that all runs know.

    Raises:
        TextError: if they know fewer than three of the pairs in common.
    """
    pairs = [(one, two) for one, two, _ in asked.pairs]
    ids = [ids_of(run, pairs) for run in runs]
    known = known_to_all(asked.name, ids, "pairs")
    people = np.array([score for *_, score in asked.pairs])[known]
    cosines = []
    for run, places in zip(runs, ids, strict=True):
        one, two = (unit_rows(run.W_in[side]) for side in places[known].T)
        cosines.append(np.einsum("pd,pd->p", one, two, dtype=np.float64))

    def of(values: Floats) -> Measure:
        return lambda drawn: correlation(ranks(values[drawn]), ranks(people[drawn]))

    return scored(asked.name, len(pairs), len(people), [of(values) for values in cosines], rng)


def analogies_of(
    runs: Sequence[Embedding], asked: AnalogySet, rng: np.random.Generator, top: int = TOP
) -> Scored:
    """Share of questions each run answers rightly by 3CosAdd, over those that all runs know."""
    questions = [question for section in asked.sections for question in section.questions]
    ids = [ids_of(run, questions, top) for run in runs]
    known = known_to_all(asked.name, ids, "questions")
    right = []
    for run, places in zip(runs, ids, strict=True):
        found = answers(unit_rows(run.W_in[:top]), places[known][:, :3], 1)[0]
        right.append((found == places[known][:, 3:]).any(axis=1).astype(np.float64))

    def of(values: Floats) -> Measure:
        return lambda drawn: float(values[drawn].mean())

    n_known = int(known.sum())
    return scored(asked.name, len(questions), n_known, [of(values) for values in right], rng)


def known_to_all(name: str, ids: Sequence[NDArray[np.int64]], what: str) -> NDArray[np.bool_]:
    """Which items have all their words in every run; raises TextError for fewer than three."""
    known = np.all([np.all(places >= 0, axis=1) for places in ids], axis=0)
    if known.sum() < 3:
        raise TextError(
            f"Of the {len(known):,} {what} in {name} these runs know {known.sum()} in common, too "
            "few to score; bring a test about the words of these texts."
        )
    return np.asarray(known)


def scored(
    name: str, of: int, items: int, measures: Sequence[Measure], rng: np.random.Generator
) -> Scored:
    """The scores of all runs on all items, and their intervals by the same draws."""
    every = np.arange(items)
    values = np.array([measure(every) for measure in measures])
    draws = np.empty((DRAWS, len(measures)))
    for number in range(DRAWS):
        drawn = rng.integers(0, items, items)
        draws[number] = [measure(drawn) for measure in measures]
    scores = tuple(interval(value, draws[:, n]) for n, value in enumerate(values))
    less = tuple(
        interval(values[n] - values[0], draws[:, n] - draws[:, 0]) if n else None
        for n in range(len(values))
    )
    return Scored(name, items, of, scores, less)


def interval(value: float, draws: Floats) -> Interval:
    """A score with the interval of its draws; draws without a score (all alike) are left out."""
    low, high = np.nanpercentile(draws, INSIDE)
    return Interval(float(value), float(low), float(high))


def correlation(one: Floats, two: Floats) -> float:
    """Pearson's correlation; 0 where one side does not vary, for then nothing agrees."""
    one, two = one - one.mean(), two - two.mean()
    size = np.sqrt((one @ one) * (two @ two))
    return float(one @ two / size) if size else 0.0
