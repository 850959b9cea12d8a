"""The narrow waist: word vectors as a value, apart from how they were made.

Queries, projections, formats and pages take an `Embedding` and never ask whether it was trained,
counted or imported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.errors import ConfigError, UnknownWord

FloatMatrix = NDArray[np.float32]


def frozen(values: ArrayLike, dtype: type) -> NDArray[Any]:
    """A read-only array of `dtype`, shared with the caller where no copy is needed."""
    array: NDArray[Any] = np.ascontiguousarray(values, dtype=dtype).view()
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False, init=False)
class Embedding:
    """Words and their vectors, most frequent word first.

    Attributes:
        words: V distinct words; a word's place is its id.
        W_in: (V, D) float32, the vectors.
        W_out: (V, D) float32, the output vectors, or None where they are not word vectors.
        counts: (V,) int64 occurrences in the text, or None where unknown.

    Raises:
        ConfigError: if the shapes do not fit, a word comes twice, or a number is not finite.

    >>> e = Embedding(["a", "b"], [[1, 0], [0, 1]], counts=[3, 2])
    >>> e.id_of("b"), e.shape
    (1, (2, 2))
    """

    words: tuple[str, ...]
    W_in: FloatMatrix
    W_out: FloatMatrix | None = None
    counts: NDArray[np.int64] | None = None
    ids: Mapping[str, int] = field(default_factory=dict, repr=False)

    def __init__(
        self,
        words: Sequence[str],
        W_in: ArrayLike,
        W_out: ArrayLike | None = None,
        counts: ArrayLike | None = None,
    ) -> None:
        values = {
            "words": tuple(words),
            "W_in": frozen(W_in, np.float32),
            "W_out": None if W_out is None else frozen(W_out, np.float32),
            "counts": None if counts is None else frozen(counts, np.int64),
            "ids": MappingProxyType({word: id for id, word in enumerate(words)}),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        self._check()

    def _check(self) -> None:
        n_words = len(self.words)
        if self.W_in.ndim != 2 or len(self.W_in) != n_words or len(self.ids) != n_words:
            raise ConfigError(
                f"{n_words} words, {len(self.ids)} of them distinct, came with vectors of shape "
                f"{self.W_in.shape}; each word needs one row."
            )
        if self.W_out is not None and self.W_out.shape != self.W_in.shape:
            raise ConfigError(
                f"W_out is {self.W_out.shape}, W_in {self.W_in.shape}; they must agree."
            )
        if self.counts is not None and self.counts.shape != (n_words,):
            raise ConfigError(f"counts is {self.counts.shape}; it must be ({n_words},).")
        tables = [self.W_in] if self.W_out is None else [self.W_in, self.W_out]
        if not all(np.isfinite(table).all() for table in tables):
            raise ConfigError(
                "The vectors hold numbers that are not finite; train with a lower lr."
            )

    @property
    def shape(self) -> tuple[int, int]:
        """(V, D)."""
        return self.W_in.shape[0], self.W_in.shape[1]

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.ids

    def id_of(self, word: str) -> int:
        """The word's id; raises UnknownWord with near spellings."""
        if word in self.ids:
            return self.ids[word]
        alike = [other for other in self.words if other[:1] == word[:1]][:5_000]
        near = get_close_matches(word, alike, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "try another word."
        raise UnknownWord(f"“{word}” is not among the {len(self):,} words of this run; {hint}")

    def matrix(self, which: str = "in") -> FloatMatrix:
        """(V, D): `in` vectors, `out` vectors or their `sum`.

        Raises:
            ConfigError: for `out` and `sum` where there is no W_out.
        """
        if which == "in":
            return self.W_in
        if self.W_out is None:
            raise ConfigError("This run has no output vectors of words; choose the input vectors.")
        return self.W_out if which == "out" else self.W_in + self.W_out
