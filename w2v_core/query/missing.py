"""Why a word is not in a run, and which words the person may have meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from w2v_core.text.vocabulary import Vocabulary

MOST_COMPARED = 3_000  # spellings compared one by one: some tenths of a second


@dataclass(frozen=True, slots=True)
class Missing:
    """The reason a word has no vector.

    Attributes:
        word: as it was asked for.
        reason: `rare` (below min count), `case` (there in other letters' case) or `absent`.
        sentence: the reason for the reader, with what to do.
        near: words of the run with a near spelling, best first.
    """

    word: str
    reason: Literal["rare", "case", "absent"]
    sentence: str
    near: tuple[str, ...]


def why_missing(
    word: str, vocabulary: Vocabulary, min_count: int, lowercase: bool
) -> Missing | None:
    """The reason why `word` has no vector, or None if it has one.

    Args:
        word: as typed.
        vocabulary: of the whole text, before min count.
        min_count: occurrences a word of the run needs.
        lowercase: whether the text was lower-cased.
    """
    kept = vocabulary.cut(min_count).words
    count = count_of(word, vocabulary)
    if count >= min_count:
        return None
    near = near_spellings(word, kept)
    other = other_case(word, vocabulary, min_count)
    if other is not None:
        cause = "The text was lower-cased" if lowercase else "The run keeps upper and lower case"
        return Missing(word, "case", f"{cause}: ask for “{other}”.", near)
    if lowercase:
        count = count_of(word.lower(), vocabulary)
    if count:
        times = "once" if count == 1 else f"{count:,} times"
        would = f"{len(vocabulary.cut(count)):,} words instead of {len(kept):,}"
        sentence = (
            f"“{word}” occurs {times}; with a min count of {min_count:,} it got no vector. Train "
            f"with one of {count:,}, and it gets one, as do {would}."
        )
        return Missing(word, "rare", sentence, near)
    return Missing(word, "absent", f"“{word}” is not in the text as a word of its own.", near)


def count_of(word: str, vocabulary: Vocabulary) -> int:
    """Occurrences of a word, 0 for an unknown one."""
    id = vocabulary.ids.get(word)
    return 0 if id is None else int(vocabulary.counts[id])


def other_case(word: str, vocabulary: Vocabulary, min_count: int) -> str | None:
    """The most frequent spelling of the word in other case that has a vector."""
    spellings = sorted({word.lower(), word.upper(), word.capitalize(), word.title()} - {word})
    best = max(spellings, key=lambda spelling: count_of(spelling, vocabulary), default=word)
    return best if count_of(best, vocabulary) >= min_count else None


def near_spellings(word: str, words: Sequence[str], n: int = 5) -> tuple[str, ...]:
    """At most `n` of `words` (most frequent first) spelled much like `word`, best first.

    Compared are the most frequent words of like length that share the first two letters or the
    last two.

    >>> near_spellings("petrolium", ["oil", "petroleum", "patrol"])
    ('petroleum',)
    """
    typed = word.lower()
    alike = [
        other
        for other in words
        if abs(len(other) - len(typed)) <= 2
        and (other[:2].lower() == typed[:2] or other[-2:].lower() == typed[-2:])
    ]
    return tuple(get_close_matches(typed, alike[:MOST_COMPARED], n, cutoff=0.7))
