"""One step of training with every number in view: forward, back, and what moved.

All of it is worked out by `objectives`, in float64. A step draws its noise from the seed and its
own number, so that any step can be reached again, bit by bit, from either side.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import Method, TrainConfig, method_named
from w2v_core.engines.base import Examples
from w2v_core.engines.numpy_reference import ANSWERS, Answer
from w2v_core.errors import TextError
from w2v_core.lessons.passage import Example, Passage, examples_of
from w2v_core.objectives import HIDDEN, LOSSES
from w2v_core.objectives.full_softmax import log_probabilities
from w2v_core.objectives.negative_sampling import sigmoid
from w2v_core.training.initial import initial_parameters

RUNAWAY = 1e4  # vectors of use have numbers of some units

Floats = NDArray[np.float64]
Ids = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The model at one moment: W_in (V, D), and W_out (V, D) or, for a tree, (V - 1, D)."""

    W_in: Floats
    W_out: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """What the model says of an example, and how far it is from the truth.

    Attributes:
        h: (D,) hidden layer.
        out_ids: (R,) rows of W_out that were compared: all words, target and noise, or nodes.
        scores: (R,) u . h.
        probabilities: (R,) softmax of the scores, or the sigmoid of each.
        wanted: (R,) 1 where it should be likely, 0 where not.
        loss: in nats.

    The error, probabilities - wanted, is dL/dscore.
    """

    h: Floats
    out_ids: Ids
    scores: Floats
    probabilities: Floats
    wanted: Floats
    loss: float

    @property
    def error(self) -> Floats:
        """dL/dscore (R,)."""
        return self.probabilities - self.wanted


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Rows of a table that a step touched, each once, and the gradient (R, D) of each."""

    ids: Ids
    gradients: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step, before and after.

    Attributes:
        number: from 0.
        example: what it read.
        answer: what the loss compared with, beside W_out.
        forward: at the tables before.
        dh: (D,) gradient of the hidden layer.
        inputs: rows of W_in that moved.
        outputs: rows of W_out that moved.
        before: the tables.
        after: the tables, moved by - lr times the gradients.
        loss_after: of the same example, same noise, after the step.
    """

    number: int
    example: Example
    answer: Answer
    forward: Forward
    dh: Floats
    inputs: Moves
    outputs: Moves
    before: Tables
    after: Tables
    loss_after: float

    @property
    def ran_away(self) -> bool:
        """Whether the step has made a number so large that no further step means anything."""
        return max(float(np.abs(t).max()) for t in (self.after.W_in, self.after.W_out)) > RUNAWAY


