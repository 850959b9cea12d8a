"""Runs: everything that was trained or brought here, to find, open, note, take away or delete."""

import streamlit as st

from pages.shared import empty, figures, head, importing, state
from pages.shared.exporting import export_button, recipe
from pages.shared.going_on import continue_form, give_up, resume_button, take_up, what_is_kept
from pages.shared.lesson import IN_ADDRESS
from pages.shared.plot import plot
from pages.shared.publishing import publish_button
from pages.shared.run_table import COLUMNS, ORDERS, arranged, rows, states_of
from pages.shared.run_view import DAMAGED, curve_kept, run_view
from pages.shared.says import problem, prose
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from pages.shared.work import attempt
from w2v_core.errors import W2VError
from w2v_core.jobs.home import RunEntry
from w2v_core.jobs.states import ACTIVE, INTERRUPTED, PAUSED
from w2v_core.runs.folder import MAX_NAME, MAX_NOTE

TABLE, GONE = "runs_table", "runs_gone"
MOST_CURVES = 8
NOT_ALIKE = (
    "Losses of one method on one text can be compared; those of different methods measure "
    "different things. What can be compared among all is the held-out rank in the table."
)


def chosen_runs(runs: tuple[RunEntry, ...]) -> tuple[RunEntry, ...]:
    """The runs that the visitor wants to see, in the order asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Filter", key="runs_filter", type="search", live=True, bind=IN_ADDRESS,
            placeholder="Name, text, method, state or note", max_chars=100,
        )  # fmt: skip
        order = st.selectbox("Order", list(ORDERS), key="runs_order", bind=IN_ADDRESS, width=220)
    found = arranged(runs, states_of(state.queue(), state.workspace(), runs), typed or "", order)
    if not found:
        st.text(f"No run like “{visible(typed)}” among {len(runs):,}.")
    return found


def table(runs: tuple[RunEntry, ...], states: dict[str, str]) -> list[RunEntry]:
    """The runs; those that are marked, else the current one."""
    current = st.query_params.get(state.RUN)
    place = next((n for n, run in enumerate(runs) if run.id == current), 0)
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
    shown = hash(tuple(run.id for run in runs))  # other runs make another table: marks are places
    marked = st.dataframe(
        rows(runs, states, st.context.timezone),
        hide_index=True,
        key=f"{TABLE}_{shown}",
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": [place]}},
        column_config={name: formats.get(name, title) for name, title in COLUMNS},
        alt="Your runs",
    )
    places = [n for n in marked["selection"]["rows"] if n < len(runs)]
    return [runs[n] for n in places] or [runs[place]]


def actions(run: RunEntry, run_state: str) -> None:
    """What can be done with the marked run."""
    st.subheader(plain(run.name), anchor=False)
    about(run, run_state)
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
        if run_state != DAMAGED and not (run.record and run.record.imported):
            curve = "Watch it" if run_state in ACTIVE else "Curve"
            go(curve, "train", run.id, ":material/show_chart:")
        if run.record is not None:
            export_button(run)
            more = continue_form(run)
            if more is not None:
                watch(more)
        publish_button(run)
        rename(run)
        delete([run])
    if run.record is not None:
        recipe(run, run.record)


def about(run: RunEntry, run_state: str) -> None:
    """What is wrong with it, what was noted, where it came from."""
    if run.problem and run_state == DAMAGED:
        st.error(prose(run.problem), title="This run is damaged", icon=":material/broken_image:")
    if run.note:
        st.text(run.note)
    imported = run.record.imported if run.record else None
    if imported is not None:
        says = f"Imported from {imported.file} ({imported.format})."
        st.caption(prose(" ".join((says, *imported.notes))))


def several(runs: list[RunEntry]) -> None:
    """The curves of the marked runs in one chart, and what can be done with all of them."""
    st.subheader(f"{len(runs)} runs", anchor=False)
    curves = [figures.Curve(run.name, curve_kept(state.workspace(), run)) for run in runs]
    drawn = [curve for curve in curves if curve.points][:MOST_CURVES]
    if drawn:
        names = ", ".join(visible(curve.name) for curve in drawn)
        figure = figures.loss_curve(drawn)
        plot(figure, key="runs_curves", alt=f"Loss by words passed of {names}", height=420)
        st.caption(NOT_ALIKE)
    else:
        st.text("None of these has a curve: they were counted or imported.")
    if len(curves) - len(drawn):
        st.caption(f"{len(drawn)} of {len(curves)} curves are drawn.")
    delete(runs)


def watch(run_id: str) -> None:
    """See a run train."""
    state.choose(state.RUN, run_id)
    st.switch_page("pages/train.py", query_params={state.RUN: run_id})


def go(label: str, page: str, run_id: str, icon: str, kind: str = "secondary") -> None:
    """A button that opens the run on another page."""
    if st.button(label, icon=icon, type=kind):
        state.choose(state.RUN, run_id)
        st.switch_page(f"pages/{page}.py", query_params={state.RUN: run_id})


def rename(run: RunEntry) -> None:
    """Another name for the run, and a note beside it."""
    name, note = f"runs_name_{run.id}", f"runs_note_{run.id}"
    with st.popover("Name and note", icon=":material/edit:"):
        st.text_input("Name", value=run.name, max_chars=MAX_NAME, key=name)
        st.text_area("Note", value=run.note, max_chars=MAX_NOTE, key=note, height=120)
        if st.button("Save", type="primary", key=f"runs_rename_{run.id}"):
            own = state.workspace()
            try:
                own.rename_run(run.id, st.session_state[name])
                own.annotate_run(run.id, st.session_state[note])
            except W2VError as error:
                problem(error)
            else:
                st.rerun()


def delete(runs: list[RunEntry]) -> None:
    """Away with them, with a second click; it can be undone for an hour."""
    what = f"“{plain(runs[0].name)}”" if len(runs) == 1 else f"these {len(runs)} runs"
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown(f"Delete {what}? You can undo it for an hour.")
        st.button(
            "Delete" if len(runs) == 1 else f"Delete all {len(runs)}",
            type="primary",
            key=f"runs_delete_{runs[0].id}",
            on_click=deleted,
            args=([(run.id, run.name) for run in runs],),
        )


def deleted(runs: list[tuple[str, str]]) -> None:
    """Remove runs; if one was the current one, there is none."""
    gone = []
    for run_id, name in runs:
        if attempt(lambda id=run_id: state.workspace().delete_run(id)):
            gone.append((run_id, name))
        give_up(run_id)
        if st.query_params.get(state.RUN) == run_id:
            state.choose(state.RUN, None)
    st.session_state[GONE] = gone


def undo() -> None:
    """What was just deleted, and the way back; else what can still be had back."""
    gone = st.session_state.get(GONE)
    if gone:
        what = f"“{plain(gone[0][1])}”" if len(gone) == 1 else f"{len(gone)} runs"
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(f"Deleted {what}.", width="stretch")
            st.button(
                "Undo", icon=":material/undo:", key="runs_undo", on_click=restored, args=(gone,)
            )
        return
    kept = state.workspace().deleted_runs()
    if kept:
        with st.popover("Deleted in the last hour", icon=":material/restore_from_trash:"):
            for run in kept:
                st.button(
                    f"Put back {plain(run.name)}", key=f"runs_back_{run.id}",
                    on_click=restored, args=([(run.id, run.name)],),
                )  # fmt: skip


def restored(runs: list[tuple[str, str]]) -> None:
    """Have deleted runs back."""
    st.session_state.pop(GONE, None)
    for run_id, _ in runs:
        if attempt(lambda id=run_id: state.workspace().restore_run(id)):
            take_up(run_id)
            state.choose(state.RUN, run_id)


head.title("Runs", "Everything that was trained or brought here, to find, open, keep or delete.")
importing.panel()
undo()
every = state.workspace().runs()
if not every:
    empty.no_run()
    st.stop()
listed = chosen_runs(every)
if not listed:
    st.stop()
how = states_of(state.queue(), state.workspace(), listed)
marked = table(listed, how)
csv_button(lambda: csv_bytes(rows(listed, how, None)), "runs.csv", "Table as CSV", type="tertiary")
if len(marked) == 1:
    actions(marked[0], how[marked[0].id])
else:
    several(marked)
