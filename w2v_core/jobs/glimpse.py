"""A look at vectors while they are made: neighbours of a few words, and a map that settles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from w2v_core.embedding import FloatMatrix
from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import nearest, unit_rows
from w2v_core.projections.align import align
from w2v_core.projections.svd_map import svd_map

MAP_WORDS = 150
PROBES = 6
TOP = 5


@dataclass(frozen=True, slots=True)
class Probe:
    """A word and its nearest ones now, as (word, cosine), nearest first."""

    word: str
    neighbours: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """One look.

    Attributes:
        probes: the probe words and their neighbours.
        words: the words of the map, most frequent first.
        points: (len(words), 2) float32, read-only, laid onto the look before.
    """

    probes: tuple[Probe, ...]
    words: tuple[str, ...]
    points: FloatMatrix


def look(
    W_in: FloatMatrix, words: Sequence[str], probes: Sequence[int], before: Glimpse | None = None
) -> Glimpse:
    """Neighbours of the probes among all words, and a map of the most frequent ones.

    Args:
        W_in: (V, D) vectors as they are now.
        words: V words, most frequent first.
        probes: ids of the probe words.
        before: the look before, onto which the map is turned.

    Raises:
        ConfigError: if the vectors are no longer finite.
    """
    if not np.isfinite(W_in).all():
        raise ConfigError("The vectors hold numbers that are not finite; train with a lower lr.")
    rows = unit_rows(W_in)
    ids, cosines = nearest(rows[list(probes)], rows, TOP, np.asarray(probes, np.int64))
    points = svd_map(W_in[:MAP_WORDS]).points
    if before is not None:
        points = align(points, before.points)
    points.flags.writeable = False
    found = tuple(
        Probe(words[probe], tuple(zip([words[id] for id in near], cosine.tolist(), strict=True)))
        for probe, near, cosine in zip(probes, ids, cosines.clip(-1, 1), strict=True)
    )
    return Glimpse(found, tuple(words[: len(points)]), points)


def choose_probes(words: Sequence[str], wanted: Sequence[str] = ()) -> tuple[int, ...]:
    """Ids of up to six words: those wanted, else frequent ones that are likely to mean something.

    The most frequent words of a text mean little, and so do short ones.

    >>> choose_probes(["the", "of", "king", "it", "queen"]), choose_probes(["a", "b"], ["b", "z"])
    ((2, 4), (1,))
    """
    places = {word: id for id, word in enumerate(words)} if wanted else {}
    chosen = [places[word] for word in wanted if word in places]
    if not chosen:
        first = min(50, len(words) // 10)
        chosen = [id for id in range(first, len(words)) if len(words[id]) > 3][:PROBES]
    return tuple((chosen or list(range(len(words))))[:PROBES])
