"""Many models of one text: trained from other seeds, or on other samples of its sentences.

Other seeds tell how much chance there is in the training; samples of the sentences tell as well
what hangs on the very sentences that happened to be in the text (the bootstrap, Efron 1979; for
word vectors Antoniak & Mimno 2018, "Evaluating the stability of embedding-based word
similarities").
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event, Lock

import numpy as np

from w2v_core.config import COUNTED, EngineConfig, TrainConfig
from w2v_core.embedding import Embedding
from w2v_core.engines import choose
from w2v_core.errors import Cancelled, ConfigError
from w2v_core.linear.cores import cores
from w2v_core.text.corpus import Corpus
from w2v_core.training.loop import train
from w2v_core.training.progress import Progress, Unwatched

KINDS = ("seeds", "sentences")
FEWEST, MOST = 5, 50  # models
SEEDS = 2**31 - 1
STOPPED = "It was stopped; none of the models was kept."

Told = Callable[[float], None]
Asked = Callable[[], bool]


def check_kind(kind: str, method: str, n: int) -> None:
    """Raise ConfigError for models that cannot be made, or would all be the same."""
    if kind not in KINDS:
        raise ConfigError(f"kind is {kind!r}; choose one of {', '.join(KINDS)}.")
    if not FEWEST <= n <= MOST:
        raise ConfigError(f"{n} models were asked for; choose from {FEWEST} to {MOST}.")
    if kind == "seeds" and method == COUNTED:
        raise ConfigError(
            "Counting uses no chance, so that every seed gives the same vectors; "
            "choose samples of the sentences instead."
        )


def several(
    corpus: Corpus,
    model: TrainConfig,
    setup: EngineConfig,
    kind: str,
    n: int,
    told: Told = lambda share: None,
    should_stop: Asked = lambda: False,
) -> Iterator[Embedding]:
    """Models of a text, in turn; all have the same words in the same order.

    Args:
        corpus: the text.
        model: what to compute.
        setup: on what to compute it; none of the models has its seed.
        kind: "seeds" for the same text from other random numbers, "sentences" for other samples of
            its sentences as well.
        n: how many.
        told: told the share that is done, 0 to 1.
        should_stop: asked after every chunk.

    Raises:
        Cancelled: if `should_stop` said so.
        ConfigError: for a kind or a number that cannot be.
    """
    check_kind(kind, model.method, n)
    kept = corpus.keep(model.min_count)
    setup, workers = shared_out(model, setup)
    ending = Event()
    shares = Shares(n, told)

    def model_of(number: int) -> Embedding:
        seed = (1_000_003 * (setup.seed + 1) + number) % SEEDS
        text = kept if kind == "seeds" else resampled(kept, np.random.default_rng(seed))
        tell = partial(shares.tell, number)
        watcher = Watcher(tell, lambda: ending.is_set() or should_stop())
        trained = train(text, model, setup.replace(seed=seed), watcher)
        if trained.stopped:
            raise Cancelled(STOPPED)
        return trained.embedding

    with ThreadPoolExecutor(workers, thread_name_prefix="models") as pool:
        try:
            yield from pool.map(model_of, range(n))
        finally:
            ending.set()


def shared_out(model: TrainConfig, setup: EngineConfig) -> tuple[EngineConfig, int]:
    """The setup of each model, and how many are trained at a time.

    Compiled loops need no other thread: a model for each core is done sooner than one after the
    other on all cores, and a single thread gives the same vectors each time.
    """
    if choose(model, setup).entry.name != "numba_cpu":
        return setup, 1
    return setup.replace(threads=1), setup.threads or cores()


class Shares:
    """Adds up how far several trainings are, and tells the share of all."""

    def __init__(self, n: int, told: Told) -> None:
        self._shares, self._told, self._lock = [0.0] * n, told, Lock()

    def tell(self, number: int, share: float) -> None:
        """One of them is so far."""
        with self._lock:
            self._shares[number] = share
            self._told(sum(self._shares) / len(self._shares))


def resampled(corpus: Corpus, rng: np.random.Generator) -> Corpus:
    """As many sentences as there are, drawn with replacement, in the order of the text.

    The vocabulary and its counts stay those of the whole text.

    >>> from w2v_core.text.vocabulary import Vocabulary
    >>> text = Corpus([0, 1, 0], [0, 2, 3], Vocabulary(("a", "b"), [2, 1]), 3)
    >>> drawn = resampled(text, np.random.default_rng(4))
    >>> drawn.n_sentences, {tuple(drawn.words_of(n)) for n in range(2)} <= {("a", "b"), ("a",)}
    (2, True)
    """
    drawn = np.sort(rng.integers(0, corpus.n_sentences, corpus.n_sentences))
    lengths = np.diff(corpus.starts)[drawn]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    places = np.repeat(corpus.starts[drawn] - starts[:-1], lengths)
    places += np.arange(len(places))
    return Corpus(corpus.ids[places], starts, corpus.vocabulary, corpus.n_words)


class Watcher(Unwatched):
    """Passes on how far one training is, and the wish to stop it."""

    def __init__(self, told: Told, should_stop: Asked) -> None:
        self._told, self._should_stop = told, should_stop

    def progress(self, progress: Progress) -> None:
        """Tell the share of its words."""
        self._told(progress.words_done / max(progress.words_total, 1))

    def should_stop(self) -> bool:
        """Whether somebody wishes it to end."""
        return self._should_stop()
