"""What one example costs by each loss, counted in operations or timed on this machine."""

import math
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.objectives import LOSSES

Floats = NDArray[np.float64]

MOMENT = 0.03  # seconds that a point is timed for
MOST_RUNS = 30
ROWS = 32  # centre words whose part of a pass by word type is timed


def rows_touched(loss: str, n_words: int, n_noise: int) -> float:
    """Rows of W_out that an example reads and moves.

    Args:
        loss: "softmax": all; "ns": the target and its noise; "hs": a turn for each halving of the
            vocabulary, as in an even tree. (Huffman's tree has shorter paths for frequent words.)
        n_words: V.
        n_noise: K.

    >>> rows_touched("softmax", 1024, 5), rows_touched("ns", 1024, 5), rows_touched("hs", 1024, 5)
    (1024.0, 6.0, 10.0)
    """
    rows = {"softmax": n_words, "ns": 1 + n_noise, "hs": max(1.0, math.log2(n_words))}
    return float(rows[loss])


def operations(loss: str, n_words: int, dim: int, n_noise: int) -> float:
    """Multiplications and additions of one example.

    Each touched row has three products of D numbers: its score, its part in dL/dh and its own
    gradient; 2 D operations each.

    >>> operations("softmax", 10_000, 100, 5)
    6000000.0
    """
    return 6 * dim * rows_touched(loss, n_words, n_noise)


def operations_by_type(n_words: int, dim: int, n_pairs: int) -> float:
    """Operations a pair where full softmax goes by word type: 6 V^2 D for all pairs together.

    >>> operations_by_type(10_000, 100, 60_000_000)
    1000.0
    """
    return 6.0 * n_words**2 * dim / n_pairs


def seconds(loss: str, n_words: int, dim: int, n_noise: int, rng: np.random.Generator) -> float:
    """Median time of one example's loss and gradients by the reference in NumPy.

    Runs it for a moment, some hundredths of a second, and at least three times.
    """
    function = LOSSES[loss].loss_and_gradients
    W_out, h = rng.standard_normal((n_words, dim)), rng.standard_normal(dim)
    return timed(function, lambda: (W_out, h, *answer(loss, n_words, n_noise, rng)))


def seconds_of_pass(n_words: int, dim: int, rng: np.random.Generator) -> float:
    """Time of a pass of full softmax by word type, however many pairs the text has.

    Some centre words are timed, in NumPy and float64 like `seconds`, and all taken to cost alike.
    """
    n = min(ROWS, n_words)
    W_in, W_out = rng.standard_normal((n, dim)), rng.standard_normal((n_words, dim))
    counts = rng.random((n, n_words))
    return timed(pass_by_type, lambda: (W_in, W_out, counts)) * n_words / n


def pass_by_type(W_in: Floats, W_out: Floats, counts: Floats) -> tuple[float, Floats, Floats]:
    """Full-softmax loss of some centre words over all their pairs, and its gradients.

    L = sum_i ( N_i log sum_v exp(u_v . w_i) - sum_j N_ij u_j . w_i )

    Args:
        W_in: (n, D) vectors of the centre words.
        W_out: (V, D).
        counts: N_ij (n, V).

    Returns:
        The loss, dL/dW_in (n, D) and their part of dL/dW_out (V, D).
    """
    scores = W_in @ W_out.T
    largest = scores.max(axis=1, keepdims=True)
    powers = np.exp(scores - largest)
    totals, sums = counts.sum(axis=1, keepdims=True), powers.sum(axis=1, keepdims=True)
    loss = float((totals * (np.log(sums) + largest)).sum() - (counts * scores).sum())
    error = totals * powers / sums - counts
    return loss, error @ W_out, error.T @ W_in


def timed(function: Callable[..., object], given: Callable[[], tuple[Any, ...]]) -> float:
    """Median time of a call, of several within a moment, and of three at least."""
    taken: list[float] = []
    end = time.perf_counter() + MOMENT
    while len(taken) < 3 or (time.perf_counter() < end and len(taken) < MOST_RUNS):
        values = given()
        start = time.perf_counter()
        function(*values)
        taken.append(time.perf_counter() - start)
    return median(taken)


def answer(loss: str, n_words: int, n_noise: int, rng: np.random.Generator) -> tuple[Any, ...]:
    """What an example is compared with: the target, with noise, or the turns of a path."""
    if loss == "hs":
        return path(n_words, rng)
    return (0, rng.integers(0, n_words, n_noise)) if loss == "ns" else (0,)


def path(n_words: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """As many nodes and signs as a path of an even tree has."""
    turns = math.ceil(rows_touched("hs", n_words, 0))
    return rng.integers(0, n_words - 1, turns), np.where(rng.random(turns) < 0.5, 1.0, -1.0)
