"""What the guided paths ask, answered from the learner's own text or run.

Each check takes the ground it is asked on and gives the answer, with facts for the explanation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from w2v_core.config import TextConfig, TrainConfig
from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.lessons.costs import rows_touched
from w2v_core.lessons.filling import Factors, Filling, frequent_share, weighted
from w2v_core.lessons.film import Film
from w2v_core.lessons.microscope import Microscope
from w2v_core.lessons.passage import Passage, examples_of, read_passage
from w2v_core.linear.nearest import nearest, unit_rows
from w2v_core.projections.svd_map import svd_map
from w2v_core.sampling.noise import noise_distribution
from w2v_core.text.corpus import build_corpus

Facts = Mapping[str, str | int | float]

WORDS = 200  # most frequent words of a run that are looked at
NEAR = 10  # neighbours
SHARES = ("under a quarter", "a quarter to a half", "a half to three quarters", "over that")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a check is asked on.

    Attributes:
        text: the learner's.
        settings: those of the step, locked.
        embedding: of the learner's run; None where the lesson is about a text.
        film: the snapshots of that run.
    """

    text: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    embedding: Embedding | None = None
    film: Film | None = None

    @property
    def passage(self) -> Passage:
        """The text, read; raises TextError where it holds too little."""
        return read_passage(self.text)

    @property
    def run(self) -> Embedding:
        """The run; raises ConfigError where there is none."""
        if self.embedding is None:
            raise ConfigError("This lesson is about a run; train one first, on Start.")
        return self.embedding


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, and facts by the names that explanations use."""

    answer: str | float
    facts: Facts


def share_of(value: float) -> str:
    """Which of four shares a number from 0 to 1 belongs to.

    >>> share_of(0.1), share_of(0.5), share_of(1.0)
    ('under a quarter', 'a half to three quarters', 'over that')
    """
    return SHARES[min(int(4 * value), 3)]


# ---- counts ------------------------------------------------------------------------------------


def pairs_counted(ground: Ground) -> Found:
    """How many pairs a window counts, marks included."""
    filling = Filling.of(ground.passage, ground.settings["window"])
    return Found(len(filling), {"words": len(filling.text), "cells": len(filling.words) ** 2})


def most_counted(ground: Ground) -> Found:
    """The largest number in the table."""
    filling = Filling.of(ground.passage, ground.settings["window"])
    table = filling.counts()
    row, column = divmod(int(table.argmax()), len(table))
    pair = f"{filling.words[row]} and {filling.words[column]}"
    zero = float(np.mean(table == 0))
    return Found(float(table.max()), {"pair": pair, "zero": f"{zero:.0%}"})


def missed_by_rank(ground: Ground) -> Found:
    """Which share of the table's size a low rank misses."""
    counts = Filling.of(ground.passage, ground.settings["window"]).counts()
    factors = Factors.of(counts, "counts")
    rank = min(ground.settings["rank"], len(counts))
    missed = factors.error(rank) / float(np.linalg.norm(counts))
    return Found(share_of(missed), {"missed": f"{missed:.0%}", "rank": rank, "full": len(counts)})


def least_swayed(ground: Ground) -> Found:
    """The measure that leaves the fewest squares to the most frequent tenth of the pairs."""
    counts = Filling.of(ground.passage, ground.settings["window"]).counts()
    shares = {
        name: frequent_share(weighted(counts, name), counts) for name in ("counts", "log", "ppmi")
    }
    facts: Facts = {name: f"{share:.0%}" for name, share in shares.items()}
    return Found(min(shares, key=shares.__getitem__), facts)


# ---- skip-gram, CBOW and noise -----------------------------------------------------------------


def skipgram_pairs(ground: Ground) -> Found:
    """How many examples skip-gram makes."""
    windows = ground.passage.windows(ground.settings["window"])
    made = {hidden: len(examples_of(windows, hidden)) for hidden in ("skipgram", "cbow")}
    return Found(made["skipgram"], made | {"words": len(ground.passage.shown)})


