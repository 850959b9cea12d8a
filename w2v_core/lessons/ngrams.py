"""How likely a sentence is, word by word, given all, two, one or none of the words before.

    P(w_1 ... w_n) = product over i of P(w_i | w_1 ... w_{i-1})             the chain rule

A model of order n looks back at n - 1 words only. Probabilities are shares of what was counted,
without smoothing: what was never seen is impossible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from w2v_core.counts.boundaries import START
from w2v_core.text.corpus import Corpus

ORDERS: dict[str, int | None] = {"unigram": 1, "bigram": 2, "trigram": 3, "chain rule": None}


@dataclass(frozen=True, slots=True)
class Factor:
    """One word's share in the probability of a sentence.

    Attributes:
        word: w_i.
        history: the words it is conditioned on; `<START>` stands before the first word.
        seen: how often the history came with the word after it.
        of: how often the history came; without one, all words of the text.
    """

    word: str
    history: tuple[str, ...]
    seen: int
    of: int

    @property
    def probability(self) -> float:
        """The share; NaN where the history itself was never seen."""
        return self.seen / self.of if self.of else float("nan")


def factors(marked: Corpus, words: Sequence[str], order: int | None) -> list[Factor]:
    """The factors of a sentence.

    Args:
        marked: the text that is counted, `padded` with the marks of sentences.
        words: of the sentence.
        order: words that a model looks at, the word itself included; None: all.
    """
    found = []
    for place, word in enumerate(words):
        before = (START, *words[:place])
        history = before if order is None else before[len(before) - min(order - 1, len(before)) :]
        seen = occurrences(marked, (*history, word))
        n_words = len(marked.ids) - 2 * marked.n_sentences
        found.append(Factor(word, history, seen, occurrences(marked, history, n_words)))
    return found


def probability(found: Sequence[Factor]) -> float:
    """The product; 0 as soon as one factor was never seen."""
    shares = [factor.probability if factor.seen else 0.0 for factor in found]
    return float(np.prod(shares))


def occurrences(marked: Corpus, words: Sequence[str], of_none: int = 0) -> int:
    """How often the words stand in this order, side by side; `of_none` where there are no words."""
    if not words:
        return of_none
    ids = [marked.vocabulary.ids.get(word, -1) for word in words]
    if -1 in ids:
        return 0
    text = marked.ids
    at = np.flatnonzero(text[: len(text) - len(ids) + 1] == ids[0])
    for step, id in enumerate(ids[1:], 1):
        at = at[text[at + step] == id]
    return len(at)
