"""`evaluate`: a run against files of word pairs and of analogy questions."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from w2v_core.cli.ask import printable, vectors_of
from w2v_core.cli.flags import at_least_one
from w2v_core.errors import ConfigError, TextError
from w2v_core.query.analogies import FORMULAS
from w2v_core.query.evaluation import AnalogyResult, score_analogies
from w2v_core.query.question_files import (
    AnalogySet,
    from_relations,
    read_analogies,
    read_similarity,
)
from w2v_core.query.similarity import SimilarityResult, score_similarity
from w2v_core.text.sources import BUILT_IN_PREFIX, read_file
from w2v_core.text.toy_world import RELATIONS

TOY = BUILT_IN_PREFIX + "toy-world"


def run_evaluate(given: argparse.Namespace) -> None:
    """`evaluate`: two tables with tabs between the columns, or one JSON line."""
    top = at_least_one("top", given.top)
    if not given.similarity and not given.analogies:
        raise ConfigError("There is nothing to evaluate with; give --similarity or --analogies.")
    embedding = vectors_of(given.run)
    pairs = [read_similarity(read_file(Path(name)).text, name) for name in given.similarity]
    questions = analogies_of(given.analogies) if given.analogies else None
    similarity = [score_similarity(embedding, asked) for asked in pairs]
    analogies = score_analogies(embedding, questions, top) if questions else None
    if given.json:
        print(json.dumps(plain(given.run, similarity, analogies)))
        return
    for line in (*similarity_lines(similarity), *analogy_lines(analogies)):
        print(line)


def analogies_of(name: str) -> AnalogySet:
    """The questions of a file, or those of the toy world by its built-in name."""
    if name == TOY:
        return from_relations("Toy world", RELATIONS)
    if name.startswith(BUILT_IN_PREFIX):
        raise TextError(f"{name} has no questions; name a file, or {TOY}.")
    return read_analogies(read_file(Path(name)).text, name)


def plain(
    run: Path, similarity: list[SimilarityResult], analogies: AnalogyResult | None
) -> dict[str, Any]:
    """The results as `--json` prints them."""
    return {
        "run": str(run),
        "similarity": [result.to_dict() for result in similarity],
        "analogies": analogies and analogies.to_dict(),
    }


def similarity_lines(results: list[SimilarityResult]) -> Iterator[str]:
    """A line a file, under one of names; none without files."""
    if results:
        yield "similarity\tpairs\tused\tspearman"
    for result in results:
        numbers = f"{result.pairs}\t{result.used}\t{rounded(result.spearman)}"
        yield f"{printable(result.name)}\t{numbers}"


def analogy_lines(result: AnalogyResult | None) -> Iterator[str]:
    """A line a section, then the totals."""
    if result is None:
        return
    yield "\t".join(["analogies", "kind", "questions", "used", *FORMULAS])
    for score in (*result.sections, *result.totals):
        shares = (rounded(score.accuracy(formula)) for formula in FORMULAS)
        facts = (printable(score.name), score.kind, str(score.questions), str(score.used))
        yield "\t".join([*facts, *shares])


def rounded(value: float | None) -> str:
    """A number to four places; nothing where there is none.

    >>> rounded(0.65432), rounded(None)
    ('0.6543', '')
    """
    return "" if value is None else f"{value:.4f}"