def cbow_examples(ground: Ground) -> Found:
    """How many examples CBOW makes."""
    found = skipgram_pairs(ground)
    return Found(float(found.facts["cbow"]), found.facts)


def rows_moved(ground: Ground) -> Found:
    """How many rows of a table the last of some steps touched; `table` is "in" or "out"."""
    scope, step = _stepped(ground)
    moves = step.inputs if ground.settings["table"] == "in" else step.outputs
    n_words = len(scope.problem.corpus.vocabulary)
    return Found(len(moves.ids), {"rows": len(moves.ids), "words": n_words})


def one_hot_length(ground: Ground) -> Found:
    """How long a one-hot row is."""
    passage = ground.passage
    return Found(len(passage.words), {"words": len(passage.shown), "types": len(passage.words)})


def loss_falls(ground: Ground) -> Found:
    """Whether the mean loss of the last pass is below that of the first."""
    scope = _scope(ground)
    steps = scope.steps(ground.settings["steps"])
    losses = [step.forward.loss for step in steps]
    n = min(len(scope.queue), len(losses))
    first, last = float(np.mean(losses[:n])), float(np.mean(losses[-n:]))
    facts: Facts = {"first": f"{first:.3f}", "last": f"{last:.3f}", "steps": len(steps)}
    return Found("It falls" if last < first else "It does not fall", facts)


def share_as_noise(ground: Ground) -> Found:
    """The probability of the most frequent word as noise, in percent."""
    counts, power = ground.passage.corpus.vocabulary.counts, ground.settings["power"]
    plain, noise = (float(noise_distribution(counts, a)[0]) for a in (1.0, power))
    facts: Facts = {
        "word": ground.passage.words[0],
        "plain": f"{plain:.1%}",
        "noise": f"{noise:.1%}",
    }
    return Found(round(100 * noise, 1), facts)


def rarest_as_noise(ground: Ground) -> Found:
    """Whether the rarest word comes more often as noise than in the text."""
    counts, power = ground.passage.corpus.vocabulary.counts, ground.settings["power"]
    plain, noise = (float(noise_distribution(counts, a)[-1]) for a in (1.0, power))
    says = "More often" if noise > plain else "Less often" if noise < plain else "Just as often"
    facts: Facts = {
        "word": ground.passage.words[-1],
        "plain": f"{plain:.1%}",
        "noise": f"{noise:.1%}",
    }
    return Found(says, facts)


def rows_saved(ground: Ground) -> Found:
    """How many times more rows full softmax reads than negative sampling."""
    n_words, n_noise = ground.settings["words"], ground.settings["noise"]
    full, few = (rows_touched(loss, n_words, n_noise) for loss in ("softmax", "ns"))
    return Found(full / few, {"full": f"{full:,.0f}", "few": f"{few:.0f}"})


def _scope(ground: Ground) -> Microscope:
    chosen = {
        name: value
        for name, value in ground.settings.items()
        if name in ("method", "window", "negatives", "lr", "cbow_mean")
    }
    model = TrainConfig(dim=2, start="xavier", **({"lr": 0.5} | chosen))
    return Microscope.of(ground.passage, model, seed=1)


def _stepped(ground: Ground) -> tuple[Microscope, Any]:
    scope = _scope(ground)
    return scope, scope.steps(ground.settings.get("step", 1))[-1]


# ---- maps --------------------------------------------------------------------------------------


def spread_kept(ground: Ground) -> Found:
    """Which share of the spread of all vectors two axes keep."""
    kept = float(sum(svd_map(ground.run.W_in).explained))
    return Found(share_of(kept), {"kept": f"{kept:.0%}", "dim": ground.run.shape[1]})


