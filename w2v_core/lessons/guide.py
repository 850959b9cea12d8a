"""Guided paths: plain files in which each step predicts, runs and explains.

A file is TOML: title, about, minutes, what it is done on (`ground`: "text" with a default, or
"run"), and steps. A step has a title, what it says, a question to predict (`ask`), choices or
none for a number, the name of the `check` that finds the answer, `settings` that are locked while
it runs, and what it explains, with {names} in the place of what the check found.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from w2v_core.errors import ConfigError

GROUNDS = ("text", "run")
SUFFIX = ".toml"


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        title: a few words.
        say: what to know beforehand, Markdown.
        ask: the question.
        check: name of what finds the answer.
        explain: what it teaches, Markdown, with {names} of found facts.
        choices: answers to choose from; empty: the answer is a number.
        within: how far from the answer a number may lie and be right, as a share of it.
        settings: locked while it runs.
        page: file name of a page that shows more, without its ending; empty: none.
        link: what stands in the address of that page.
    """

    title: str
    say: str
    ask: str
    check: str
    explain: str
    choices: tuple[str, ...]
    within: float
    settings: Mapping[str, Any]
    page: str
    link: Mapping[str, str]

    def is_right(self, predicted: str | float, found: str | float) -> bool:
        """Whether a prediction counts as right.

        A number may lie `within` a share of the answer; never less than half a unit of what is
        shown of it.
        """
        if self.choices:
            return predicted == found
        near = max(self.within * abs(float(found)), 1e-9)
        return abs(float(predicted) - float(found)) <= near


@dataclass(frozen=True, slots=True)
class Lesson:
    """A guided path.

    Attributes:
        name: of its file, without ending; it stands in the link.
        title: a few words.
        about: one sentence.
        minutes: it takes.
        ground: what it is done on, one of `GROUNDS`.
        text: default of the learner's own text.
        steps: in order.
    """

    name: str
    title: str
    about: str
    minutes: int
    ground: str
    text: str
    steps: tuple[Step, ...]


def read_lesson(path: Path) -> Lesson:
    """One file as a lesson.

    Raises:
        ConfigError: naming the file and what is wrong with it.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        steps = tuple(_step(given) for given in values.pop("steps"))
        lesson = Lesson(name_of(path), steps=steps, **({"text": ""} | values))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"The lesson {path.name} cannot be read: {error}.") from error
    if lesson.ground not in GROUNDS or not steps or bool(lesson.text) != (lesson.ground == "text"):
        raise ConfigError(f"The lesson {path.name} has no steps, or no ground to be done on.")
    return lesson


def read_lessons(folder: Path) -> dict[str, Lesson]:
    """All lessons of a folder by name, in the order of the numbers their names begin with."""
    return {name_of(path): read_lesson(path) for path in sorted(folder.glob(f"*{SUFFIX}"))}


def name_of(path: Path) -> str:
    """The name of a lesson, without the number that gives its place.

    >>> name_of(Path("1-counts.toml"))
    'counts'
    """
    return path.stem.partition("-")[2] or path.stem


def _step(given: Mapping[str, Any]) -> Step:
    unknown = set(given) - {item.name for item in fields(Step)}
    if unknown:
        raise ValueError(f"a step has {', '.join(sorted(unknown))}, which means nothing")
    optional: dict[str, Any] = {"say": "", "within": 0.0, "settings": {}, "page": "", "link": {}}
    return Step(**(optional | dict(given) | {"choices": tuple(given.get("choices", ()))}))
