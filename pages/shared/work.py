"""Long work on a page: its progress while it lasts, a button that stops it, how it ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep

import streamlit as st

from pages.shared import state
from pages.shared.says import problem, prose
from w2v_core.errors import W2VError
from w2v_core.jobs.states import ACTIVE, STOPPING
from w2v_core.jobs.task import JobView

POLL_SECONDS = 0.5

Body = Callable[[JobView], None]


def follow(job_id: str, body: Body | None = None, label: str = "Stop") -> JobView:
    """Draw the progress of a job of the visitor until it ends; then the page runs once more.

    The page reads on: `follow(id).state` says how it stands, and what comes next is its affair.

    Args:
        job_id: the job.
        body: draws more from each new view, such as a loss curve.
        label: of the button that stops it.

    Raises:
        NotFound: if the visitor has no such job.
    """
    view = state.queue().view(state.owner(), job_id)
    if view.state in ACTIVE:
        # The timer is the browser's: nobody polls for a closed page.
        st.fragment(_progress, run_every=POLL_SECONDS)(job_id, body, label)
    return view


def stop(job_id: str) -> None:
    """Stop a job of the visitor; where that cannot be, say why in passing."""
    attempt(lambda: state.queue().stop(state.owner(), job_id))


def attempt(action: Callable[[], object]) -> bool:
    """Do something, and tell whether it was done; where it cannot be, say why in passing."""
    try:
        action()
    except W2VError as error:
        st.toast(prose(str(error)), icon=":material/error:")
        return False
    return True


def moment(done: Callable[[], bool], seconds: float = 1.0) -> None:
    """Wait until something is done, but no longer than people take for at once."""
    end = monotonic() + seconds
    with suppress(W2VError):
        while not done() and monotonic() < end:
            sleep(0.02)


def _progress(job_id: str, body: Body | None, label: str) -> None:
    try:
        view = state.queue().view(state.owner(), job_id)
    except W2VError:  # the page asks too, and says it
        st.rerun()
    if view.state not in ACTIVE:
        st.rerun()
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(min(max(view.fraction, 0.0), 1.0), text=sentence(view))
    button.button(
        "Stopping" if view.state == STOPPING else label,
        key=f"stop_{job_id}",
        icon=":material/stop:",
        disabled=view.state == STOPPING,
        on_click=stop,
        args=(job_id,),
        width="stretch",
    )
    if body is not None:
        body(view)


def sentence(view: JobView) -> str:
    """What a job is doing, and about how long it will take."""
    left = (
        "" if view.expected_seconds is None else f", about {duration(view.expected_seconds)} left"
    )
    if view.rank is not None and view.message:  # what keeps the lane busy, if that is no other job
        return f"{view.message}; then it is this one’s turn"
    if view.rank is not None:
        return f"Waiting: place {view.rank} in the queue{left}"
    return (view.message or "Starting") + left


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(4.2), duration(150), duration(9000)
    ('4 s', '2.5 min', '2.5 h')
    """
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{max(round(seconds), 1)} s"


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error meant for people as its sentence, and end the page there."""
    try:
        yield
    except W2VError as error:
        problem(error)
        st.stop()
