"""a is to b as c is to ?: the word whose vector lies where b - a + c points.

Sources: Mikolov, Yih & Zweig 2013 (3CosAdd); Levy & Goldberg 2014, "Linguistic regularities in
sparse and explicit word representations", equations 3 and 4 (both). The three words asked with are
no answers, as there: without that rule the nearest word is nearly always one of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import best, nearest, unit_rows
from w2v_core.query.neighbours import NeighbourIndex

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

EPSILON = 0.001  # keeps 3CosMul from dividing by zero
CHUNK_CELLS = 1_000_000  # scores held at a time, so that they stay near the processor


@dataclass(frozen=True, slots=True)
class Answer:
    """A word that may complete an analogy.

    Attributes:
        word: the word.
        score: how well it does, by the formula that was asked for; more is better.
        count: occurrences in the text, or None where unknown.
        id: its vocabulary id.
    """

    word: str
    score: float
    count: int | None
    id: int


def analogy(
    embedding: Embedding,
    a: str,
    b: str,
    c: str,
    top: int = 10,
    formula: str = "3cosadd",
    which: str = "in",
) -> list[Answer]:
    """The `top` words that are to `c` as `b` is to `a`, best first, without the three themselves.

    For many questions to one embedding make a `NeighbourIndex` once, and ask `ranked`.

    Args:
        embedding: the words and vectors.
        a: the first word, as in "man is to king as woman is to ?".
        b: the second.
        c: the third.
        top: how many.
        formula: one of `FORMULAS`.
        which: `in` vectors, `out` vectors or their `sum`.

    Raises:
        UnknownWord: if one of the words is not in the vocabulary.
        ConfigError: if there is no such formula.

    >>> e = Embedding(["man", "king", "woman", "queen", "tea"],
    ...               [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [-1, 1, 0]])
    >>> [(found.word, round(found.score, 2)) for found in analogy(e, "man", "king", "woman", 1)]
    [('queen', 0.98)]
    """
    return ranked(NeighbourIndex.of(embedding, which), (a, b, c), top, formula)


def ranked(
    index: NeighbourIndex, question: tuple[str, str, str], top: int = 10, formula: str = "3cosadd"
) -> list[Answer]:
    """The same from an index that was made once, for many questions to one embedding."""
    words, counts = index.embedding.words, index.embedding.counts
    asked = [index.embedding.id_of(word) for word in question]
    ids, scores = answers(index.unit, [asked], top, formula)
    return [
        Answer(words[id], score, None if counts is None else int(counts[id]), id)
        for id, score in zip(ids[0].tolist(), scores[0].tolist(), strict=True)
    ]


def answers(
    unit: Floats, questions: ArrayLike, top: int = 1, formula: str = "3cosadd"
) -> tuple[Ids, Floats]:
    """The best answers to many questions at once, in pieces, so that memory stays small.

    Args:
        unit: (V, D) unit rows; only these words are answers.
        questions: (Q, 3) ids a, b, c.
        top: how many; fewer come back where there are fewer words.
        formula: one of `FORMULAS`.

    Returns:
        Ids (Q, top) int64 and scores (Q, top) float32, best first, equal ones by id.

    Raises:
        ConfigError: if there is no such formula.
    """
    if formula not in FORMULAS:
        raise ConfigError(f"formula is {formula!r}; choose one of {', '.join(FORMULAS)}.")
    return FORMULAS[formula](unit, np.asarray(questions, np.int64).reshape(-1, 3), top)


def three_cos_add(unit: Floats, questions: Ids, top: int) -> tuple[Ids, Floats]:
    """3CosAdd: the largest cos(d, b - a + c), from -1 to 1."""
    a, b, c = questions.T
    return nearest(unit_rows(unit[b] - unit[a] + unit[c]), unit, top, questions)


def three_cos_mul(unit: Floats, questions: Ids, top: int) -> tuple[Ids, Floats]:
    """3CosMul: the largest cos(d, b) cos(d, c) / (cos(d, a) + epsilon).

    Cosines x are shifted to (x + 1) / 2 first, so that none is negative (Levy & Goldberg 2014,
    section 6).
    """
    top = max(min(top, len(unit) - 3), 0)
    found = np.empty((len(questions), top), np.int64), np.empty((len(questions), top), np.float32)
    step = max(CHUNK_CELLS // max(len(unit), 1), 1)
    for first in range(0, len(questions), step):
        asked = questions[first : first + step]
        scores = products(unit, asked)
        np.put_along_axis(scores, asked, -np.inf, axis=1)
        found[0][first : first + step], found[1][first : first + step] = best(scores, top)
    return found


def products(unit: Floats, questions: Ids) -> Floats:
    """The 3CosMul scores (Q, V); words that many questions share are compared only once."""
    words, place = np.unique(questions, return_inverse=True)
    shifted = np.maximum((unit[words] @ unit.T + np.float32(1)) / np.float32(2), np.float32(0))
    a, b, c = place.reshape(-1, 3).T
    scores: Floats = shifted[b]
    scores *= shifted[c]
    shifted += np.float32(EPSILON)
    scores /= shifted[a]
    return scores


Formula = Callable[[Floats, Ids, int], tuple[Ids, Floats]]
FORMULAS: dict[str, Formula] = {"3cosadd": three_cos_add, "3cosmul": three_cos_mul}
