"""THE training loop: epochs, learning rate, chunks, reports, stopping. Engines only run chunks.

Does not: know files, jobs or pages; an observer watches and decides what to keep.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter

import numpy as np

from w2v_core.config import EngineConfig, TrainConfig, method_named
from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.engines import choose
from w2v_core.engines.base import ChunkStats, Engine, Examples, Parameters
from w2v_core.errors import Cancelled, ConfigError, TextError
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.training.held_out import NO_SCORES, HeldOut, Scores, split
from w2v_core.training.initial import initial_parameters
from w2v_core.training.progress import Observer, Progress, Unwatched
from w2v_core.training.schedule import chunk_bounds, learning_rate, marks_passed
from w2v_core.training.state import TrainingState

REPORT_SECONDS = 0.2  # training time between two reports
SCORING_SHARE = 0.04  # of the training time may go into held-out losses while it runs
FEWEST_CHUNKS = 100  # of a whole run, so that the learning rate falls smoothly on small texts


@dataclass(frozen=True, slots=True)
class Trained:
    """What training gives back.

    Attributes:
        embedding: the vectors; its W_out is None with hierarchical softmax, for `nodes`.
        model: the options with epochs and learning rate filled in.
        engine: name of the engine that ran.
        device: what it ran on.
        words: corpus words passed, over all epochs.
        seconds: training time, without reading, scoring and keeping.
        loss: mean training loss per pair of the last report, in nats.
        stopped: whether it was stopped before the end.
        nodes: (V - 1, D) vectors of the tree's inner nodes, with hierarchical softmax.
        examiner: the held-out pairs, or None where the text is too short to hold some out.
        held_out: `softmax_nll`, `noise_loss`, `pair_mrr`; None where undefined, and before
            `scored` was called.
    """

    embedding: Embedding
    model: TrainConfig
    engine: str
    device: str
    words: int
    seconds: float
    loss: float | None
    stopped: bool
    nodes: FloatMatrix | None = field(default=None, repr=False)
    examiner: HeldOut | None = field(default=None, repr=False)
    held_out: Scores = field(default_factory=lambda: dict(NO_SCORES))

    @property
    def words_per_second(self) -> float:
        """Corpus words a second of training time, subsampled ones included."""
        return self.words / self.seconds if self.seconds else 0.0

    def scored(self) -> "Trained":
        """The same with its held-out scores; they take a moment, so vectors can be kept first."""
        W_in = self.embedding.W_in
        W_out = self.embedding.W_out if self.nodes is None else self.nodes
        if self.examiner is None or W_out is None:
            return self
        return replace(self, held_out=self.examiner.scores(Parameters(W_in, W_out)))


def train(
    corpus: Corpus,
    model: TrainConfig,
    setup: EngineConfig,
    observer: Observer | None = None,
    first: Parameters | None = None,
    before: TrainingState | None = None,
) -> Trained:
    """Train word vectors on a corpus; ask the result for its scores with `scored`.

    Args:
        corpus: the text; words below `model.min_count` are left out here.
        model: what to compute.
        setup: on what to compute it, and the seed.
        observer: hears of progress and may stop the run, which keeps what it has.
        first: tables to begin with; None: those of the model's `start`.
        before: where the same training stood when it was left; it goes on from there.

    Raises:
        ConfigError: if `before` is of another text, or of another version of the program.
        TextError: if min_count leaves fewer than two words.
        EngineUnavailable: if the engine asked for cannot run here.
        Cancelled: if it was stopped before there was anything to keep.
    """
    observer = observer or Unwatched()
    choice = choose(model, setup)
    model = choice.settled(model, corpus.n_words)
    kept = corpus.keep(model.min_count)
    check_neighbours(kept)
    vocabulary = kept.vocabulary
    to_train, aside = split(kept)
    held_out = HeldOut.of(aside, vocabulary.counts, model) if aside else None
    rng = np.random.default_rng(setup.seed)
    with closing(choice.make(model, setup)) as engine:
        examples = Examples.of(to_train, model, observer.should_stop)
        run = Run(
            engine, observer, model, held_out, words_total=corpus.n_words * (model.epochs or 1)
        )
        first = first or initial_parameters(len(vocabulary), model, rng)
        stopped, last = run.whole(examples, first, before, setup.seed)
    return run.result(vocabulary, last, stopped)


def check_neighbours(corpus: Corpus) -> None:
    """Raise TextError where no word has a neighbour."""
    if np.diff(corpus.starts).max() < 2:
        raise TextError(
            "No sentence has two words or more, so no word has a neighbour; bring a text of "
            "sentences, one a line, or lower the min count."
        )


@dataclass(slots=True)
class Run:
    """The state of a run between two chunks."""

    engine: Engine
    observer: Observer
    model: TrainConfig
    held_out: HeldOut | None
    words_total: int
    share_done: float = 0.0
    chunks: int = 0
    epoch: int = 1
    sentence: int = 0
    seconds: float = 0.0
    scoring_seconds: float = 0.0
    reported_at: float = 0.0
    loss: float | None = None
    n_pairs: int = 0
    since_report: ChunkStats = field(default=ChunkStats(0, 0.0))

    @property
    def words_done(self) -> int:
        """Corpus words passed so far, rare and subsampled ones included."""
        return round(self.words_total * self.share_done)

    def whole(
        self, examples: Examples, first: Parameters, before: TrainingState | None, seed: int
    ) -> tuple[bool, Parameters]:
        """Start the engine and run all chunks; whether it was stopped, and the tables.

        Raises:
            Cancelled: if it was stopped before there was anything to keep.
        """
        if before is None:
            self.engine.start(examples, first)
        else:
            self.resume(before)
            try:
                self.engine.start(examples, first)
            except Cancelled:
                return True, before.parameters()
            self.engine.restore(before.tables)
        return self.through(examples.corpus, seed), self.engine.parameters()

    def result(self, vocabulary: Vocabulary, last: Parameters, stopped: bool) -> Trained:
        """What the run gives back."""
        tree = method_named(self.model.method).loss == "hs"
        W_out, nodes = (None, last.W_out) if tree else (last.W_out, None)
        return Trained(
            Embedding(vocabulary.words, last.W_in, W_out, vocabulary.counts),
            self.model,
            self.engine.name,
            self.engine.device,
            self.words_done,
            self.seconds,
            self.loss,
            stopped,
            nodes,
            self.held_out,
        )

    def through(self, corpus: Corpus, seed: int) -> bool:
        """Run all chunks that are left; returns whether it was stopped before the end."""
        for epoch, first, last, share_after in self.left(corpus):
            rng = np.random.default_rng([seed, 1 + self.chunks])
            if self.observer.should_stop() or not self.chunk(first, last, rng):
                if self.seconds > self.reported_at:  # else there is nothing new to tell
                    self.tell(None)
                if self.chunks:
                    self.observer.keep(self.seconds, self.state)
                return True
            to_see = marks_passed(share_after) > marks_passed(self.share_done)
            self.chunks, self.epoch, self.sentence = self.chunks + 1, epoch, last
            self.share_done = share_after
            if to_see or self.seconds - self.reported_at >= REPORT_SECONDS:
                self.report()
            self.observer.keep(self.seconds, self.state)
        return False

    def left(self, corpus: Corpus) -> Iterator[tuple[int, int, int, float]]:
        """The chunks of the plan that are not done yet.

        Raises:
            ConfigError: if what was done before was done by another plan.
        """
        plan = self.plan(corpus)
        done = [(at[0], at[2], at[3]) for at in islice(plan, self.chunks)]
        if self.chunks and done[-1:] != [(self.epoch, self.sentence, self.share_done)]:
            raise ConfigError(
                "The training was left by another version of the program, or on another text, and "
                "cannot go on from there; train it anew."
            )
        return plan

    def state(self) -> TrainingState:
        """Where the run stands, to be kept."""
        return TrainingState(
            self.chunks,
            self.epoch,
            self.sentence,
            self.share_done,
            self.words_done,
            self.seconds,
            self.n_pairs,
            self.loss,
            self.engine.state(),
        )

    def resume(self, before: TrainingState) -> None:
        """Stand where another run of the same training stood."""
        self.chunks, self.epoch, self.sentence = before.chunks, before.epoch, before.sentence
        self.share_done, self.n_pairs, self.loss = before.share_done, before.pairs, before.loss
        self.seconds = self.reported_at = before.seconds
        self.scoring_seconds = SCORING_SHARE * before.seconds

    def plan(self, corpus: Corpus) -> Iterator[tuple[int, int, int, float]]:
        """All chunks in order: epoch, first and last sentence, share of the run done after it."""
        epochs = self.model.epochs or 1
        total = len(corpus.ids) * epochs
        wanted = self.engine.chunk_words
        size = total if wanted is None else max(1, min(wanted, total // FEWEST_CHUNKS))
        bounds = chunk_bounds(corpus.starts, size)
        for epoch in range(epochs):
            for first, last in bounds:
                done = epoch * len(corpus.ids) + int(corpus.starts[last])
                yield epoch + 1, first, last, done / total

    def chunk(self, first: int, last: int, rng: np.random.Generator) -> bool:
        """Train one chunk and time it; False where it was stopped within.

        Raises:
            Cancelled: if it was stopped before there was anything to keep.
        """
        begin = perf_counter()
        lr = learning_rate(self.model.lr or 0.0, self.share_done)
        try:
            stats = self.engine.run_chunk(first, last, lr, rng)
        except Cancelled:
            if not self.share_done:
                raise
            return False
        self.seconds += perf_counter() - begin
        self.since_report += stats
        self.n_pairs += stats.n_pairs
        return True

    def report(self) -> None:
        """Measure, tell the observer how things stand, and let it see the model."""
        self.tell(self.score())
        self.observer.state(self.engine.parameters)

    def tell(self, held_out: float | None) -> None:
        """Tell the observer how things stand."""
        if self.since_report.n_pairs:
            self.loss = self.since_report.loss_sum / self.since_report.n_pairs
        progress = Progress(
            self.words_done,
            self.words_total,
            self.epoch,
            self.model.epochs or 1,
            learning_rate(self.model.lr or 0.0, self.share_done),
            self.loss if self.since_report.n_pairs else None,
            held_out,
            self.n_pairs,
            self.seconds,
        )
        self.since_report, self.reported_at = ChunkStats(0, 0.0), self.seconds
        self.observer.progress(progress)

    def score(self) -> float | None:
        """The held-out loss now, unless scoring would take too much of the time."""
        if self.held_out is None or self.scoring_seconds > SCORING_SHARE * self.seconds:
            return None
        begin = perf_counter()
        loss = self.held_out.loss(self.engine.parameters())
        self.scoring_seconds += perf_counter() - begin
        return loss
