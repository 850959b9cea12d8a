"""A made-up world in simple sentences, whose structure every method must find again.

Four themes (people, places, animals, crafts), each a relation of word pairs such as king and
queen. What a word is follows from its company alone: words of a theme share some sentences, each
side of a relation has company of its own (a capital has a mayor), and the two words of a pair
share things that nobody else has (Rome and Italy the Tiber). The words lie in `toy_words`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType

import numpy as np

from w2v_core.text.toy_words import SCENERY, SCENERY_LISTS, THEMES, Lists, Patterns, Theme

RELATIONS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {theme.relation: tuple((pair[0], pair[1]) for pair in theme.pairs) for theme in THEMES}
)
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {theme.name: tuple(word for pair in theme.pairs for word in pair[:2]) for theme in THEMES}
)
# How often a sentence tells of the theme, of the side, of the pair, of side and pair.
MIX = (0.15, 0.25, 0.30, 0.30)
SCENERY_SHARE = 0.06  # sentences about the weather, which belong to no theme
BATCH = 2_000  # sentences drawn at once


def toy_world(n_words: int = 300_000, seed: int = 1) -> str:
    r"""Sentences of the made-up world, one a line, lower case, without punctuation.

    Args:
        n_words: words wanted; the text ends with the sentence that reaches them.
        seed: the same seed gives the same text.

    >>> toy_world(n_words=3, seed=1).count("\n")
    1
    """
    rng = np.random.default_rng(seed)
    subjects = every_subject()
    lines: list[str] = []
    n_left = n_words
    while n_left > 0:
        for line in draw(subjects, rng):
            lines.append(line)
            n_left -= line.count(" ") + 1
            if n_left <= 0:
                break
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence pattern, and for each of its slots the words that may fill it."""

    pattern: str
    slots: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, pattern: str, lists: Lists) -> "Frame":
        """The frame of a pattern whose slots all have a list."""
        names = (name for _, name, _, _ in Formatter().parse(pattern) if name)
        return cls(pattern, tuple((name, lists[name]) for name in names))

    def fill(self, picks: list[float]) -> str:
        """The sentence that the numbers (each from 0 up to 1) choose."""
        chosen = {
            name: words[int(pick * len(words))]
            for (name, words), pick in zip(self.slots, picks, strict=False)
        }
        return self.pattern.format_map(chosen)


Frames = tuple[Frame, ...]
MOST_SLOTS = 5
SCENERY_FRAMES: Frames = tuple(Frame.of(pattern, SCENERY_LISTS) for pattern in SCENERY)


def draw(subjects: list[tuple[Frames, ...]], rng: np.random.Generator) -> list[str]:
    """A batch of sentences; every planted word is the subject equally often."""
    who = rng.integers(len(subjects), size=BATCH).tolist()
    kinds = rng.choice(len(MIX), size=BATCH, p=MIX).tolist()
    scenery = (rng.random(BATCH) < SCENERY_SHARE).tolist()
    picks = rng.random((BATCH, 1 + MOST_SLOTS)).tolist()
    frames = (
        SCENERY_FRAMES if is_scenery else subjects[subject][kind]
        for subject, kind, is_scenery in zip(who, kinds, scenery, strict=True)
    )
    return [
        choice[int(first * len(choice))].fill(others)
        for choice, (first, *others) in zip(frames, picks, strict=True)
    ]


def every_subject() -> list[tuple[Frames, ...]]:
    """For each planted word, its frames of each kind in `MIX`."""
    return [
        frames_of(theme, side, pair) for theme in THEMES for pair in theme.pairs for side in (0, 1)
    ]


def frames_of(theme: Theme, side: int, pair: tuple[str, ...]) -> tuple[Frames, ...]:
    """The frames of one word: of its theme, its side, its pair, and of side and pair."""
    lists = {
        **theme.lists,
        **theme.sides[side],
        "w": (pair[side],),
        "x": (pair[2],),
        "y": (pair[3],),
        "other": tuple(other[side] for other in theme.pairs if other is not pair),
    }

    def frames(patterns: Patterns) -> Frames:
        return tuple(Frame.of(pattern, lists) for pattern in patterns)

    return frames(theme.shared), frames(theme.sided), frames(theme.own), frames(theme.mixed)
