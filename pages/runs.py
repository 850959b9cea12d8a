"""Runs: everything that was trained here, to open, rename, download or delete."""

import io
import re

import streamlit as st

from pages.shared import empty, head, state
from pages.shared.going_on import continue_form, give_up, resume_button, what_is_kept
from pages.shared.live_parts import command
from pages.shared.run_table import COLUMNS, rows, states_of
from pages.shared.run_view import DAMAGED, run_view
from pages.shared.says import problem, prose
from pages.shared.tables import csv_bytes
from pages.shared.text import plain
from w2v_core.errors import NotFound, W2VError
from w2v_core.jobs.home import RunEntry
from w2v_core.jobs.states import ACTIVE, INTERRUPTED, PAUSED

TABLE = "runs_table"


def table(runs: tuple[RunEntry, ...], states: dict[str, str]) -> RunEntry:
    """All runs, newest first; the one that is marked, else the current one."""
    current = st.query_params.get(state.RUN)
    place = next((n for n, run in enumerate(runs) if run.id == current), 0)
    columns = rows(runs, states, st.context.timezone)
    number = st.column_config.NumberColumn
    formats = {
        "dim": number("Dim.", format="localized"),
        "words": number("Words read", format="localized", help="Text times epochs."),
        "vocabulary": number("Vocabulary", format="localized"),
        "words_per_second": number("Words/s", format="compact"),
        "loss": number(
            "Loss", format="%.3f", help="Mean training loss at the end, nats an example."
        ),
        "pair_mrr": number(
            "Held-out rank",
            format="%.4f",
            help="Mean reciprocal rank of the true neighbour in held-out sentences; 1 is best.",
        ),
    }
    marked = st.dataframe(
        columns,
        hide_index=True,
        key=f"{TABLE}_{len(runs)}_{runs[0].id}",  # other runs make another table: marks are places
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [place]}},
        column_config={name: formats.get(name, title) for name, title in COLUMNS},
        alt="Your runs",
    )
    chosen = marked["selection"]["rows"]
    return runs[chosen[0] if chosen and chosen[0] < len(runs) else place]


def table_file(runs: tuple[RunEntry, ...], states: dict[str, str]) -> None:
    """The table for a spreadsheet."""
    zone = st.context.timezone
    st.download_button(
        "Table as CSV",
        data=lambda: csv_bytes(rows(runs, states, zone)),
        file_name="runs.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


def actions(run: RunEntry, run_state: str) -> None:
    """What can be done with the marked run."""
    st.subheader(plain(run.name), anchor=False)
    if run.problem and run_state == DAMAGED:
        st.error(prose(run.problem), title="This run is damaged", icon=":material/broken_image:")
    rests = run_state in (PAUSED, INTERRUPTED)
    if rests:
        view = run_view(state.queue(), state.workspace(), run.id)
        st.caption(prose(what_is_kept(view)))
        rests = view.resumable
    with st.container(horizontal=True):
        if run.record is not None:
            go("Map", "map", run.id, ":material/scatter_plot:", "primary")
            go("Neighbours", "neighbours", run.id, ":material/hub:")
        if rests and resume_button(run.id):
            watch(run.id)
        if run_state != DAMAGED:
            curve = "Watch it" if run_state in ACTIVE else "Curve"
            go(curve, "train", run.id, ":material/show_chart:")
        if run.record is not None:
            vectors(run)
            more = continue_form(run)
            if more is not None:
                watch(more)
        rename(run)
        delete(run)
    if run.record is not None:
        st.caption("The command that trains it again:")
        command(run.record)


def watch(run_id: str) -> None:
    """See a run train."""
    state.choose(state.RUN, run_id)
    st.switch_page("pages/train.py", query_params={state.RUN: run_id})


def go(label: str, page: str, run_id: str, icon: str, kind: str = "secondary") -> None:
    """A button that opens the run on another page."""
    if st.button(label, icon=icon, type=kind):
        state.choose(state.RUN, run_id)
        st.switch_page(f"pages/{page}.py", query_params={state.RUN: run_id})


def vectors(run: RunEntry) -> None:
    """The vectors as a file that other programs read, made when it is asked for."""
    folder = state.workspace().run_folder(run.id)

    def written() -> bytes:
        from w2v_core.formats import FORMATS
        from w2v_core.runs.folder import load_embedding

        stream = io.BytesIO()
        FORMATS["word2vec-text"].write(load_embedding(folder), stream)
        return stream.getvalue()

    name = re.sub(r"[^\w-]+", "-", run.name).strip("-")[:60] or "vectors"
    st.download_button(
        "Vectors",
        data=written,
        file_name=f"{name}.txt",
        mime="text/plain",
        icon=":material/download:",
        help="In the text format of word2vec, which nearly every program reads.",
        on_click="ignore",
        key=f"runs_vectors_{run.id}",
    )


def rename(run: RunEntry) -> None:
    """Another name for the run."""
    key = f"runs_name_{run.id}"
    with st.popover("Rename", icon=":material/edit:"):
        st.text_input("New name", value=run.name, max_chars=100, key=key)
        if st.button("Save the name", type="primary", key=f"runs_rename_{run.id}"):
            try:
                state.workspace().rename_run(run.id, st.session_state[key])
            except W2VError as error:
                problem(error)
            else:
                st.rerun()


def delete(run: RunEntry) -> None:
    """Away with it, with a second click."""
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown(f"Delete “{plain(run.name)}” for good?")
        st.button(
            "Delete for good",
            type="primary",
            key=f"runs_delete_{run.id}",
            on_click=deleted,
            args=(run.id,),
        )


def deleted(run_id: str) -> None:
    """Remove a run; if it was the current one, there is none."""
    try:
        state.workspace().delete_run(run_id)
    except NotFound as error:
        st.toast(str(error), icon=":material/error:")
    give_up(run_id)
    if st.query_params.get(state.RUN) == run_id:
        state.choose(state.RUN, None)


head.title("Runs", "Everything that was trained here, to open, download or delete.")
listed = state.workspace().runs()
if not listed:
    empty.no_run()
    st.stop()
how = states_of(state.queue(), state.workspace(), listed)
marked = table(listed, how)
table_file(listed, how)
actions(marked, how[marked.id])
