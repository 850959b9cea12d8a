"""Test sets as files: pairs of words with a score, and analogy questions in sections.

Forgiving where files differ (tabs, blanks, commas, a header, comments, further columns), and
strict where a line says nothing: that line is named.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import NoReturn

from w2v_core.errors import TextError
from w2v_core.text.sources import label, sentence_start

MOST_CHARACTERS = 20_000_000
MOST_ITEMS = 200_000  # pairs or questions; Google's set has 19,544
COMMENTS = ("#", "//")
SEPARATORS = "\t;,"
NO_SECTION = "questions"
QUOTED = 60  # characters of a bad line that are repeated in the message

Pair = tuple[str, str, float]
Question = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class SimilaritySet:
    """Pairs of words, each with the likeness that people gave it."""

    name: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Questions a : b = c : d of one kind."""

    name: str
    questions: tuple[Question, ...]

    @property
    def is_syntactic(self) -> bool:
        """Whether its name says that it asks for grammar, as in Google's file.

        >>> Section("gram3-comparative", ()).is_syntactic, Section("family", ()).is_syntactic
        (True, False)
        """
        return self.name.startswith("gram")


@dataclass(frozen=True, slots=True)
class AnalogySet:
    """Sections of analogy questions."""

    name: str
    sections: tuple[Section, ...]


def read_similarity(text: str, name: str) -> SimilaritySet:
    """The pairs of a file such as WordSim-353 or SimLex-999: `word word score` a line.

    The score is the first number after the two words. One line of names may come first. A line
    that begins with a number, or has a decimal comma between commas, could be read amiss: refused.

    Raises:
        TextError: naming the line, what came and what was expected.

    >>> read_similarity("tiger cat 7.35", "a.txt").pairs
    (('tiger', 'cat', 7.35),)
    """
    pairs: list[Pair] = []
    is_headed = False
    for number, line in lines(text, name):
        fields = split(line)
        score = first_number(fields[2:])
        if score is not None:
            check_unambiguous(fields, name, number, line)
            pairs.append((fields[0], fields[1], score))
            bounded(len(pairs), name)
        elif pairs or is_headed or len(fields) < 3:
            wrong(name, number, line, "two words and a number, such as “tiger cat 7.35”,")
        else:
            is_headed = True
    if not pairs:
        raise nothing_in(name, "pairs of words with a number")
    return SimilaritySet(label(name), tuple(pairs))


def read_analogies(text: str, name: str) -> AnalogySet:
    r"""The questions of a file such as questions-words.txt: `: section`, then four words a line.

    Raises:
        TextError: naming the line, what came and what was expected.

    >>> read_analogies(": family\nhe she king queen", "a.txt").sections[0].questions
    (('he', 'she', 'king', 'queen'),)
    """
    section, n_questions = NO_SECTION, 0
    sections: dict[str, list[Question]] = {}
    for number, line in lines(text, name):
        if line.startswith(":"):
            section = line[1:].strip() or NO_SECTION
            continue
        match line.split():
            case [a, b, c, d]:
                sections.setdefault(section, []).append((a, b, c, d))
            case _:
                wrong(name, number, line, "four words, such as “man king woman queen”,")
        n_questions += 1
        bounded(n_questions, name)
    if not sections:
        raise nothing_in(name, "questions of four words")
    found = tuple(Section(title, tuple(asked)) for title, asked in sections.items())
    return AnalogySet(label(name), found)


def from_relations(name: str, relations: Mapping[str, Sequence[tuple[str, str]]]) -> AnalogySet:
    """Every question that two pairs of one relation make; a section for each relation.

    >>> from_relations("a", {"young": [("cat", "kitten"), ("dog", "puppy")]}).sections[0].questions
    (('cat', 'kitten', 'dog', 'puppy'), ('dog', 'puppy', 'cat', 'kitten'))
    """
    sections = (
        Section(relation, tuple((*one, *two) for one, two in permutations(pairs, 2)))
        for relation, pairs in relations.items()
    )
    return AnalogySet(name, tuple(section for section in sections if section.questions))


def lines(text: str, name: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers from 1."""
    if len(text) > MOST_CHARACTERS:
        raise TextError(
            f"{sentence_start(label(name))} is longer than {MOST_CHARACTERS // 1_000_000} million "
            "characters; test sets are small: choose another file."
        )
    for number, line in enumerate(text.split("\n"), 1):
        said = line.strip()
        if said and not said.startswith(COMMENTS):
            yield number, said


def check_unambiguous(fields: Sequence[str], name: str, number: int, line: str) -> None:
    """Refuse a line with a score that may mean something else than it seems to."""
    if first_number(fields[:1]) is not None:
        wrong(name, number, line, "two words first and then a number, such as “tiger cat 7.35”,")
    if mark_of(line) == "," and halved(fields[2:]):
        wrong(name, number, line, "one number with a decimal point, such as “tiger,cat,7.35”,")


def halved(fields: Sequence[str]) -> bool:
    """Whether the first number is whole and so is the next field: a decimal comma cut in two?

    >>> halved(["7", "35"]), halved(["N", "7", "35"]), halved(["7.35", "4", "5"]), halved(["7"])
    (True, True, False, False)
    """
    first = next((place for place, it in enumerate(fields) if first_number([it]) is not None), 0)
    return len(fields) > first + 1 and all(it.isdecimal() for it in fields[first : first + 2])


def mark_of(line: str) -> str | None:
    """The sign that parts a line into three fields or more; None: blanks do."""
    return next((mark for mark in SEPARATORS if line.count(mark) >= 2), None)


def split(line: str) -> list[str]:
    r"""The fields of a line: at tabs, semicolons or commas where these make three, else at blanks.

    >>> split("sea\tship\t7,35"), split("sea, ship, 7.35"), split("sea ship  7.35")
    (['sea', 'ship', '7,35'], ['sea', 'ship', '7.35'], ['sea', 'ship', '7.35'])
    """
    return [field.strip().strip('"') for field in line.split(mark_of(line))]


def first_number(fields: Sequence[str]) -> float | None:
    """The first number, with a point or a comma in it; None where there is none.

    >>> first_number(["N", "7,35", "2"]), first_number(["nan"])
    (7.35, None)
    """
    for field in fields:
        try:
            value = float(field.replace(",", "."))
        except ValueError:
            continue
        if math.isfinite(value):
            return value
    return None


def wrong(name: str, number: int, line: str, expected: str) -> NoReturn:
    """The sentence for a line that says nothing."""
    quoted = line if len(line) <= QUOTED else line[: QUOTED - 1] + "…"
    came = "".join(sign if sign.isprintable() else " " for sign in quoted)
    raise TextError(
        f"{sentence_start(label(name))}, line {number}: “{came}” came where {expected} was "
        "expected; correct the line or choose another file."
    )


def bounded(n_items: int, name: str) -> None:
    """Refuse a file with more pairs or questions than can be asked in a reasonable time."""
    if n_items > MOST_ITEMS:
        raise TextError(
            f"{sentence_start(label(name))} has more than {MOST_ITEMS:,} lines to test; "
            "split it into smaller files."
        )


def nothing_in(name: str, expected: str) -> TextError:
    """The error for a file of comments and headings only."""
    return TextError(f"{sentence_start(label(name))} holds no {expected}; choose another file.")
