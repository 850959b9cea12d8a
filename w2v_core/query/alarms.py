"""What can be wrong with word vectors, each thing named, measured, and with its remedy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.embedding import Embedding
from w2v_core.linear.nearest import all_nearest, unit_rows
from w2v_core.query.similarity import spearman

FEWEST_WORDS = 50  # with fewer, nothing here means much
SAMPLE = 3_000  # words that mean cosines and hubs are measured on
NEAR = 10
ALIKE = 0.6  # mean cosine of words taken at random
HUB = 0.05  # of all words have it among their nearest
BY_FREQUENCY = 0.8  # rank correlation of the first axis with the count
DEAD = 0.05  # of the median length
RARE = 10  # occurrences
MOST_RARE = 0.5  # share of the vocabulary
LISTED = 8  # words named

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that makes vectors useless, or less useful than they seem.

    Attributes:
        name: of the trouble, a few words.
        says: what was measured, one sentence.
        remedy: what to do, one sentence.
        words: those concerned, the worst first; empty where it is all of them.
    """

    name: str
    says: str
    remedy: str
    words: tuple[str, ...] = ()


def alarms(embedding: Embedding) -> list[Alarm]:
    """All that is wrong with some vectors; nothing for healthy ones, or for fewer than 50 words.

    The most frequent words are looked at where there are many.
    """
    if len(embedding) < FEWEST_WORDS:
        return []
    unit = unit_rows(embedding.W_in[:SAMPLE])
    found = (check(embedding, unit) for check in CHECKS)
    return [alarm for alarm in found if alarm is not None]


def collapsed(embedding: Embedding, unit: Floats) -> Alarm | None:
    """All vectors point nearly the same way."""
    n, total = len(unit), unit.sum(axis=0, dtype=np.float64)
    alive = float(np.einsum("vd,vd->", unit, unit, dtype=np.float64))
    mean = (float(total @ total) - alive) / (n * (n - 1))
    if mean <= ALIKE:
        return None
    return Alarm(
        "Collapsed vectors",
        f"Two words taken at random have a cosine of {mean:.2f} on average; in healthy vectors it "
        f"is far below {ALIKE}.",
        "The vectors learned how frequent words are and little else: train for more epochs, bring "
        "more text, or lower the learning rate if you raised it.",
    )


def hubs(embedding: Embedding, unit: Floats) -> Alarm | None:
    """Few words are near to nearly all others (Radovanović et al. 2010)."""
    ids, _ = all_nearest(unit, NEAR)
    times = np.bincount(ids.ravel(), minlength=len(unit))
    worst = np.argsort(-times, kind="stable")[:LISTED]
    worst = worst[times[worst] > max(HUB * len(unit), 5 * NEAR)]
    if len(worst) == 0:
        return None
    return Alarm(
        "Hubs",
        f"The worst of them stands among the {NEAR} nearest of {times[worst[0]] / len(unit):.0%} "
        "of all words.",
        "Such neighbours say nothing about the word that was asked: leave rare words out (min "
        "count, or “seen at least” on the page Neighbours), and ask for more epochs.",
        tuple(embedding.words[id] for id in worst),
    )


def by_frequency(embedding: Embedding, unit: Floats) -> Alarm | None:
    """The first axis of the map tells frequent words from rare ones, and not what they mean."""
    if embedding.counts is None:
        return None
    rows = unit - unit.mean(axis=0)
    first = rows @ np.linalg.eigh(rows.T.astype(np.float64) @ rows)[1][:, -1]
    agrees = spearman(first, embedding.counts[: len(unit)])
    if agrees is None or abs(agrees) <= BY_FREQUENCY:
        return None
    return Alarm(
        "The first axis is frequency",
        f"Along the main axis of the map, words are sorted by how often they occur (rank "
        f"correlation {abs(agrees):.2f}).",
        "Read nothing else into that axis: use UMAP for the map, lower the subsampling threshold "
        "so that frequent words are thinned out more, or train for more epochs.",
    )


def dead(embedding: Embedding, unit: Floats) -> Alarm | None:
    """Words that were hardly ever moved, or have no direction."""
    lengths = np.linalg.norm(embedding.W_in, axis=1)
    found = np.flatnonzero(lengths <= DEAD * np.median(lengths))
    if len(found) == 0:
        return None
    return Alarm(
        "Dead vectors",
        f"{len(found):,} of {len(embedding):,} words have next to no vector: training never moved "
        "them, or nothing was counted for them.",
        "Their neighbours are chance: raise min count, so that they are left out, or train for "
        "more epochs.",
        tuple(embedding.words[id] for id in found[:LISTED]),
    )


def too_rare(embedding: Embedding, unit: Floats) -> Alarm | None:
    """Most words were seen too rarely to say anything of them."""
    if embedding.counts is None:
        return None
    share = float((embedding.counts < RARE).mean())
    if share <= MOST_RARE:
        return None
    return Alarm(
        "Too few occurrences",
        f"{share:.0%} of the words occur fewer than {RARE} times.",
        f"Bring more text, or raise min count to {RARE} or more; until then trust the neighbours "
        "of frequent words alone.",
    )


Check = Callable[[Embedding, Floats], Alarm | None]
CHECKS: tuple[Check, ...] = (collapsed, hubs, by_frequency, dead, too_rare)
