"""Concordance: every place of a word or a phrase, with the words around it (KWIC).

    ... it was the only       oil      platform in the ...

The places come from one look through the ids, which is faster than it sounds: a word of 23 million
is found in some hundredths of a second, so no index of places is kept. What is made once for a
corpus is the alphabet: the rank of each word, so that places can be put in the order of the words
beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ConfigError, UnknownWord
from w2v_core.text.corpus import Corpus

Places = NDArray[np.int64]
Ids = NDArray[np.int32]

ORDERS = ("text", "left", "right")
REACH = 3  # words to a side that order the lines


@dataclass(frozen=True, slots=True)
class Line:
    """One place of a phrase.

    Attributes:
        sentence: its number in the corpus, from 0.
        left: the words before it, nearest last, none of another sentence.
        match: the phrase.
        right: the words after it.
    """

    sentence: int
    left: tuple[str, ...]
    match: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Concordance:
    """The places of any phrase of a corpus.

    Attributes:
        corpus: looked through.
        rank: (V,) int32, the place of each word in the alphabet, from 1: 4 bytes a word.

    >>> from w2v_core.text.corpus import build_corpus
    >>> from w2v_core.config import TextConfig
    >>> kwic = Concordance.of(build_corpus(["all is well that ends well"], TextConfig()))
    >>> [(line.left, line.right) for line in kwic.lines(kwic.places(["well"]), 1, context=2)]
    [(('all', 'is'), ('that', 'ends')), (('that', 'ends'), ())]
    """

    corpus: Corpus
    rank: Ids

    @classmethod
    def of(cls, corpus: Corpus) -> Self:
        """The concordance of a corpus; only its words are put in order."""
        words = corpus.vocabulary.words
        rank = np.empty(len(words), np.int32)
        rank[sorted(range(len(words)), key=words.__getitem__)] = np.arange(1, len(words) + 1)
        rank.flags.writeable = False
        return cls(corpus, rank)

    def places(self, phrase: Sequence[str], order: str = "text") -> Places:
        """Where a phrase begins, (n,) positions in `corpus.ids`.

        Args:
            phrase: one word or several that stand next to each other in one sentence.
            order: `text`: as they come; `right`: by the first word after it, then the second and
                third; `left`: by the first word before it, then the second and third. A sentence's
                end comes before all words; equal ones stay as they come.

        Raises:
            UnknownWord: if a word is not in the text.
            ConfigError: for no word at all, or an unknown order.
        """
        if not phrase or order not in ORDERS:
            raise ConfigError(
                f"Ask for one word or more, in one of the orders {', '.join(ORDERS)}."
            )
        found = self._found([self._id_of(word) for word in phrase])
        if order == "text":
            return found
        return found[np.argsort(self._sort_key(found, len(phrase), order), kind="stable")]

    def beside(self, places: Places, word: str, reach: int) -> Places:
        """Those of the places that have `word` within `reach` words, in the same sentence.

        Args:
            places: of one word.
            word: that is to stand near.
            reach: words to each side.

        Raises:
            UnknownWord: if the word is not in the text.
        """
        id = self._id_of(word)
        sentences = self._sentences_of(places)
        starts, ends = self.corpus.starts[sentences], self.corpus.starts[sentences + 1]
        has = np.zeros(len(places), np.bool_)
        for step in (*range(-reach, 0), *range(1, reach + 1)):
            near = places + step
            inside = (near >= starts) & (near < ends)
            has |= inside & (self.corpus.ids[np.where(inside, near, 0)] == id)
        return places[has]

    def lines(self, places: Places, n_words: int, context: int = 10) -> list[Line]:
        """What stands at places of a phrase.

        Args:
            places: a page of those that `places` gave; each becomes a line.
            n_words: of the phrase.
            context: words shown on each side, if the sentence has them.
        """
        sentences = self._sentences_of(places)
        starts, ends = self.corpus.starts[sentences], self.corpus.starts[sentences + 1]
        bounds = zip(
            sentences.tolist(),
            np.maximum(places - context, starts).tolist(),
            places.tolist(),
            np.minimum(places + n_words + context, ends).tolist(),
            strict=True,
        )
        return [
            Line(
                sentence,
                self._words(first, place),
                self._words(place, place + n_words),
                self._words(place + n_words, last),
            )
            for sentence, first, place, last in bounds
        ]

    def _found(self, ids: list[int]) -> Places:
        """Where these ids stand in a row, within one sentence: sought is the rarest of them."""
        rarest = max(range(len(ids)), key=ids.__getitem__)
        found: Places = np.flatnonzero(self.corpus.ids == ids[rarest]) - rarest
        found = found[(found >= 0) & (found + len(ids) <= len(self.corpus.ids))]
        for step, id in enumerate(ids):
            if step != rarest:
                found = found[self.corpus.ids[found + step] == id]
        if len(ids) == 1:
            return found
        same = self._sentences_of(found) == self._sentences_of(found + len(ids) - 1)
        return np.asarray(found[same])

    def _sort_key(self, places: Places, n_words: int, order: str) -> Places:
        """A number for each place: the ranks of the REACH words beside it, the nearest first."""
        sentences = self._sentences_of(places)
        starts, ends = self.corpus.starts[sentences], self.corpus.starts[sentences + 1]
        key = np.zeros(len(places), np.int64)
        base = len(self.rank) + 1
        if base**REACH >= 2**63:
            raise ConfigError(f"Lines of over {2**21:,} different words cannot be sorted.")
        for step in range(REACH):
            beside = places + n_words + step if order == "right" else places - 1 - step
            inside = (beside >= starts) & (beside < ends)
            ranks = np.where(inside, self.rank[self.corpus.ids[np.where(inside, beside, 0)]], 0)
            key = key * base + ranks
        return key

    def _id_of(self, word: str) -> int:
        id = self.corpus.vocabulary.ids.get(word)
        if id is None:
            raise UnknownWord(f"“{word}” is not in the text as a word of its own.")
        return id

    def _sentences_of(self, places: Places) -> Places:
        return np.searchsorted(self.corpus.starts, places, side="right") - 1

    def _words(self, first: int, last: int) -> tuple[str, ...]:
        words = self.corpus.vocabulary.words
        return tuple(words[id] for id in self.corpus.ids[first:last].tolist())
