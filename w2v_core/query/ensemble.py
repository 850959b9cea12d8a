"""How sure is a neighbour? Several models of one text answer, and their answers are laid together.

The models share words but not axes: a cosine within one model can be compared with the same cosine
within another, their vectors cannot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, UnknownWord
from w2v_core.linear.nearest import all_nearest, unit_rows
from w2v_core.query.analogies import answers

NEAR = 10  # neighbours that a model calls near
SHARE = 0.95  # of the models must agree for a mark of solid
MOST_WORDS = 20_000  # most frequent words that are kept
MOST_NUMBERS = 100_000_000  # kept in all; 200 MB

Floats = NDArray[np.float32]
RULE = f"Solid: among the {NEAR} nearest in at least {SHARE:.0%} of the models. Shaky: in fewer."
RULE_OF_ANALOGIES = (
    f"Solid: the best answer in at least {SHARE:.0%} of the models. Shaky: in fewer."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A word that several models put near another, or answer with.

    Attributes:
        word: the word.
        id: its vocabulary id.
        score: mean over the models of the cosine, or of the score of an analogy.
        low: lower end of the interval in which 95 of 100 further models would put it.
        high: upper end.
        first: best place in any model, 1 is nearest.
        last: worst place in any model.
        share: of the models that put it among the first `within`.
        solid: whether that share is at least `SHARE`.
    """

    word: str
    id: int
    score: float
    low: float
    high: float
    first: int
    last: int
    share: float
    solid: bool


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Several models of one text.

    Attributes:
        words: F words, the most frequent of the text, in the order of its vocabulary.
        vectors: (n, F, D) float16, unit rows.
        nearest: (n, F, NEAR) int32, the ids that each model puts nearest to each word; less wide
            where there are fewer words.
        kind: what the models differ by, one of the kinds of `training.several`.
    """

    words: tuple[str, ...]
    vectors: NDArray[np.float16]
    nearest: NDArray[np.int32]
    kind: str

    @classmethod
    def of(cls, models: Iterable[Embedding], n: int, kind: str) -> Self:
        """Gather `n` models as they come; each is let go before the next is asked for.

        Raises:
            ConfigError: if their words differ.
        """
        words: tuple[str, ...] = ()
        vectors, near = np.empty((0, 0, 0), np.float16), np.empty((0, 0, 0), np.int32)
        for number, model in enumerate(models):
            if number == 0:
                size = words_kept(n, *model.shape)
                words = model.words[:size]
                vectors = np.empty((n, size, model.shape[1]), np.float16)
                near = np.empty((n, size, min(NEAR, size - 1)), np.int32)
            if model.words[: len(words)] != words:
                raise ConfigError("These models have other words; they must be of one text.")
            unit = unit_rows(model.W_in[: len(words)])
            vectors[number] = unit
            near[number] = all_nearest(unit, NEAR)[0]
        return cls(words, vectors, near, kind)

    def __len__(self) -> int:
        return len(self.vectors)

    def id_of(self, word: str) -> int:
        """The id of a word; raises UnknownWord where it is too rare to be kept, or not there."""
        try:
            return self.words.index(word)
        except ValueError:
            raise UnknownWord(
                f"How sure the neighbours of “{word}” are is not known: only the "
                f"{len(self.words):,} most frequent words were kept."
            ) from None

    def neighbours(self, word: str, top: int = 10) -> list[Judged]:
        """The `top` words nearest to `word` by the mean over the models, surest first.

        They are sorted by the lower end of the interval: a high mean that one more model may
        overturn comes behind.
        """
        id = self.id_of(word)
        scores = np.stack([self.model(n) @ self.model(n)[id] for n in range(len(self))])
        return self._judged(scores, [id], top, NEAR)

    def analogy(
        self, question: tuple[str, str, str], top: int = 10, formula: str = "3cosadd"
    ) -> list[Judged]:
        """What completes a : b = c : ?, surest first; solid is what most models put first."""
        asked = [self.id_of(word) for word in question]
        scores = np.full((len(self), len(self.words)), -np.inf, np.float32)
        for number in range(len(self)):
            ids, found = answers(self.model(number), [asked], len(self.words), formula)
            scores[number, ids[0]] = found[0]
        return self._judged(scores, asked, top, within=1)

    def cosines(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """Cosines (n, pairs) of pairs of words in each model."""
        ids = np.array([[self.id_of(one), self.id_of(two)] for one, two in pairs]).reshape(-1, 2)
        one, two = (self.vectors[:, side].astype(np.float32) for side in ids.T)
        cosines: Floats = np.einsum("npd,npd->np", one, two)
        return cosines

    def stability(self) -> Floats:
        """How far the models agree on each word's neighbours, 0 to 1: (F,).

        The mean over the word's neighbours of the share of the other models that have it too.
        """
        n_models, n_words, n_near = self.nearest.shape
        found = np.sort(self.nearest.transpose(1, 0, 2).reshape(n_words, -1), axis=1)
        new = np.diff(found, axis=1, prepend=-1) != 0
        starts = np.flatnonzero(new)
        times = np.diff(np.append(starts, new.size)).astype(np.float64)
        of_word = starts // new.shape[1]
        agreeing = np.bincount(of_word, times * (times - 1), n_words)
        pairs = n_near * n_models * (n_models - 1)
        return np.asarray(agreeing / max(pairs, 1), np.float32)

    def model(self, number: int) -> Floats:
        """The unit vectors (F, D) of one model."""
        unit: Floats = self.vectors[number].astype(np.float32)
        return unit

    def _judged(self, scores: Floats, asked: Sequence[int], top: int, within: int) -> list[Judged]:
        """Scores (n, F) of all words in all models, laid together for the best of them."""
        scores[:, list(asked)] = -np.inf
        ranks = places(scores)
        mean, reach = scores.mean(axis=0), spread(scores)
        low = np.where(np.isfinite(mean), mean - reach, -np.inf)
        share = (ranks <= within).mean(axis=0)
        best = np.argsort(-low, kind="stable")[: min(top, len(low) - len(set(asked)))].tolist()
        return [
            Judged(
                self.words[id],
                id,
                float(mean[id]),
                float(low[id]),
                float(mean[id] + reach[id]),
                int(ranks[:, id].min()),
                int(ranks[:, id].max()),
                float(share[id]),
                bool(is_solid(share[id])),
            )
            for id in best
        ]


def is_solid(share: NDArray[np.float64] | float) -> NDArray[np.bool_]:
    """Whether a share of the models is enough."""
    return np.asarray(share) >= SHARE - 1e-9


def words_kept(n: int, n_words: int, dim: int) -> int:
    """How many words of n models are kept.

    >>> words_kept(20, 10_398, 100), words_kept(50, 90_000, 300)
    (10398, 6666)
    """
    return max(min(n_words, MOST_WORDS, MOST_NUMBERS // (n * dim)), 2)


def places(scores: Floats) -> NDArray[np.int64]:
    """The place of each column in each row, from 1 for the largest; equal ones by column.

    >>> places(np.array([[0.1, 0.9, 0.5]], np.float32)).tolist()
    [[3, 1, 2]]
    """
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty(scores.shape, np.int64)
    np.put_along_axis(ranks, order, np.arange(1, scores.shape[1] + 1)[None], axis=1)
    return ranks


def spread(scores: Floats) -> Floats:
    """Half the width of the interval where one more model's score lies 95 times in 100.

    The prediction interval of a normal sample (Student 1908): t s sqrt(1 + 1/n).

    Args:
        scores: (n, F), -inf in whole columns where there is none.
    """
    from scipy.stats import t

    n = len(scores)
    finite = np.where(np.isfinite(scores), scores, 0.0)
    width = t.ppf(0.975, n - 1) * np.sqrt(1 + 1 / n) if n > 1 else np.inf
    return np.asarray(width * finite.std(axis=0, ddof=min(1, n - 1)), np.float32)
