"""Which words have other neighbours in another model, beyond what chance does to them?

Two trainings of one text by one setting never put quite the same words near each other. So the
overlap of a word's neighbours in two runs says little by itself: it is held against the overlap
that several models of one run have among themselves (the floor), word by word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import all_nearest, unit_rows
from w2v_core.query.ensemble import NEAR, Ensemble

MOST_COMMON = 10_000  # words compared, the most frequent of those in common
FEWEST_COMMON = NEAR + 2
ERROR_RATE = 0.001  # share of the words that two seeds of one setting may show as changed
FAMILY = 0.05  # share of such comparisons that would show any, were chance normal

Floats = NDArray[np.float64]
Near = NDArray[np.int32]


def common_words(
    runs: Sequence[Embedding], most: int = MOST_COMMON, kept: Sequence[int | None] = ()
) -> tuple[str, ...]:
    """The words that all runs have, in the order of the first, at most `most`.

    Args:
        runs: two or more.
        most: words.
        kept: for each run, how many of its first words may take part (those that its ensemble
            has), None for all of them; empty where all words of all runs may.

    Raises:
        ConfigError: for fewer than two runs, or where too few words are in common.
    """
    if len(runs) < 2:
        raise ConfigError("One run cannot be compared with itself; choose two or more.")
    others = runs[1:]
    shared = [word for word in runs[0].words if all(word in other for other in others)]
    for run, n in zip(runs, kept, strict=False):
        if n is not None:
            shared = [word for word in shared if run.id_of(word) < n]
    if len(shared) < FEWEST_COMMON:
        have = f"only {len(shared)} words" if shared else "no word"
        raise ConfigError(
            f"These runs have {have} in common, so that no neighbours can be compared; choose runs "
            "of texts in one language, with the same settings for words."
        )
    return tuple(shared[:most])


def near_among(words: Sequence[str], run: Embedding) -> Near:
    """The ids within `words` of the NEAR words nearest to each of them: (len(words), NEAR).

    Words that the runs do not share take no part: a word may not count as changed because its
    neighbour is missing elsewhere.
    """
    rows = run.W_in[[run.id_of(word) for word in words]]
    return np.asarray(all_nearest(unit_rows(rows), NEAR)[0], np.int32)


def near_of_models(words: Sequence[str], models: Ensemble) -> Near:
    """The same for each model of an ensemble, which has to know all the words: (n, words, NEAR)."""
    if tuple(words) == models.words:
        return models.nearest
    known = {word: id for id, word in enumerate(models.words)}
    ids = [known[word] for word in words]
    every = (all_nearest(models.model(n)[ids], NEAR)[0] for n in range(len(models)))
    return np.stack(list(every)).astype(np.int32)


def overlap(one: Near, two: Near) -> Floats:
    """Jaccard's overlap of the neighbours of each word, 0 to 1: (words,).

    The number of common neighbours by the number of different ones in both lists.

    >>> overlap(np.array([[1, 2, 3]]), np.array([[3, 4, 1]])).tolist()
    [0.5]
    """
    shared = (one[:, :, None] == two[:, None, :]).sum(axis=(1, 2))
    either = one.shape[1] + two.shape[1] - shared
    return np.asarray(shared / np.maximum(either, 1), np.float64)


@dataclass(frozen=True, eq=False)
class Floor:
    """How far models of one setting agree on each word's neighbours: the noise.

    Attributes:
        near: (n, words, NEAR), the neighbours in each model.
        among: (n, words), the mean overlap of each model with the others.
    """

    near: Near
    among: Floats

    @classmethod
    def of(cls, near: Near) -> "Floor":
        """The floor of n models."""
        n = len(near)
        if n < 2:
            raise ConfigError(f"{n} models have no floor; train five or more.")
        total = np.zeros((n, near.shape[1]))
        for one in range(n):
            for two in range(one):
                same = overlap(near[one], near[two])
                total[one] += same
                total[two] += same
        return cls(near, total / (n - 1))

    @property
    def mean(self) -> Floats:
        """The overlap that one more model would have with the others, by word: (words,)."""
        return np.asarray(self.among.mean(axis=0))

    def overlap_with(self, near: Near) -> Floats:
        """The mean overlap of another run with the models: (words,)."""
        return np.asarray(np.mean([overlap(near, model) for model in self.near], axis=0))

    def lowest(self) -> Floats:
        """The overlap below which a word counts as changed: (words,).

        Each model is held against the others in its place: what its overlap lacks of the mean of
        the rest, word by word, is what chance does. Words of a like mean overlap are taken
        together, so that there are `1 / ERROR_RATE` such lacks or more, and rare words get the wide
        limit they need. The limit lies at the worst of them, which one more model exceeds at a
        share `ERROR_RATE` of the words at most; or lower still, where a normal distribution of
        that spread reaches in `FAMILY` of the comparisons of this many words (Bonferroni).
        """
        from scipy.stats import norm

        n, n_words = self.among.shape
        rest = (self.among.sum(axis=0) - self.among) / (n - 1)
        lacks = self.among - rest
        order = np.argsort(self.mean, kind="stable")
        times = norm.ppf(FAMILY / n_words)
        limits = np.empty(n_words)
        for group in np.array_split(order, max(int(n * n_words * ERROR_RATE), 1)):
            worst = min(times * lacks[:, group].std(), lacks[:, group].min())
            limits[group] = self.mean[group] + worst
        return limits


@dataclass(frozen=True, eq=False)
class Changes:
    """The words of two runs, and which of them changed.

    Attributes:
        words: those in common that were compared.
        overlap: (words,), of the neighbours in the two runs.
        floor: (words,), the overlap that chance alone leaves; NaN where that is not known.
        lacks: (words,), how far the overlap with the models lies below the limit; positive where a
            word changed; NaN where that is not known.
    """

    words: tuple[str, ...]
    overlap: Floats
    floor: Floats
    lacks: Floats

    @property
    def changed(self) -> NDArray[np.int64]:
        """Places of the words that changed, the surest first."""
        found = np.flatnonzero(self.lacks > 0)
        return found[np.argsort(-self.lacks[found], kind="stable")]


def changes(
    words: Sequence[str],
    near: tuple[Near, Near],
    floors: tuple[Floor | None, Floor | None],
) -> Changes:
    """Which words have other neighbours in one run than in another, beyond chance.

    A word changed if the second run lies below the limit of the first run's models, and the first
    below that of the second's, where both have models; one of them is enough to tell. Without any,
    no word is called changed.

    Args:
        words: those in common.
        near: of each run, from `near_among`.
        floors: of each run, over the same words; None where no more models were trained.
    """
    lacks = np.full(len(words), np.inf)
    floor = np.full(len(words), np.inf)
    for own, other in ((0, 1), (1, 0)):
        models = floors[own]
        if models is not None:
            short = models.lowest() - models.overlap_with(near[other])
            lacks, floor = np.minimum(lacks, short), np.minimum(floor, models.mean)
    unknown = floors[0] is None and floors[1] is None
    if unknown:
        lacks, floor = np.full(len(words), np.nan), np.full(len(words), np.nan)
    return Changes(tuple(words), overlap(*near), floor, lacks)
