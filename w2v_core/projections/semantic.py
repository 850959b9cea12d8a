"""Axes with a meaning: how far each word lies towards one or the other of two opposed words."""

import re
from collections.abc import Sequence

import numpy as np

from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import unit_rows

PAIR = re.compile(r"\s*(?:-{1,2}>|→|–|\s)\s*")
MOST_PAIRS = 20

Pairs = Sequence[tuple[str, str]]


def read_pairs(text: str) -> list[tuple[str, str]]:
    """Pairs of words as people write them: an arrow or a blank within, commas between.

    Raises:
        ConfigError: if a part is not two words, or there is none, or too many.

    >>> read_pairs("man -> woman, king queen")
    [('man', 'woman'), ('king', 'queen')]
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    if not 1 <= len(parts) <= MOST_PAIRS:
        raise ConfigError(
            f"{len(parts)} pairs came; write 1 to {MOST_PAIRS}, such as “man woman, king queen”."
        )
    pairs = []
    for part in parts:
        words = PAIR.split(part)
        if len(words) != 2 or not all(words):
            raise ConfigError(f"“{part[:50]}” is not two words; write a pair as “man woman”.")
        pairs.append((words[0], words[1]))
    return pairs


def semantic_axis(embedding: Embedding, pairs: Pairs) -> FloatMatrix:
    """The place (V,) of each word between the first words of pairs (below 0) and the second.

    It is the cosine of the word with the mean direction from first to second; the unit vectors of
    the words are compared, and each pair has the same say (Bolukbasi et al. 2016 take the main axis
    of such differences; of one pair it is the same).

    Raises:
        UnknownWord: for a word without a vector.
        ConfigError: if the pairs have no direction, as where both words are one.

    >>> e = Embedding(["cold", "hot", "warm"], [[1, 0], [0, 1], [0.6, 0.8]])
    >>> [round(float(place), 3) for place in semantic_axis(e, [("cold", "hot")])]
    [-0.707, 0.707, 0.141]
    """
    rows = unit_rows(embedding.W_in)
    ids = np.array([[embedding.id_of(word) for word in pair] for pair in pairs])
    direction = unit_rows(rows[ids[:, 1]] - rows[ids[:, 0]]).sum(axis=0)
    if np.linalg.norm(direction) < 1e-6:
        raise ConfigError("These pairs have no direction; the words of each must differ.")
    return np.asarray(rows @ unit_rows(direction[None])[0], dtype=np.float32)
