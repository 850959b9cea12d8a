"""`confidence` and `compare`: how sure a run is, and what is different in another."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from w2v_core.cli.ask import printable, vectors_of
from w2v_core.cli.evaluate import rounded
from w2v_core.cli.flags import at_least_one
from w2v_core.cli.train import Plan
from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.jobs.confidence import best_ensemble, forecast, train_more
from w2v_core.query.alarms import alarms
from w2v_core.query.compare import (
    Changes,
    Floor,
    changes,
    common_words,
    near_among,
    near_of_models,
)
from w2v_core.query.ensemble import RULE, Ensemble
from w2v_core.query.intervals import Scored, analogies_of, similarity_of
from w2v_core.query.question_files import read_analogies, read_similarity
from w2v_core.runs.confidence import save_ensemble
from w2v_core.runs.folder import EVENTS, load_record
from w2v_core.runs.record import RunRecord
from w2v_core.runs.settings import settings_that_differ
from w2v_core.storage import read_events
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.text.sources import read_file, read_sources

ASKED = 5  # frequent words whose neighbours are shown as an example
COMMONEST = 100  # words passed over for that: the, of, and


def run_confidence(given: argparse.Namespace) -> None:
    """`confidence`: more models are trained and kept; then examples of what is sure."""
    kind = "sentences" if given.sentences else "seeds"
    n = at_least_one("number of models", given.sentences or given.seeds)
    vectors_of(given.run)
    record = load_record(given.run)
    cost = forecast(record, n)
    say(
        f"{n} more models: about {cost.seconds:,.0f} s, {cost.memory / 1e6:,.0f} MB of memory, "
        f"{cost.kept / 1e6:,.0f} MB on the disk."
    )
    models = train_more(record, text_again(given.run, record), kind, n, bar)
    say("")
    save_ensemble(given.run, models)
    print(RULE)
    for line in examples(models, given.words):
        print(line)


def say(note: str) -> None:
    """A line on standard error."""
    print(note, file=sys.stderr)


def bar(share: float) -> None:
    """How far the training of the models is, on a terminal."""
    if sys.stderr.isatty():
        print(f"\r[{'#' * round(20 * share):.<20}] {share:4.0%}", end="", file=sys.stderr)


def text_again(folder: Path, record: RunRecord) -> Corpus:
    """The text of a run of the command line, read again."""
    events = read_events(folder / EVENTS)
    if not events or "texts" not in events[0]:
        raise ConfigError(
            "This run does not name the files of its text, so that it cannot be read again; use "
            "the page Neighbours for runs of the app."
        )
    return build_corpus(read_sources(Plan.of(events[0]).paths()).texts, record.text)


def examples(models: Ensemble, words: Sequence[str]) -> Iterator[str]:
    """The neighbours of some words with interval, ranks and mark, tab-separated."""
    yield "\t".join(("word", "neighbour", "cosine", "low", "high", "ranks", "models", "mark"))
    some = words or models.words[min(COMMONEST, len(models.words) // 2) :][:ASKED]
    for word in some:
        for near in models.neighbours(word):
            numbers = (f"{value:.3f}" for value in (near.score, near.low, near.high))
            ranks, mark = f"{near.first}-{near.last}", "solid" if near.solid else "shaky"
            facts = (*numbers, ranks, f"{near.share:.0%}", mark)
            yield "\t".join((printable(word), printable(near.word), *facts))


def run_compare(given: argparse.Namespace) -> None:
    """`compare`: settings, scores and changed words of two runs or more, as tables."""
    folders: list[Path] = given.runs
    runs = [vectors_of(folder) for folder in folders]
    words = common_words(runs)
    records = [load_record(folder) for folder in folders]
    names = [printable(folder.name) for folder in folders]
    tables = (
        settings_table(names, records),
        score_table(names, runs, given),
        change_table(folders, runs, words, given.top),
    )
    for table in tables:
        for line in table:
            print(line)


def settings_table(names: Sequence[str], records: Sequence[RunRecord]) -> Iterator[str]:
    """What differs, then what came of it."""
    yield "\t".join(("setting", *names))
    for name, values in settings_that_differ(records).items():
        yield "\t".join((name, *(printable(str(value)) for value in values)))
    for measure in ("softmax_nll", "noise_loss", "pair_mrr"):
        scores = (rounded(record.result.held_out.get(measure)) for record in records)
        yield "\t".join((measure, *scores))


def score_table(
    names: Sequence[str], runs: Sequence[Embedding], given: argparse.Namespace
) -> Iterator[str]:
    """Scores of the tests that were named, with their intervals."""
    for file in given.similarity:
        asked = read_similarity(read_file(Path(file)).text, file)
        yield from score_lines(names, similarity_of(runs, asked, np.random.default_rng(0)))
    if given.analogies:
        questions = read_analogies(read_file(Path(given.analogies)).text, given.analogies)
        yield from score_lines(names, analogies_of(runs, questions, np.random.default_rng(0)))


def score_lines(names: Sequence[str], found: Scored) -> Iterator[str]:
    """One test: a line a run, with the difference to the first."""
    yield f"{printable(found.name)}, {found.items} of {found.of}\tscore\tlow\thigh\tless first"
    for name, score, less in zip(names, found.scores, found.less_first, strict=True):
        apart = f"{less.value:+.3f} ({less.low:+.3f} to {less.high:+.3f})" if less else ""
        yield f"{name}\t{score.value:.3f}\t{score.low:.3f}\t{score.high:.3f}\t{apart}"


def change_table(
    folders: Sequence[Path], runs: Sequence[Embedding], words: Sequence[str], top: int
) -> Iterator[str]:
    """The words that changed between the first run and each other one."""
    near = [near_among(words, run) for run in runs]
    floors = [floor_of(folder, words) for folder in folders]
    for other in range(1, len(runs)):
        found = changes(words, (near[0], near[other]), (floors[0], floors[other]))
        yield change_head(printable(folders[other].name), found)
        for place in found.changed[:top].tolist():
            numbers = f"{found.overlap[place]:.2f}\t{found.floor[place]:.2f}"
            yield f"{printable(found.words[place])}\t{numbers}"


def change_head(name: str, found: Changes) -> str:
    """How much overlaps, and whether that can be told from chance."""
    mean = f"{name}: neighbours overlap by {found.overlap.mean():.2f} on average"
    if np.isnan(found.floor).all():
        return f"{mean}; what chance does is not known: run confidence on one of them first"
    return f"{mean}, seeds by {found.floor.mean():.2f}; changed words: {len(found.changed):,}"


def floor_of(folder: Path, words: Sequence[str]) -> Floor | None:
    """The floor of a run that has more models of all these words; else None."""
    models = best_ensemble(folder)
    if models is None or not set(words) <= set(models.words):
        return None
    return Floor.of(near_of_models(words, models))


def run_check(given: argparse.Namespace) -> None:
    """`check`: what is wrong with the vectors of a run."""
    found = alarms(vectors_of(given.run))
    if not found:
        print("Nothing is wrong with these vectors.")
    for alarm in found:
        named = f" ({', '.join(map(printable, alarm.words))})" if alarm.words else ""
        print(f"{alarm.name}: {alarm.says}{named} {alarm.remedy}")
