"""Testing a run with files of word pairs and analogy questions: widgets, outcome, tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared.adding import File
from pages.shared.says import problem
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from w2v_core.embedding import Embedding
from w2v_core.errors import W2VError
from w2v_core.jobs.home import RunEntry
from w2v_core.query.evaluation import TOP, AnalogyResult, score_analogies
from w2v_core.query.question_files import (
    AnalogySet,
    SimilaritySet,
    from_relations,
    read_analogies,
    read_similarity,
)
from w2v_core.query.similarity import SimilarityResult, score_similarity
from w2v_core.text.sources import decode
from w2v_core.text.toy_world import GROUPS, RELATIONS

TYPES = ("txt", "csv", "tsv", "tab")
LARGEST = 20  # MB
OUTCOME = "analogies_outcome"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test of a run gave."""

    run_id: str
    similarity: tuple[SimilarityResult, ...]
    analogies: tuple[AnalogyResult, ...]


def section(run: RunEntry, embedding: Embedding) -> None:
    """Files to test with, and how the run did."""
    st.subheader("Test with question files", anchor=False)
    st.caption(
        "Pairs of words that people scored tell whether cosines agree with people; analogy "
        "questions have one right answer each. Pairs with a word that has no vector, and questions "
        "with a word that has none or does not take part, are skipped and counted. Where the run "
        "knows no capital letters, files are lower-cased. After leaving this page, files have to "
        "be chosen again; the outcome stays."
    )
    left, right = st.columns(2)
    pairs = uploader(left, "Word pairs with scores, such as WordSim-353", "pairs")
    questions = uploader(right, "Analogy questions, such as questions-words.txt", "questions")
    top = st.number_input(
        "Most frequent words that take part", 1, None, TOP, 1_000, key="analogies_most",
        persist_state="session", width=260,
        help="Analogy questions are asked of these words only, and only these are answers.",
    )  # fmt: skip
    with st.container(horizontal=True):
        from_files = st.button(
            "Test with these files", type="primary", disabled=not (pairs or questions),
            key="analogies_files",
        )  # fmt: skip
        from_toys = knows_toys(embedding) and st.button(
            "Test with the toy world’s own questions", icon=":material/toys:", key="analogies_toy"
        )
    if from_files:
        keep(run.id, lambda: tested_files(run.id, embedding, pairs, questions, int(top)))
    if from_toys:
        asked = from_relations("Toy world", RELATIONS)
        keep(run.id, lambda: tested(run.id, embedding, [], [asked], int(top)))
    outcome = outcome_of(run.id)
    if outcome is not None:
        show(outcome)


def uploader(place: DeltaGenerator, title: str, name: str) -> list[File]:
    """Test files of the visitor's own."""
    found = place.file_uploader(
        title, type=TYPES, accept_multiple_files=True, max_upload_size=LARGEST,
        key=f"analogies_{name}",
    )  # fmt: skip
    return list(found)


def knows_toys(embedding: Embedding) -> bool:
    """Whether the run has most of the toy world's planted words."""
    planted = [word for group in GROUPS.values() for word in group]
    return 2 * sum(word in embedding for word in planted) > len(planted)


def keep(run_id: str, test: Callable[[], Outcome]) -> None:
    """Run a test and keep its outcome; until there is one, or if a file is wrong, the old stays."""
    try:
        st.session_state[OUTCOME] = test()
    except W2VError as error:
        problem(error)
        if outcome_of(run_id) is not None:
            st.caption("What stands below is the outcome of the test before.")


def outcome_of(run_id: str) -> Outcome | None:
    """The last outcome, if it is of this run."""
    last: Outcome | None = st.session_state.get(OUTCOME)
    return last if last is not None and last.run_id == run_id else None


def tested_files(
    run_id: str, embedding: Embedding, pairs: Sequence[File], questions: Sequence[File], top: int
) -> Outcome:
    """The outcome of uploaded files; raises TextError naming the file and line that is wrong."""
    asked_pairs = [read_similarity(text_of(file), file.name) for file in pairs]
    asked = [read_analogies(text_of(file), file.name) for file in questions]
    return tested(run_id, embedding, asked_pairs, asked, top)


def text_of(file: File) -> str:
    """An uploaded file as text."""
    return decode(file.getvalue(), file.name).text


def tested(
    run_id: str,
    embedding: Embedding,
    pairs: Sequence[SimilaritySet],
    questions: Sequence[AnalogySet],
    top: int,
) -> Outcome:
    """The outcome of test sets; a bar tells how far it is, and a button ends it."""
    place = st.empty()
    with place.container():
        left, right = st.columns([5, 1], vertical_alignment="center")
        bar = left.progress(0.0, text="Comparing pairs …")
        # Nothing asks whether it was clicked: any click makes the page run anew, which ends this.
        right.button("Stop", key="analogies_stop", icon=":material/stop:", width="stretch")
        st.caption("Another click on this page, or leaving it, ends the test too.")

    def told(done: int, total: int) -> None:
        bar.progress(done / max(total, 1), text=f"{done:,} of {total:,} questions asked")

    similarity = tuple(score_similarity(embedding, asked) for asked in pairs)
    analogies = tuple(score_analogies(embedding, asked, top, told=told) for asked in questions)
    place.empty()
    return Outcome(run_id, similarity, analogies)


def show(outcome: Outcome) -> None:
    """The outcome as tables, each with its file."""
    if outcome.similarity:
        table = similarity_table(outcome.similarity)
        show_table(table, "Pairs of words", "similarity", "Spearman’s correlation of each file")
    for number, result in enumerate(outcome.analogies):
        most = f"{result.top:,} most frequent words"
        st.markdown(f"**{plain(result.name)}**, asked of the {most}")
        table = analogy_table(result)
        show_table(table, "", f"analogies-{number + 1}", f"Accuracy by section, {most}")


def similarity_table(results: Sequence[SimilarityResult]) -> dict[str, list[Any]]:
    """A row a file."""
    return {
        "File": [visible(result.name) for result in results],
        "Pairs": [result.pairs for result in results],
        "Used": [result.used for result in results],
        "Coverage": [result.coverage for result in results],
        "Spearman": [result.spearman for result in results],
    }


def analogy_table(result: AnalogyResult) -> dict[str, list[Any]]:
    """A row a section, then the totals."""
    scores = (*result.sections, *result.totals)
    kinds = [score.kind for score in scores]
    return {
        "Section": [visible(score.name) for score in scores],
        **({"Kind": kinds} if any(kinds) else {}),
        "Questions": [score.questions for score in scores],
        "Used": [score.used for score in scores],
        "Coverage": [score.coverage for score in scores],
        "3CosAdd": [score.accuracy("3cosadd") for score in scores],
        "3CosMul": [score.accuracy("3cosmul") for score in scores],
    }


def show_table(table: dict[str, list[Any]], title: str, name: str, alt: str) -> None:
    """A table of results, and the same as a file."""
    if title:
        st.markdown(f"**{title}**")
    number = st.column_config.NumberColumn
    formats = dict.fromkeys(("Pairs", "Questions", "Used"), number(format="localized"))
    formats |= dict.fromkeys(("Coverage", "3CosAdd", "3CosMul"), number(format="percent"))
    formats["Spearman"] = number(format="%.3f", help="Rank correlation with people: 1 is the same.")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={column: formats[column] for column in table if column in formats},
        alt=alt,
    )
    csv_button(csv_bytes(table), f"{name}.csv", key=f"analogies_csv_{name}")
