"""The distinct chunks of a text as the words in them, and the words by frequency."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TextConfig
from w2v_core.text.tokenize import BREAK, tokens
from w2v_core.text.vocabulary import Vocabulary

Ids = NDArray[np.int32]
END_OF_SENTENCE = -1  # stands among ids where a sentence ends


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What each chunk stands for.

    Attributes:
        vocabulary: the words of the text.
        ids: the ids in all distinct chunks, and ends of sentences.
        bounds: (C + 1,) int64, chunk c stands for ids[bounds[c]] .. ids[bounds[c + 1] - 1].
    """

    vocabulary: Vocabulary
    ids: Ids
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, chunks: Iterable[str], counts: NDArray[np.int64], config: TextConfig) -> "Lexicon":
        """Tokenize chunks that occur `counts` (C,) times each, in the order first seen."""
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        numbers[BREAK]  # gets number 0
        found, bounds = array("i"), array("q", [0])
        for chunk in chunks:
            found.extend(map(numbers.__getitem__, tokens(chunk, config)))
            bounds.append(len(found))
        seen, places = np.array(found, np.int32), np.array(bounds, np.int64)
        often = np.repeat(counts, np.diff(places))
        totals = np.bincount(seen, often, minlength=len(numbers)).astype(np.int64)[1:]
        order = np.argsort(-totals, kind="stable")
        ids = np.full(len(numbers), END_OF_SENTENCE, np.int32)
        ids[1 + order] = np.arange(len(order), dtype=np.int32)
        words = list(numbers)[1:]
        vocabulary = Vocabulary(tuple(words[place] for place in order.tolist()), totals[order])
        return cls(vocabulary, ids[seen], places)

    def spelled_out(self, numbers: Ids) -> Ids:
        """The ids that a row of chunks stands for, with the ends of sentences."""
        first = self.bounds[numbers]
        sizes = self.bounds[numbers + 1] - first
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1]) + np.repeat(first - ends + sizes, sizes)
        found: Ids = self.ids[places]
        return found
