"""What an executor gets and what everybody else sees of a job."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits


@dataclass(frozen=True, slots=True)
class JobView:
    """One look at a job; it never changes, a later look is another value.

    Attributes:
        kind: name in the table of executors.
        state: one of `states`.
        rank: place in the queue of its lane, 1 is next; None where it does not wait.
        expected_seconds: time until it ends, waiting included; None where unknown.
        fraction: how much is done, 0 to 1.
        message: what it is doing, for people.
        error: why it failed or was ended by the program, one sentence; else None.
        created, started, finished: seconds since 1970, None where not yet.
        detail: a frozen value the executor published, or None; if it has `seconds_left`, that is
            taken as the time the job still needs.
        version: grows with each change, so that a reader can skip what it has seen.
    """

    id: str
    kind: str
    state: str
    created: float
    payload: Mapping[str, Any]
    started: float | None = None
    finished: float | None = None
    rank: int | None = None
    expected_seconds: float | None = None
    fraction: float = 0.0
    message: str = ""
    error: str | None = None
    detail: Any = None
    version: int = 0


class Publish(Protocol):
    """Tells the world how far a job is; the detail stays where none is given."""

    def __call__(self, fraction: float, message: str, detail: Any = None) -> None:
        """`fraction` of 1, what is being done, and a frozen value or None."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job as its executor sees it.

    Attributes:
        should_stop: whether it is to end now.
        is_break: whether that end is a rest, after which the job goes on: then it keeps its place
            and not a result.
    """

    id: str
    workspace: Workspace
    payload: Mapping[str, Any]
    publish: Publish
    should_stop: Callable[[], bool]
    is_break: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Executor:
    """How jobs of one kind are done.

    Attributes:
        lane: gives the lane by the payload; jobs of one lane run one after another.
        run: does the job; False where it was stopped and kept what it had. A W2VError is shown
            to people, `Cancelled` means stopped.
        admit: raises a W2VError where a job must not even be queued.
        resumes: whether a job that was paused or cut goes on where it was.
        adds: to which shelf of its owner a job adds something, "runs" or "corpora"; None: to none.
    """

    lane: Callable[[Mapping[str, Any]], str]
    run: Callable[[Task], bool]
    admit: Callable[[Workspace, Mapping[str, Any], Limits], None] = lambda *_: None
    resumes: bool = False
    adds: Callable[[Mapping[str, Any]], str | None] = lambda payload: None


Executors = Mapping[str, Executor]
