"""Work that rests and goes on: pause, resume, stop, and more epochs for a run that ended."""

from contextlib import suppress

import streamlit as st

from pages.shared import state, work
from pages.shared.run_view import RunView, run_view
from pages.shared.says import problem
from pages.shared.text import plain
from w2v_core.config import COUNTED, EPOCHS, TrainConfig
from w2v_core.errors import W2VError
from w2v_core.jobs import requests, states
from w2v_core.jobs.home import RunEntry
from w2v_core.options import Option
from w2v_core.runs.record import RunRecord
from w2v_core.storage import MANIFEST

EXACT = "exact"  # the engine whose learning rate is a first step only
STAYS = (
    "The run stays as it is; what is added becomes a run of its own, which begins with its vectors."
)
FALLS = (
    "The learning rate begins anew at the value above and falls evenly, to nearly nothing at the "
    "end of the added epochs."
)
STEPS = (
    "An epoch is one step on the whole text. The learning rate sets the size of the first one; "
    "later ones find their own size."
)
FORGETS = "Adagrad forgets the gradients it has had, and begins anew."
PAUSES = (
    "Keeps its place on disk and lets the next run of the queue train. It goes on later, also "
    "after a restart, as if it had never stopped."
)
BEGINS_AGAIN = (
    "Lets the next run of the queue train. Counting is done in one go and keeps no place: resumed, "
    "it begins again."
)


def pause_button(run: RunView) -> None:
    """Pause a run that waits or trains."""
    st.button(
        "Pause",
        icon=":material/pause:",
        help=BEGINS_AGAIN if run.method == COUNTED else PAUSES,
        disabled=run.state not in (states.QUEUED, states.RUNNING),
        on_click=_pause,
        args=(run.id,),
    )


def stop_button(run: RunView) -> None:
    """Stop a run that waits, trains or rests."""
    st.button(
        "Stop training",  # Streamlit has a Stop of its own, for the page
        icon=":material/stop:",
        help="Ends within a second and keeps the vectors as they are then, if there are any.",
        disabled=run.state == states.STOPPING,
        on_click=_stop,
        args=(run.id,),
    )


def resume_button(run_id: str) -> bool:
    """Resume a run that rests; whether that was asked for just now and could be done."""
    key = f"resume_{run_id}"
    clicked = st.button("Resume", type="primary", icon=":material/resume:", key=key)
    return clicked and _resume(run_id)


def what_is_kept(run: RunView) -> str:
    """What is left of a run that rests or was cut, and what can be done with it."""
    at = f"at {run.kept:.0%}".replace("%", " %")
    if run.state == states.PAUSED and run.kept:
        return f"Paused {at}. Its place is kept on disk; Resume goes on as if it had never stopped."
    if run.state == states.PAUSED:
        return "Paused with nothing trained yet. Resume puts it back into the queue."
    if not run.resumable:
        return "The program ended while this run trained; its curve is kept, its vectors are not."
    failed = run.state == states.FAILED
    if failed and run.kept:
        return f"{run.says} Its place {at} is kept for Resume, once that is mended, or for Stop."
    ended = f"{run.says} " if failed else "The program ended while this run trained. "
    if run.kept:
        return f"{ended}Its place {at} is kept; Resume goes on from there, Stop keeps its vectors."
    return f"{ended}Its place was not kept yet; Resume begins it again."


def continue_form(run: RunEntry) -> str | None:
    """Ask for more epochs for a kept run; the id of the new run, once it was asked for."""
    record = run.record
    if record is None or record.imported or record.model.method == COUNTED:
        return None
    specs = {spec.name: spec for spec in TrainConfig.options()}
    with st.popover("Continue", icon=":material/forward:"):
        epochs = st.number_input(
            "More epochs",
            value=min(record.model.epochs or EPOCHS, EPOCHS),
            key=f"continue_epochs_{run.id}",
            **_range(specs["epochs"], int),
        )
        lr = st.number_input(
            "Learning rate at the start",
            value=float(record.model.lr or record.model.default_lr()),
            format="%g",
            key=f"continue_lr_{run.id}",
            **_range(specs["lr"], float),
        )
        exact = record.engine == EXACT
        st.caption(f"{STAYS} {STEPS if exact else FALLS}")
        if record.model.optimizer == "adagrad" and not exact:
            st.caption(FORGETS)
        asked = st.button("Train on", type="primary", key=f"continue_{run.id}")
    return _train_on(record, run.name, int(epochs), float(lr)) if asked else None


def goes_on_from(record: RunRecord) -> str:
    """What a run that continues another began with, for people."""
    earlier = record.continues
    if earlier is None:
        return "New vectors"
    exact = record.engine == EXACT
    rate = f"{'first step by' if exact else 'learning rate falling from'} {record.model.lr:g}"
    return (
        f"The vectors of “{plain(earlier.name)}”, after {earlier.words:,} words; from there "
        f"{record.model.epochs} epochs, {rate}"
    )


def _range(spec: Option, kind: type) -> dict[str, float]:
    """The ends of an option's range, as a number field takes them."""
    low, high = spec.low or 0, spec.high or 0
    return {"min_value": kind(low), "max_value": kind(high)}


def _train_on(record: RunRecord, name: str, epochs: int, lr: float) -> str | None:
    try:
        queue, owner = state.queue(), state.owner()
        return requests.train_on(queue, owner, record, f"{name}, continued"[:100], epochs, lr)
    except W2VError as error:
        problem(error)
        return None


def _resume(run_id: str) -> bool:
    return work.attempt(lambda: state.queue().resume(state.owner(), run_id))


def _pause(run_id: str) -> None:
    """Pause, and give it a moment, so that the answer to the click shows the rest."""
    work.attempt(lambda: state.queue().pause(state.owner(), run_id))
    _settle(run_id)


def _stop(run_id: str) -> None:
    """Stop, and give it a moment to be kept, so that the answer to the click shows the end."""
    work.stop(run_id)
    _settle(run_id)


def _settle(run_id: str) -> None:
    work.moment(lambda: not run_view(state.queue(), state.workspace(), run_id).active)


def take_up(run_id: str) -> None:
    """A deleted run was put back: if it has not ended, its job may go on again."""
    with suppress(W2VError):  # of the command line or another program
        if not (state.workspace().run_folder(run_id) / MANIFEST).exists():
            state.queue().reopen(state.owner(), run_id)


def give_up(run_id: str) -> None:
    """A run was deleted: its job does not wait any more to go on."""
    try:
        state.queue().stop(state.owner(), run_id)
    except W2VError:  # of the command line or another program, or begun anew by a twin
        return
