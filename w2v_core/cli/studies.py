"""`tradeoffs` and `growth`: every method on one text, and how much of it is enough."""

import argparse
import sys

from w2v_core.cli.evaluate import rounded
from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.text.sources import read_sources
from w2v_core.training.learning_curve import learning_curve, verdict
from w2v_core.training.tradeoffs import Budget, trade_offs

SETUP = EngineConfig(device="cpu")


def run_tradeoffs(given: argparse.Namespace) -> None:
    """`tradeoffs`: a line a method, tab-separated."""
    seconds = None if given.epochs else float(given.seconds)
    budget = Budget(given.epochs, seconds)
    model = TrainConfig(dim=given.dim, min_count=given.min_count)
    head = "method seconds words/s memory_mb epochs loss softmax_nll noise_loss pair_mrr engine"
    print("\t".join(head.split()))
    for outcome, _ in trade_offs(read(given), model, SETUP, budget, tell):
        memory = "" if outcome.memory is None else f"{outcome.memory / 1e6:.0f}"
        measured = (outcome.loss, outcome.softmax_nll, outcome.noise_loss, outcome.pair_mrr)
        facts = (f"{outcome.seconds:.2f}", f"{outcome.words_per_second:.0f}", memory)
        passes = "" if outcome.epochs is None else str(outcome.epochs)
        last = outcome.problem or outcome.engine
        print("\t".join((outcome.method, *facts, passes, *map(rounded, measured), last)))


def run_growth(given: argparse.Namespace) -> None:
    """`growth`: a line a method and tenth of the text, then the verdict."""
    model = TrainConfig(dim=given.dim, min_count=given.min_count)
    print("method\twords\tpair_mrr\tseconds")
    points = []
    for point in learning_curve(read(given), model, SETUP):
        points.append(point)
        print(f"{point.method}\t{point.words}\t{point.pair_mrr:.4f}\t{point.seconds:.2f}")
    for sentence in verdict(points):
        print(sentence)


def read(given: argparse.Namespace) -> Corpus:
    """The text that was named."""
    return build_corpus(read_sources(given.texts).texts, TextConfig())


def tell(share: float, method: str) -> None:
    """What is at work, on standard error."""
    print(f"{share:4.0%} {method}", file=sys.stderr)
