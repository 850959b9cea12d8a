"""Ten losses, worked out by plain arithmetic that shares no line with the objectives.

The numbers stand here as they came out of `by_arithmetic`, so that a mistake made in both places
would still have to agree with what was once written down.
"""

import math

import numpy as np
import pytest

from w2v_core.config import TextConfig, TrainConfig
from w2v_core.engines.base import Examples, Parameters
from w2v_core.engines.numpy_reference import NumpyReference
from w2v_core.text.corpus import build_corpus

INPUT = [[0.5, -1.0], [0.25, 0.75], [-0.5, 0.5], [1.0, 0.25], [0.0, -0.75]]
OUTPUT = [[1.0, 0.5], [-0.5, 1.5], [0.75, -0.25], [-1.0, -1.0], [0.5, 0.0]]

# name: (kind of input, its ids, kind of loss, what it is asked), and the loss in nats
GOLDEN = {
    "skipgram-softmax": ("one", [1], "softmax", 2, 1.958340525126),
    "skipgram-ns": ("one", [1], "ns", (2, [0, 3, 4]), 2.817708581672),
    "skipgram-ns, noise twice": ("one", [3], "ns", (1, [4, 4, 0]), 4.111903139926),
    "skipgram-hs": ("one", [2], "hs", [(3, 1), (1, -1), (0, 1)], 2.832348287957),
    "cbow-softmax, mean": ("mean", [0, 2, 2, 3], "softmax", 1, 1.612713628667),
    "cbow-softmax, sum": ("sum", [0, 2, 2, 3], "softmax", 1, 1.687317419219),
    "cbow-ns, mean": ("mean", [4, 0, 3], "ns", (2, [1, 1, 3]), 1.793747539776),
    "cbow-ns, sum": ("sum", [4, 0, 3], "ns", (2, [1, 1, 3]), 0.991735161690),
    "cbow-hs, mean": ("mean", [1, 1, 3], "hs", [(3, -1), (2, 1)], 0.876637955065),
    "cbow-hs, sum": ("sum", [1, 1, 3], "hs", [(3, -1), (2, 1)], 0.445392418942),
}


def by_arithmetic(kind, ids, loss, asked):
    """The loss of one example: lists and `math`, straight from the definitions."""
    sums = [sum(INPUT[i][d] for i in ids) for d in range(2)]
    h = [s / len(ids) for s in sums] if kind == "mean" else sums
    score = [u[0] * h[0] + u[1] * h[1] for u in OUTPUT]
    if loss == "softmax":
        return -math.log(math.exp(score[asked]) / sum(math.exp(s) for s in score))
    if loss == "ns":
        target, noise = asked
        chance = 1 / (1 + math.exp(-score[target]))
        for k in noise:
            chance *= 1 - 1 / (1 + math.exp(-score[k]))
        return -math.log(chance)
    chance = 1.0
    for node, sign in asked:
        yes = 1 / (1 + math.exp(-score[node]))
        chance *= yes if sign > 0 else 1 - yes
    return -math.log(chance)


def by_the_reference(kind, ids, loss, asked):
    """The same by the engine's step, at a learning rate of nothing."""
    method = f"{'skipgram' if kind == 'one' else 'cbow'}-{loss}"
    corpus = build_corpus(["a b c d e"], TextConfig())
    engine = NumpyReference()
    examples = Examples.of(corpus, TrainConfig(method=method, cbow_mean=kind == "mean"))
    engine.start(examples, Parameters(np.array(INPUT, "f4"), np.array(OUTPUT, "f4")))
    source = ids[0] if kind == "one" else np.array(ids)
    answer = {
        "softmax": lambda: (asked,),
        "ns": lambda: (asked[0], np.array(asked[1])),
        "hs": lambda: tuple(np.array(part) for part in zip(*asked, strict=True)),
    }[loss]()
    return engine.step(source, answer, lr=0.0)


@pytest.mark.parametrize("name", GOLDEN)
def test_the_losses(name):
    *example, golden = GOLDEN[name]
    assert by_arithmetic(*example) == pytest.approx(golden, abs=5e-13)
    assert by_the_reference(*example) == pytest.approx(golden, abs=5e-13)


def test_they_are_ten_different_losses():
    assert len({round(golden, 6) for *_, golden in GOLDEN.values()}) == len(GOLDEN) == 10
    kind, ids, loss, (_, noise) = GOLDEN["skipgram-ns"][:4]
    assert (
        abs(by_the_reference(kind, ids, loss, (noise[0], noise)) - GOLDEN["skipgram-ns"][4]) > 0.1
    )
