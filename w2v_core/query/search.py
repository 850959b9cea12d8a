"""Finding words while they are typed: equal first, then beginnings, then anywhere inside."""

from collections.abc import Iterator, Sequence

import numpy as np

MARK = "\n"  # stands between words; no word holds a line break


class WordSearch:
    """All words as one long string, in which C code finds a piece in a millisecond.

    Case does not matter, save that the spelling as typed comes before others equal to it.

    Args:
        words: V words, most frequent first; that is the order of hits within each kind.

    >>> WordSearch(["oil", "soil", "Oil", "oily"]).find("oil")
    ['oil', 'Oil', 'oily', 'soil']
    """

    def __init__(self, words: Sequence[str]) -> None:
        folded = [word.casefold().replace(MARK, " ") for word in words]
        self._words = words
        self._text = MARK + MARK.join(folded) + MARK
        lengths = np.fromiter((len(word) + 1 for word in folded), np.int64, len(folded))
        self._starts = np.cumsum(lengths) - lengths  # of the mark before each word

    def find(self, text: str, limit: int = 50) -> list[str]:
        """At most `limit` words that match `text`, best first; the first words for no text."""
        return [self._words[id] for id in self.find_ids(text, limit)]

    def find_ids(self, text: str, limit: int = 50) -> list[int]:
        """The ids of the words that `find` finds."""
        typed = text.strip()
        piece = typed.casefold().replace(MARK, " ")
        if not piece:
            return list(range(min(limit, len(self._words))))
        equal = sorted(self._hits(MARK + piece + MARK), key=lambda id: self._words[id] != typed)
        found = dict.fromkeys(equal[:limit])  # a set that keeps its order
        for pattern in (MARK + piece, piece):
            for id in self._hits(pattern):
                if len(found) >= limit:
                    break
                found[id] = None
        return list(found)

    def _hits(self, pattern: str) -> Iterator[int]:
        """Ids of the words at whose mark, or inside which, the pattern is found, rising."""
        place = self._text.find(pattern)
        while place >= 0:
            id = int(np.searchsorted(self._starts, place, side="right")) - 1
            yield id
            if id + 1 == len(self._words):
                return
            place = self._text.find(pattern, int(self._starts[id + 1]))


def search_words(words: Sequence[str], text: str, limit: int = 50) -> list[str]:
    """At most `limit` of `words` that match `text`; make a `WordSearch` to ask more than once."""
    return WordSearch(words).find(text, limit)
