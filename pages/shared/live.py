"""A run before one's eyes: its curve, its words and its map, while it trains and afterwards.

All states share one layout, so that nothing jumps when a run begins or ends.
"""

import streamlit as st

from pages.shared import cache, empty, figures, going_on, state, work
from pages.shared.figures.settling import settling_map
from pages.shared.live_parts import facts, five_numbers, neighbours
from pages.shared.plot import plot
from pages.shared.run_view import DAMAGED, RunView, run_view
from pages.shared.says import problem, prose
from pages.shared.text import plain
from w2v_core.config import COUNTED
from w2v_core.errors import NotFound, W2VError
from w2v_core.jobs import states
from w2v_core.jobs.glimpse import Glimpse, choose_probes, look

CHART_HEIGHT = 290
BADGES = {  # state: what people read, colour, icon
    states.QUEUED: ("Waiting", "gray", ":material/hourglass_top:"),
    states.RUNNING: ("Training", "blue", ":material/play_arrow:"),
    states.PAUSING: ("Pausing", "orange", ":material/pause:"),
    states.PAUSED: ("Paused", "gray", ":material/pause:"),
    states.STOPPING: ("Stopping", "orange", ":material/stop:"),
    states.DONE: ("Done", "green", ":material/check:"),
    states.STOPPED: ("Stopped early", "orange", ":material/stop:"),
    states.FAILED: ("Failed", "red", ":material/error:"),
    states.INTERRUPTED: ("Cut off", "orange", ":material/power_off:"),
    DAMAGED: ("Damaged", "red", ":material/broken_image:"),
}


def live(run_id: str | None, every: float) -> None:
    """The run, looked at every so many seconds until it ends."""
    if run_id is None:
        _nothing_yet()
        return
    try:
        run = run_view(state.queue(), state.workspace(), run_id)
    except NotFound as error:
        empty.not_found(state.RUN, error)
        return
    st.fragment(_panel, run_every=None if run.settled else every)(run_id, run.active, run.settled)


def _nothing_yet() -> None:
    st.space("large")
    with st.container(horizontal_alignment="center"):
        st.markdown("#### :material/show_chart: Nothing has been trained yet", width="content")
        st.markdown(
            "Start a training: its loss curve, the neighbours of a few words and a map of the most "
            "frequent ones will move here while it runs. The defaults suit most texts.",
            width=460,
            text_alignment="center",
        )


def _panel(run_id: str, *before: bool) -> None:
    try:
        run = run_view(state.queue(), state.workspace(), run_id)
    except NotFound:  # deleted meanwhile, in another tab: the page says so
        st.rerun()
    _head(run)
    if before != (run.active, run.settled):  # the page changes too; how it ended is seen already
        st.rerun()
    five_numbers(run)
    glimpse = run.glimpse if run.record is None else _last_look(run)
    losses, words = st.columns(2)
    with losses:
        figure = figures.loss_curve([figures.Curve(run.name, run.curve)])
        figure.update_layout(uirevision=run.id)
        if all(
            point.loss is None for point in run.curve
        ):  # numbers on the axes would mean nothing yet
            figure.update_layout(xaxis_showticklabels=False, yaxis_showticklabels=False)
        plot(figure, key="train_loss", alt="Loss by words passed", height=CHART_HEIGHT)
        if run.method == COUNTED:
            st.caption("Counting has no loss. Its held-out rank stands below when it is done.")
    with words:
        _map(run.id, glimpse)
    neighbours(glimpse)
    if run.record is not None:
        facts(run.record)


def _head(run: RunView) -> None:
    """Name, state, what it is doing, and what can be done with it."""
    title, buttons = st.columns([3, 2], vertical_alignment="center")
    says, colour, icon = BADGES.get(run.state, (run.state, "gray", ":material/help:"))
    with title, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(run.name)}**", width="content")
        st.badge(says, icon=icon, color=colour)
    with buttons, st.container(horizontal=True, horizontal_alignment="right"):
        _buttons(run)
    if run.state in (states.FAILED, states.INTERRUPTED, DAMAGED):
        st.warning(prose(_why(run)), icon=icon)
    else:
        st.progress(run.fraction, text=_doing(run))
    if run.note:
        st.warning(prose(run.note), icon=":material/warning:")


def _buttons(run: RunView) -> None:
    if run.active:
        going_on.pause_button(run)
        going_on.stop_button(run)
    elif run.resumable:
        if going_on.resume_button(run.id):
            st.rerun()
        if run.kept:
            going_on.stop_button(run)
    elif run.record is not None:
        if st.button("Map", type="primary", icon=":material/scatter_plot:"):
            st.switch_page("pages/map.py")
        if st.button("Neighbours", icon=":material/hub:"):
            st.switch_page("pages/neighbours.py")
        if run.method != COUNTED and st.button("In time", icon=":material/movie:"):
            st.switch_page("pages/in_time.py")


def _why(run: RunView) -> str:
    if run.state == states.INTERRUPTED or run.resumable:
        return going_on.what_is_kept(run)
    return run.says


def _doing(run: RunView) -> str:
    """One line beside the progress bar."""
    if run.state == states.QUEUED:
        left = "" if run.seconds_left is None else f", {work.duration(run.seconds_left)} to go"
        if run.says:  # what keeps the lane busy, if that is no other run
            return f"{run.says}; this run is next"
        return f"Waiting, place {run.rank or 1} in the queue{left}"
    if run.state == states.PAUSED:
        return going_on.what_is_kept(run)
    if run.record is not None:
        ended = "Stopped early, vectors kept," if run.record.stopped else "Done"
        return f"{ended} after {run.record.result.words:,} words"
    if run.active and run.seconds_left is not None and run.progress is not None:
        return f"{run.says}, {work.duration(run.seconds_left)} left"
    return run.says or "Nothing was kept"


def _map(run_id: str, glimpse: Glimpse | None) -> None:
    words, points = (glimpse.words, glimpse.points) if glimpse else ((), ())
    watched = {probe.word for probe in glimpse.probes} if glimpse else set()
    figure = settling_map(words, points, watched, view=run_id)
    plot(figure, key="train_map", alt="Map of the most frequent words", height=CHART_HEIGHT)


@st.cache_resource(max_entries=6, show_spinner=False)
def _look_at(owner: str, run_id: str, wanted: tuple[str, ...], _before: Glimpse | None) -> Glimpse:
    embedding = cache.embedding(owner, run_id)
    probes = choose_probes(embedding.words, wanted)
    return look(embedding.W_in, embedding.words, probes, _before)


def _last_look(run: RunView) -> Glimpse | None:
    """The vectors as they were kept, turned like the last picture; None if they cannot be read."""
    try:
        return _look_at(state.owner(), run.id, run.probes, run.glimpse)
    except W2VError as error:
        problem(error)
        return None
