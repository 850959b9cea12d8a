"""Every method on one text under one budget: what each takes, and what comes of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from w2v_core.config import COUNTED, METHODS, EngineConfig, TrainConfig
from w2v_core.engines import choose
from w2v_core.errors import Cancelled, ConfigError, EngineUnavailable
from w2v_core.text.corpus import Corpus
from w2v_core.training.loop import Trained, train
from w2v_core.training.peak import Peak
from w2v_core.training.progress import Progress, Unwatched

PILOT = 0.08  # of the time, to see how fast a method is
GRACE = 1.25  # of the time, after which a training is stopped
MOST_EPOCHS = 200
ALL = tuple(method.name for method in METHODS)
STOPPED = "The comparison was stopped; the runs made so far are kept."

Told = Callable[[float, str], None]
Asked = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Budget:
    """What each method may use; one of the two.

    Attributes:
        epochs: passes over the text. (Exact losses by word type take their own default: a pass of
            theirs costs the same for any text.)
        seconds: of training; counting takes what it takes.
    """

    epochs: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if (self.epochs is None) == (self.seconds is None):
            raise ConfigError("A budget is a number of epochs or of seconds; give one of the two.")
        if (self.epochs or self.seconds or 0) <= 0:
            raise ConfigError("A budget has to be more than nothing.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one method took and gave.

    Attributes:
        method: its name.
        engine: the engine that ran; empty where none could.
        epochs: passes made; None for counting.
        seconds: of training.
        memory: bytes that the program grew by, at most; None: unknown.
        loss: last mean training loss, in the method's own terms.
        held_out: scores by name.
        stopped: whether the time ran out before the last epoch had ended.
        problem: why there is nothing; None where there is.
        run: id of the run that was kept; empty where none was.
    """

    method: str
    engine: str = ""
    epochs: int | None = None
    seconds: float = 0.0
    words_per_second: float = 0.0
    memory: int | None = None
    loss: float | None = None
    softmax_nll: float | None = None
    noise_loss: float | None = None
    pair_mrr: float | None = None
    stopped: bool = False
    problem: str | None = None
    run: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def trade_offs(
    corpus: Corpus,
    model: TrainConfig,
    setup: EngineConfig,
    budget: Budget,
    told: Told = lambda share, method: None,
    should_stop: Asked = lambda: False,
    methods: Sequence[str] = ALL,
) -> Iterator[tuple[Outcome, Trained | None]]:
    """Train every method in turn; each outcome comes as soon as it is there.

    Args:
        corpus: the text.
        model: settings that all share: dim, window, min_count and so on.
        setup: on what to compute.
        budget: of each method.
        told: told the share of all that is done, and the method at work.
        should_stop: asked many times a second.
        methods: those to train.

    Raises:
        Cancelled: if `should_stop` said so.
    """
    for number, method in enumerate(methods):
        told(number / len(methods), method)
        own = model.replace(method=method, epochs=None, lr=None)
        try:
            yield _one(corpus, own, setup, budget, should_stop)
        except EngineUnavailable as error:
            yield Outcome(method, problem=str(error)), None


def _one(
    corpus: Corpus, model: TrainConfig, setup: EngineConfig, budget: Budget, should_stop: Asked
) -> tuple[Outcome, Trained | None]:
    """Train one method within the budget, and score it."""
    model = model.replace(epochs=_epochs(corpus, model, setup, budget, should_stop))
    is_free = budget.seconds is None or model.method == COUNTED  # counting has no half results
    limit = Limit(None if is_free else GRACE * (budget.seconds or 0.0), should_stop)
    try:
        with Peak() as peak:
            trained = train(corpus, model, setup, limit)
    except Cancelled:
        if should_stop():
            raise Cancelled(STOPPED) from None
        says = "The time was over before there was anything to keep."
        return Outcome(model.method, problem=says), None
    if should_stop():
        raise Cancelled(STOPPED)
    trained = trained.scored()
    outcome = Outcome(
        model.method,
        trained.engine,
        trained.model.epochs,
        trained.seconds,
        trained.words_per_second,
        peak.grown,
        trained.loss,
        trained.held_out["softmax_nll"],
        trained.held_out["noise_loss"],
        trained.held_out["pair_mrr"],
        trained.stopped,
    )
    return outcome, trained


def _epochs(
    corpus: Corpus, model: TrainConfig, setup: EngineConfig, budget: Budget, should_stop: Asked
) -> int | None:
    """The passes that fit the budget; where it is of time, a short training shows how many."""
    if model.method == COUNTED:
        return None
    if budget.seconds is None:
        return None if choose(model, setup).entry.exact else budget.epochs
    longest = model.replace(epochs=MOST_EPOCHS)
    speed = max(_speed(corpus, longest, setup, PILOT * budget.seconds, should_stop) for _ in "12")
    if not speed:  # the first trial compiles; the second was too short for anything
        once = model.replace(epochs=1)
        speed = _speed(corpus, once, setup, budget.seconds, should_stop)
    return max(1, min(int(budget.seconds * speed / corpus.n_words), MOST_EPOCHS))


def _speed(
    corpus: Corpus, model: TrainConfig, setup: EngineConfig, seconds: float, should_stop: Asked
) -> float:
    """Words a second of a training that is ended after some seconds; 0 if it came to nothing."""
    with suppress(Cancelled):
        return train(corpus, model, setup, Limit(seconds, should_stop)).words_per_second
    return 0.0


class Limit(Unwatched):
    """Ends a training when its time is over, or when somebody wishes it.

    The clock starts with the first report or question, after what is compiled was compiled.

    Args:
        seconds: it may take; None: as long as it needs.
        should_stop: whether somebody wishes it to end.
    """

    def __init__(self, seconds: float | None, should_stop: Asked) -> None:
        self._seconds, self._should_stop = seconds, should_stop
        self._began: float | None = None

    def progress(self, progress: Progress) -> None:
        """Nothing is told on."""

    def should_stop(self) -> bool:
        """Whether it is to end."""
        now = perf_counter()
        if self._began is None:
            self._began = now
        late = self._seconds is not None and now - self._began > self._seconds
        return late or self._should_stop()
