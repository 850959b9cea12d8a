"""The words of a text, most frequent first; a word's place is its id."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from w2v_core.embedding import frozen
from w2v_core.errors import ConfigError, TextError

HEADER = "word\tcount"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words and how often each occurs, most frequent first; of equals, the first seen first.

    Attributes:
        words: V distinct words, none with whitespace in it.
        counts: (V,) int64 occurrences, never rising.

    Raises:
        ConfigError: if words and counts differ in number, or the counts rise.

    >>> v = Vocabulary(("the", "cat", "sat"), [3, 2, 1])
    >>> v.ids["cat"], len(v), v.cut(2).words
    (1, 3, ('the', 'cat'))
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", frozen(self.counts, np.int64))
        if self.counts.shape != (len(self.words),):
            raise ConfigError(f"{len(self.words)} words came with {self.counts.size} counts.")
        if (np.diff(self.counts) > 0).any():
            raise ConfigError("The counts rise; words must come most frequent first.")

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """The id of each word."""
        return MappingProxyType({word: id for id, word in enumerate(self.words)})

    def cut(self, min_count: int) -> "Vocabulary":
        """Only the words that occur at least `min_count` times; their ids stay the same."""
        size = int(np.count_nonzero(self.counts >= min_count))
        return Vocabulary(self.words[:size], self.counts[:size])

    def to_tsv(self) -> bytes:
        """A header, then word, tab, count: one line a word, UTF-8."""
        rows = map("{}\t{}".format, self.words, self.counts.tolist())
        return "\n".join([HEADER, *rows, ""]).encode("utf-8", "surrogatepass")

    @classmethod
    def from_tsv(cls, data: bytes) -> "Vocabulary":
        """The vocabulary that `to_tsv` wrote.

        Raises:
            TextError: if the lines are not word, tab, count.
        """
        try:
            # Only "\n" ends a line: a word may hold a form feed's cousins, which splitlines cuts.
            header, *rows, last = data.decode("utf-8", "surrogatepass").split("\n")
            if header != HEADER or last:
                raise ValueError
            words, tabs, counts = zip(*(row.rpartition("\t") for row in rows), strict=True)
            if not all(tabs):
                raise ValueError
            return cls(words, np.array(counts, dtype=object).astype(np.int64))
        except (ValueError, OverflowError) as error:
            raise TextError(
                "The vocabulary is not a table of words and counts with a tab between them; "
                "read the text again."
            ) from error
