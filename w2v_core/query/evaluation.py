"""How many analogy questions a run answers, by section, with both formulas.

An answer is right if it is the one word asked for, among the most frequent words of the run;
questions with a word outside them are skipped and counted.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import unit_rows
from w2v_core.query.analogies import FORMULAS, answers
from w2v_core.query.question_files import AnalogySet, Section
from w2v_core.query.similarity import ids_of

TOP = 30_000  # most frequent words that questions and answers come from, as is usual
STEP = 1_000  # questions between two reports of progress

Told = Callable[[int, int], None]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome of one section, or of several together.

    Attributes:
        name: of the section, or "semantic", "syntactic", "total".
        kind: "semantic", "syntactic", or "" for the total and where the file does not tell.
        questions: how many there are.
        used: of which all four words were among the most frequent ones; the others are skipped.
        correct: right answers, by formula.
    """

    name: str
    kind: str
    questions: int
    used: int
    correct: Mapping[str, int]

    @property
    def coverage(self) -> float:
        """Share of the questions that were asked."""
        return self.used / self.questions

    def accuracy(self, formula: str) -> float | None:
        """Share of the asked questions answered rightly; None where none was asked."""
        return self.correct[formula] / self.used if self.used else None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        facts = {"name": self.name, "kind": self.kind, "questions": self.questions}
        shares = {formula: self.accuracy(formula) for formula in self.correct}
        return facts | {"used": self.used, "coverage": self.coverage, "accuracy": shares}


@dataclass(frozen=True, slots=True)
class AnalogyResult:
    """The outcome of one analogy file.

    Attributes:
        name: of the file.
        top: how many of the most frequent words took part.
        sections: one score a section, as in the file.
        totals: "semantic" and "syntactic" where the file tells them apart, then "total".
    """

    name: str
    top: int
    sections: tuple[Score, ...]
    totals: tuple[Score, ...]

    @property
    def total(self) -> Score:
        """All sections together."""
        return self.totals[-1]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        parts = {"sections": self.sections, "totals": self.totals}
        scores = {name: [score.to_dict() for score in part] for name, part in parts.items()}
        return {"name": self.name, "top": self.top, **scores}


def score_analogies(
    embedding: Embedding,
    asked: AnalogySet,
    top: int = TOP,
    which: str = "in",
    told: Told = lambda done, total: None,
) -> AnalogyResult:
    """The share of analogy questions that 3CosAdd and 3CosMul answer rightly.

    Args:
        embedding: the words, most frequent first, and vectors.
        asked: the questions; lower-cased where the run knows no capital letters.
        top: how many of the most frequent words questions and answers may use.
        which: `in` vectors, `out` vectors or their `sum`.
        told: told of questions done and in all, now and then; may raise to end it.

    Raises:
        ConfigError: if `top` is below 1.
    """
    if top < 1:
        raise ConfigError(f"top is {top}; it must be 1 or more.")
    unit = unit_rows(embedding.matrix(which)[:top])
    questions = [question for section in asked.sections for question in section.questions]
    ids = ids_of(embedding, questions, top)
    known = np.all(ids >= 0, axis=1)
    right = np.zeros((len(ids), len(FORMULAS)), np.bool_)
    right[known] = hits(unit, ids[known], told)
    ends = np.cumsum([len(section.questions) for section in asked.sections])[:-1]
    parts = zip(asked.sections, np.split(known, ends), np.split(right, ends), strict=True)
    kinds = kinds_of(asked.sections)
    sections = tuple(
        Score(section.name, kinds[section.name], len(used), int(used.sum()), counted(hit))
        for section, used, hit in parts
    )
    return AnalogyResult(asked.name, len(unit), sections, totals(sections))


def hits(unit: NDArray[np.float32], questions: Ids, told: Told) -> NDArray[np.bool_]:
    """Which questions (Q, 4) each formula answers rightly: (Q, formulas)."""
    right = np.zeros((len(questions), len(FORMULAS)), np.bool_)
    for first in range(0, len(questions), STEP):
        told(first, len(questions))
        piece = questions[first : first + STEP]
        for column, formula in enumerate(FORMULAS):
            ids, _ = answers(unit, piece[:, :3], 1, formula)
            right[first : first + STEP, column] = (ids == piece[:, 3:]).any(axis=1)
    told(len(questions), len(questions))
    return right


def counted(right: NDArray[np.bool_]) -> Mapping[str, int]:
    """Right answers by formula."""
    return MappingProxyType(dict(zip(FORMULAS, right.sum(axis=0).tolist(), strict=True)))


def kinds_of(sections: Iterable[Section]) -> dict[str, str]:
    """What each section asks for by its name, meaning or grammar; "" where no name marks grammar.

    >>> kinds_of([Section("family", ()), Section("gram1", ())]), kinds_of([Section("family", ())])
    ({'family': 'semantic', 'gram1': 'syntactic'}, {'family': ''})
    """
    syntactic = {section.name: section.is_syntactic for section in sections}
    other = "semantic" if any(syntactic.values()) else ""
    return {name: "syntactic" if is_it else other for name, is_it in syntactic.items()}


def totals(sections: Iterable[Score]) -> tuple[Score, ...]:
    """The sections of each kind together, where kinds are known, then all."""
    every = tuple(sections)
    kinds = {kind: [s for s in every if s.kind == kind] for kind in ("semantic", "syntactic")}
    parts = [together(kind, kind, part) for kind, part in kinds.items() if part]
    return (*parts, together("total", "", every))


def together(name: str, kind: str, scores: Iterable[Score]) -> Score:
    """Several scores as one: questions and right answers added up."""
    part = tuple(scores)
    correct = {formula: sum(score.correct[formula] for score in part) for formula in FORMULAS}
    n_questions, n_used = sum(s.questions for s in part), sum(s.used for s in part)
    return Score(name, kind, n_questions, n_used, MappingProxyType(correct))