@dataclass(frozen=True, slots=True, eq=False)
class Microscope:
    """A small text and a small model, ready to be stepped through.

    Attributes:
        problem: corpus, model, noise and tree, as all engines have them.
        queue: the examples, taken in the order of the text again and again.
        seed: start of all chance.
    """

    problem: Examples
    queue: tuple[Example, ...]
    seed: int

    @classmethod
    def of(cls, passage: Passage, model: TrainConfig, seed: int) -> "Microscope":
        """The microscope over a passage; windows are whole, nothing is thinned out.

        Raises:
            TextError: if no word has company.
        """
        whole = model.replace(sample=0.0, shrink_window=False, min_count=1)
        whole = whole.resolved(len(passage.shown))
        hidden = method_named(model.method).hidden
        queue = examples_of(passage.windows(model.window), hidden)
        if not queue:
            raise TextError("No word stands beside another; type two words in one sentence.")
        return cls(Examples.of(passage.corpus, whole), queue, seed)

    def first(self) -> Tables:
        """The tables before any step."""
        n_words = len(self.problem.corpus.vocabulary)
        chance = np.random.default_rng(self.seed)
        start = initial_parameters(n_words, self.problem.model, chance)
        return Tables(start.W_in.astype(np.float64), start.W_out.astype(np.float64))

    def steps(self, n: int, known: Sequence[Step] = ()) -> list[Step]:
        """The first `n` steps; those already `known` are not worked out again.

        There are fewer where a learning rate that is too large lets the numbers run away.
        """
        taken = list(known[:n])
        while len(taken) < n and not (taken and taken[-1].ran_away):
            before = taken[-1].after if taken else self.first()
            taken.append(self.step(before, len(taken)))
        return taken

    def step(self, before: Tables, number: int) -> Step:
        """Step `number` from the tables that the steps before it have left."""
        model, example = self.problem.model, self.queue[number % len(self.queue)]
        source, answer = self.source(example), self.answer(example, number)
        h = self.hidden(before.W_in, source)
        loss, dh, out_ids, dU = self.loss(before.W_out, h, *answer)
        rows, wanted = before.W_out[out_ids], self.wanted(out_ids, answer)
        forward = Forward(h, out_ids, rows @ h, self.probabilities(rows, h), wanted, loss)
        in_ids, dW = self.back(source, dh)
        inputs, outputs = gathered(in_ids, dW), gathered(out_ids, dU)
        rate = float(model.lr or 0.0)
        after = Tables(moved(before.W_in, inputs, rate), moved(before.W_out, outputs, rate))
        h_after = self.hidden(after.W_in, source)
        loss_after = self.loss(after.W_out, h_after, *answer)[0]
        return Step(
            number, example, answer, forward, dh, inputs, outputs, before, after, loss_after
        )

    def source(self, example: Example) -> Any:
        """The id, or for CBOW the ids, that make the hidden layer."""
        ids = self.problem.corpus.ids[list(example.input_pos)]
        return ids[0] if self.method.hidden == "skipgram" else ids

    def answer(self, example: Example, number: int) -> Answer:
        """The target with noise of its own for each step, or with its path."""
        target_id = int(self.problem.corpus.ids[example.target_pos])
        loss = self.method.loss
        chance = np.random.default_rng((self.seed, number))
        return ANSWERS[loss](self.problem)(target_id, chance)

    def probabilities(self, rows: Floats, h: Floats) -> Floats:
        """Softmax over the rows, or the sigmoid of the score of each."""
        if self.method.loss == "softmax":
            return np.asarray(np.exp(log_probabilities(rows, h)))
        return sigmoid(rows @ h)

    def wanted(self, out_ids: Ids, answer: Answer) -> Floats:
        """1 where a row should be likely: the target, or the heavier branch where it is taken."""
        right = {
            "softmax": lambda: out_ids == answer[0],
            "ns": lambda: np.arange(len(out_ids)) == 0,
            "hs": lambda: answer[1] > 0,
        }[self.method.loss]()
        return np.asarray(right, dtype=np.float64)

    @property
    def method(self) -> Method:
        """Hidden layer and loss."""
        return method_named(self.problem.model.method)

    @property
    def loss(self) -> Callable[..., tuple[float, Floats, Ids, Floats]]:
        """The loss of the method, with its gradients."""
        found: Callable[..., tuple[float, Floats, Ids, Floats]]
        found = LOSSES[self.method.loss].loss_and_gradients
        return found

    @property
    def hidden(self) -> Callable[..., Floats]:
        """What makes the hidden layer."""
        return partial(HIDDEN[self.method.hidden].forward, **self._how)

    @property
    def back(self) -> Callable[..., tuple[Ids, Floats]]:
        """Where the gradient of the hidden layer goes."""
        return partial(HIDDEN[self.method.hidden].back, **self._how)

    @property
    def _how(self) -> dict[str, bool]:
        model = self.problem.model
        return {"mean": model.cbow_mean} if self.method.hidden == "cbow" else {}


def gathered(ids: Ids, gradients: Floats) -> Moves:
    """Each touched row once; where a row comes twice, its gradients add up.

    >>> moves = gathered(np.array([3, 1, 3]), np.array([[1.0], [2.0], [4.0]]))
    >>> moves.ids.tolist(), moves.gradients.tolist()
    ([3, 1], [[5.0], [2.0]])
    """
    _, first, place = np.unique(ids, return_index=True, return_inverse=True)
    total = np.zeros((len(first), gradients.shape[1]))
    np.add.at(total, place, gradients)
    order = np.argsort(first)  # as they came
    return Moves(ids[first[order]], total[order])


def moved(table: Floats, moves: Moves, lr: float) -> Floats:
    """A copy of the table, its touched rows one step down their gradients."""
    after = table.copy()
    after[moves.ids] -= lr * moves.gradients
    return after
