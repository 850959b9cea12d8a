"""How sure is a run? More models of its text are trained once, and tell it wherever it is shown."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from pages.shared import state, work
from pages.shared.figures import Colour
from pages.shared.says import problem, prose
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import visible
from w2v_core.config import COUNTED
from w2v_core.errors import UnknownWord, W2VError
from w2v_core.jobs import requests
from w2v_core.jobs.confidence import forecast
from w2v_core.jobs.home import RunEntry, Workspace, home
from w2v_core.jobs.states import ACTIVE, FAILED
from w2v_core.jobs.task import JobView
from w2v_core.query.ensemble import RULE, RULE_OF_ANALOGIES, Ensemble, Judged
from w2v_core.runs.confidence import load_ensemble, written
from w2v_core.training.several import FEWEST, MOST

USUAL = 10  # models
KINDS = {"sentences": "Other samples of the sentences", "seeds": "Other random numbers"}
KINDS_HELP = (
    "Other random numbers show how much of a neighbour is chance of the training. Samples of the "
    "sentences, drawn with replacement, show as well what hangs on a few sentences of the text: "
    "stricter, and the better choice for small texts."
)
SURE = "Sure"  # among the colours of a map
SAYS = (
    "How far models of this text agree on a word’s ten neighbours: 1 where all name the same, 0 "
    "where each names others."
)


@st.cache_resource(max_entries=4, show_spinner=False)
def _models(owner: str, run_id: str, kind: str, stamp: str) -> Ensemble | None:
    """Models kept with a run; the stamp tells this writing from others."""
    return load_ensemble(Workspace(home(), owner).run_folder(run_id), kind)


def models(run_id: str) -> Ensemble | None:
    """The models that tell how sure a run is; None where none were trained.

    Raises:
        NotFound: for a run that is not the visitor's to see.
    """
    return _newest(run_id)[0]


def _newest(run_id: str) -> tuple[Ensemble | None, str]:
    """The models of a run that were written last, and the stamp of that writing."""
    shelf = state.workspace().shown_by(run_id)
    stamps = {kind: written(shelf.run_folder(run_id), kind) for kind in KINDS}
    there = [(kind, stamp) for kind, stamp in stamps.items() if stamp]
    for kind, stamp in sorted(there, key=lambda it: int(it[1].split()[0]), reverse=True):
        found = _models(shelf.owner, run_id, kind, stamp)
        if found is not None:
            return found, stamp
    return None, ""


def neighbours_section(run: RunEntry, word: str, top: int = 10) -> None:
    """Below the neighbours of a word: how sure they are, or the way to know it."""
    _section(run, lambda kept: kept.neighbours(word, top), RULE, f"near_{visible(word)}")


def analogy_section(run: RunEntry, question: tuple[str, str, str], top: int = 10) -> None:
    """Below the answers to an analogy: how sure they are, or the way to know it."""
    _section(run, lambda kept: kept.analogy(question, top), RULE_OF_ANALOGIES, "analogy")


def colour(run_id: str, n: int) -> tuple[Colour, str]:
    """How far the models agree on the neighbours of each point (n,), and a name for the colour.

    The name is a key of caches and never shown; it tells these models from those trained anew.
    """
    values = np.full(n, np.nan, np.float32)
    kept, stamp = _newest(run_id)
    if kept is not None:
        agreeing = kept.stability()[:n]
        values[: len(agreeing)] = agreeing
    return Colour(values, "Models that agree", linear=True), f"{SURE} {kept and kept.kind} {stamp}"


def _section(run: RunEntry, ask: Any, rule: str, name: str) -> None:
    with st.expander("How sure is this?", icon=":material/rule:", expanded=True):
        kept = models(run.id)
        if kept is not None:
            try:
                _table(ask(kept), kept, rule, name)
            except UnknownWord as error:
                st.text(str(error))
        training(run, kept)


def _table(found: Sequence[Judged], kept: Ensemble, rule: str, name: str) -> None:
    """Words with mean, interval, ranks and mark, the surest first."""
    table = columns(found)
    number = st.column_config.NumberColumn
    st.dataframe(
        table | {"Word": [visible(word) for word in table["Word"]]},
        hide_index=True,
        height="content" if len(found) <= 25 else 700,
        column_config={
            "Score": number(format="%.3f", help="Mean over the models."),
            "From": number(format="%.3f", help="In 95 of 100 further models it is higher …"),
            "To": number(format="%.3f", help="… and lower than this."),
            "Models": number(format="percent", help="Of the models that put it among the first."),
            "Places": st.column_config.TextColumn(help="Best and worst place in any model."),
        },
        alt="How sure the words are: mean, interval, places and mark",
    )
    st.caption(
        f"{len(kept)} models of this text, {KINDS[kept.kind].lower()}. {prose(rule)} Sorted by the "
        "lower end of the interval."
    )
    csv_button(csv_bytes(table), "how-sure.csv", key=f"sure_csv_{name}")


def columns(found: Sequence[Judged]) -> dict[str, list[Any]]:
    """Judged words as columns of a table."""
    return {
        "Word": [it.word for it in found],
        "Mark": ["solid" if it.solid else "shaky" for it in found],
        "Score": [round(it.score, 4) for it in found],
        "From": [round(it.low, 4) for it in found],
        "To": [round(it.high, 4) for it in found],
        "Places": [f"{it.first}–{it.last}" for it in found],
        "Models": [round(it.share, 4) for it in found],
    }


def training(run: RunEntry, kept: Ensemble | None) -> None:
    """The way to more models: their cost first, then their progress."""
    job = _job(run.id)
    if job is not None and job.state in ACTIVE:
        with work.errors_shown():
            work.follow(job.id)
        return
    if job is not None and job.state == FAILED:
        problem(job.error)
    if not state.owns(run.id) or run.record is None:
        st.caption("Only the owner of this run can have more models of its text trained.")
        return
    if run.record.imported is not None:
        st.caption("These vectors were made elsewhere: there is no text to train more models of.")
        return
    if run.record.continues is not None:
        st.caption(
            "This run went on from another’s vectors, which cannot be done again; ask this of a "
            "run trained in one go."
        )
        return
    if run.record.corpus.id not in {entry.id for entry in state.workspace().corpora()}:
        st.caption("The text of this run was deleted, so no more models of it can be trained.")
        return
    if kept is None:
        st.caption(
            "One training leaves open how much of this is chance. More models of the same text "
            "tell which neighbours all of them agree on."
        )
    _ask(run, kept)


def _ask(run: RunEntry, kept: Ensemble | None) -> None:
    """How many models of which kind, what they will cost, and the button."""
    record = run.record
    if record is None:
        return
    kinds = list(KINDS) if record.model.method != COUNTED else ["sentences"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            "More models by", kinds, format_func=KINDS.__getitem__, help=KINDS_HELP, width=300,
            key=f"sure_kind_{run.id}",
        )  # fmt: skip
        n = st.number_input("Models", FEWEST, MOST, USUAL, key=f"sure_n_{run.id}", width=130)
        label = "Train them anew" if kept is not None else "Train more models"
        kind_of_button = "secondary" if kept is not None else "primary"
        asked = st.button(label, type=kind_of_button, icon=":material/model_training:")
    cost = forecast(record, int(n))
    st.caption(
        f"About {work.duration(cost.seconds)}, {cost.memory / 1e6:,.0f} MB of memory; "
        f"{cost.kept / 1e6:,.0f} MB are kept, of the {cost.words:,} most frequent words."
    )
    if asked:
        try:
            requests.more_models(state.queue(), state.owner(), run.id, str(kind), int(n))
        except W2VError as error:
            problem(error)
        else:
            st.rerun()


def _job(run_id: str) -> JobView | None:
    """The newest job that trains more models of a run."""
    views = state.queue().views(state.owner(), "confidence")
    return next((view for view in views if view.payload["run_id"] == run_id), None)