def near_on_the_map(ground: Ground) -> Found:
    """Of ten words that are nearest on the map, how many are among the ten truly nearest."""
    unit = unit_rows(ground.run.W_in[: 5 * WORDS])
    points = svd_map(unit).points
    rows = np.arange(min(WORDS, len(unit)))
    true = nearest(unit[rows], unit, NEAR, rows)[0]
    apart = ((points[rows, None] - points[None]) ** 2).sum(axis=2)
    apart[rows, rows] = np.inf
    seen = np.argsort(apart, axis=1, kind="stable")[:, :NEAR]
    same = [len(set(a) & set(b)) for a, b in zip(true.tolist(), seen.tolist(), strict=True)]
    mean = float(np.mean(same))
    facts: Facts = {
        "mean": f"{mean:.1f}",
        "best": max(same),
        "worst": min(same),
        "words": len(rows),
    }
    return Found(round(mean, 1), facts)


def neighbours_kept(ground: Ground) -> Found:
    """Of ten last neighbours of frequent words, how many were there when a share was trained."""
    film = ground.film
    if film is None or len(film.frames) < 2:
        raise ConfigError("This run has no snapshots; train one on Start, which takes seconds.")
    wanted = ground.settings["share"] * film.frames[-1].words_done
    early = next(frame for frame in film.frames if frame.words_done >= wanted)
    same = _overlap(early.unit, film.frames[-1].unit)
    facts: Facts = {"mean": f"{same:.1f}", "words_done": f"{early.words_done:,}"}
    return Found(round(same, 1), facts)


def frequent_together(ground: Ground) -> Found:
    """Whether frequent words have frequent neighbours: the median rank of theirs and of all."""
    unit = unit_rows(ground.run.W_in)
    n = len(unit)
    rows = np.arange(min(50, n // 4))
    near = nearest(unit[rows], unit, NEAR, rows)[0]
    rank, half = float(np.median(near)) + 1, n / 2
    says = "Frequent ones" if rank < 0.8 * half else "Any" if rank < 1.2 * half else "Rare ones"
    return Found(says, {"rank": f"{rank:,.0f}", "half": f"{half:,.0f}", "words": n})


def _overlap(one: Any, two: Any) -> float:
    rows = np.arange(min(WORDS, len(one)))
    pairs = zip(*(nearest(unit[rows], unit, NEAR, rows)[0].tolist() for unit in (one, two)),
                strict=True)  # fmt: skip
    return float(np.mean([len(set(a) & set(b)) for a, b in pairs]))


# ---- how much text -----------------------------------------------------------------------------


def rare_words(ground: Ground) -> Found:
    """Which share of the different words occurs fewer than five times."""
    counts = build_corpus([ground.text], TextConfig()).vocabulary.counts
    few = float(np.mean(counts < ground.settings["times"]))
    facts: Facts = {"few": f"{few:.0%}", "types": len(counts), "words": int(counts.sum())}
    return Found(share_of(few), facts)


def toy_accuracy(ground: Ground) -> Found:
    """How many of the toy world's analogies are found from so many words of it, in percent."""
    from w2v_core.lessons.how_much import toy_accuracies

    n_words = ground.settings["words"]
    right = toy_accuracies(ground.settings["sizes"])
    table = ", ".join(f"{size:,} words {share:.0%}" for size, share in right.items())
    return Found(round(100 * right[n_words]), {"table": table, "here": f"{right[n_words]:.0%}"})


def enough(ground: Ground) -> Found:
    """The smallest of some sizes at which over half of the analogies are found."""
    from w2v_core.lessons.how_much import toy_accuracies

    right = toy_accuracies(ground.settings["sizes"])
    table = ", ".join(f"{size:,} words {share:.0%}" for size, share in right.items())
    first = next((f"{size:,}" for size, share in right.items() if share > 0.5), "none of them")
    return Found(first, {"table": table})


Check = Callable[[Ground], Found]
_ALL: Sequence[Check] = (
    *(pairs_counted, most_counted, missed_by_rank, least_swayed),
    *(skipgram_pairs, cbow_examples, rows_moved, one_hot_length, loss_falls),
    *(share_as_noise, rarest_as_noise, rows_saved),
    *(spread_kept, near_on_the_map, neighbours_kept, frequent_together),
    *(rare_words, toy_accuracy, enough),
)
CHECKS: Mapping[str, Check] = MappingProxyType({check.__name__: check for check in _ALL})
