"""How much text is enough? Methods are trained on growing parts of a text and asked the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.engines.base import Parameters
from w2v_core.errors import Cancelled, ConfigError, TextError
from w2v_core.text.corpus import Corpus
from w2v_core.training.held_out import FEWEST_SENTENCES, HeldOut, select, split
from w2v_core.training.loop import Trained, train
from w2v_core.training.several import STOPPED, Watcher

TENTHS = tuple(n / 10 for n in range(1, 11))
COMPARED = ("skipgram-ns", "cbow-ns", "svd")
LAST = 0.8  # of the text; what the rest still adds is what more text would
ADDS = 0.03  # share of the score that the last fifth has to add, to say that more text helps

Told = Callable[[float], None]
Asked = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Point:
    """A method on a part of the text.

    Attributes:
        method: its name.
        share: of the sentences, 0 to 1.
        words: in that part.
        pair_mrr: mean reciprocal rank of the same held-out neighbours.
        seconds: of training.
    """

    method: str
    share: float
    words: int
    pair_mrr: float
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def learning_curve(
    corpus: Corpus,
    model: TrainConfig,
    setup: EngineConfig,
    methods: Sequence[str] = COMPARED,
    shares: Sequence[float] = TENTHS,
    told: Told = lambda share: None,
    should_stop: Asked = lambda: False,
) -> Iterator[Point]:
    """Each method on each part, the small parts first; the parts are nested, drawn at random.

    The words are those of the whole text and the questions the same for all: a word that a part
    does not hold counts against it, and a method that a part is too small for is left out there.
    Epochs are the method's default for so much text.

    Args:
        corpus: the text.
        model: settings that all share.
        setup: on what to compute.
        methods: names.
        shares: of the sentences, rising.
        told: told the share of all work that is done.
        should_stop: asked many times a second.

    Raises:
        TextError: if the text is too short to hold sentences out.
        Cancelled: if `should_stop` said so.
    """
    kept = corpus.keep(model.min_count)
    to_train, aside = split(kept)
    if aside is None:
        raise TextError(
            f"The text has {kept.n_sentences} sentences, and {FEWEST_SENTENCES} or more are needed "
            "to hold some out; bring more text."
        )
    order = np.random.default_rng(0).random(to_train.n_sentences)
    total, done = sum(shares) * len(methods), 0.0
    for share in shares:
        part = select(to_train, order < share)
        for method in methods:
            own = model.replace(method=method, epochs=None, lr=None)
            trained = trained_on(part, own, setup, should_stop, share == shares[-1])
            if trained is not None:
                yield Point(method, share, part.n_words, rank(trained, aside), trained.seconds)
            done += share
            told(done / total)


def trained_on(
    part: Corpus, model: TrainConfig, setup: EngineConfig, should_stop: Asked, whole: bool
) -> Trained | None:
    """A method on a part of the text; None where a part, not the whole text, is too small for it.

    Counts of little text have fewer dimensions than were asked for.
    """
    try:
        trained = train(part, model, setup, Watcher(lambda _: None, should_stop))
    except ConfigError:
        if whole:
            raise
        return None
    if trained.stopped:
        raise Cancelled(STOPPED)
    return trained


def rank(trained: Trained, aside: Corpus) -> float:
    """The mean reciprocal rank of the neighbours in held-out sentences."""
    examiner = HeldOut.of(aside, aside.vocabulary.counts, trained.model)
    W_out = trained.embedding.W_out if trained.nodes is None else trained.nodes
    if examiner is None or W_out is None:
        return 0.0
    return examiner.scores(Parameters(trained.embedding.W_in, W_out))["pair_mrr"] or 0.0


def verdict(points: Sequence[Point]) -> list[str]:
    """What the curve says, a sentence each: who leads on how much text, and whether more helps.

    >>> rows = [("a", .1, .2), ("b", .1, .1), ("a", 1., .3), ("b", 1., .4)]
    >>> points = [Point(method, share, int(1000 * share), mrr, 1.) for method, share, mrr in rows]
    >>> for sentence in verdict(points): print(sentence)
    On 100 words a leads; on all 1,000 words b does.
    """
    if not points:
        return []
    first, last = min(p.share for p in points), max(p.share for p in points)
    small, whole = leader(points, first), leader(points, last)
    said = [
        f"On {small.words:,} words {small.method} leads; on all {whole.words:,} words "
        + (f"{whole.method} does." if small.method != whole.method else "it still does.")
    ]
    before = [p for p in points if p.method == whole.method and LAST - 0.01 <= p.share < last]
    if before:
        gain = whole.pair_mrr / max(min(before, key=lambda p: p.share).pair_mrr, 1e-9) - 1
        more = "more text would still help" if gain > ADDS else "this text is nearly enough for it"
        said.append(f"The last fifth of the text changed its score by {gain:+.0%}: {more}.")
    return said


def leader(points: Sequence[Point], share: float) -> Point:
    """The best method on a part of the text."""
    return max((p for p in points if p.share == share), key=lambda p: p.pair_mrr)
