"""The clean, minimal engine: one example at a time, straight from `objectives`, in float64.

Runs anywhere and is never optimised; the other engines are right when they agree with this one.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from w2v_core.config import method_named
from w2v_core.engines.base import ChunkStats, Examples, Parameters, Tables
from w2v_core.engines.optimizers import OPTIMIZERS
from w2v_core.objectives import HIDDEN, LOSSES
from w2v_core.sampling.windows import Ids, Windows

MOST_WORDS = 500  # of a chunk
CHUNK_NUMBERS = 10_000_000  # of W_out that the examples of a chunk may read

Source = Any  # what makes the hidden layer: one id or several
Answer = tuple[Any, ...]  # what the loss compares it with, beside W_out
Answers = Callable[[int, np.random.Generator], Answer]


class NumpyReference:
    """Every method that is trained; each example is one step."""

    name = "numpy_reference"
    device = "cpu"
    chunk_words = MOST_WORDS

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take the problem; the tables are kept in float64."""
        model, method = examples.model, method_named(examples.model.method)
        self.examples = examples
        self.W_in = parameters.W_in.astype(np.float64)
        self.W_out = parameters.W_out.astype(np.float64)
        how = {"mean": model.cbow_mean} if method.hidden == "cbow" else {}
        self.forward = partial(HIDDEN[method.hidden].forward, **how)
        self.back = partial(HIDDEN[method.hidden].back, **how)
        self.loss = LOSSES[method.loss].loss_and_gradients
        self.read = READERS[method.hidden]
        self.answer = ANSWERS[method.loss](examples)
        self.optimizer_in = OPTIMIZERS[model.optimizer](self.W_in)
        self.optimizer_out = OPTIMIZERS[model.optimizer](self.W_out)
        if method.loss == "softmax":
            self.chunk_words = int(np.clip(CHUNK_NUMBERS // self.W_out.size, 1, MOST_WORDS))

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Every example of the sentences, in the order of the text."""
        n_examples, loss = 0, 0.0
        for source, target_id in self.read(self.examples.windows(first, last, rng)):
            loss += self.step(source, self.answer(target_id, rng), lr)
            n_examples += 1
        return ChunkStats(n_examples, loss)

    def step(self, source: Source, answer: Answer, lr: float) -> float:
        """One step down the gradient of one example; returns its loss before the step."""
        h = self.forward(self.W_in, source)
        loss, dh, out_ids, dU = self.loss(self.W_out, h, *answer)
        in_ids, dW = self.back(source, dh)
        self.optimizer_in.step(in_ids, dW, lr)
        self.optimizer_out.step(out_ids, dU, lr)
        return float(loss)

    def parameters(self) -> Parameters:
        """The tables, in float32."""
        return Parameters(self.W_in.astype(np.float32), self.W_out.astype(np.float32))

    def state(self) -> Tables:
        """The tables in float64, and what their optimizers remember."""
        past = {"past_in": self.optimizer_in.past, "past_out": self.optimizer_out.past}
        return {"W_in": self.W_in, "W_out": self.W_out} | past

    def restore(self, state: Tables) -> None:
        """Write it back, in place, for the optimizers hold the tables too."""
        for name, table in self.state().items():
            table[:] = state[name]

    def close(self) -> None:
        """Nothing to give back."""


def skipgram_examples(windows: Windows) -> Iterator[tuple[Source, int]]:
    """Every pair: the centre alone, and a context that it should predict."""
    for center_pos, context_pos in zip(*windows.pairs(), strict=True):
        yield windows.ids[center_pos], windows.ids[context_pos]


def cbow_examples(windows: Windows) -> Iterator[tuple[Source, int]]:
    """Every centre that has contexts: the contexts, and the centre that they should predict."""
    for pos, (left, right) in enumerate(zip(windows.left, windows.right, strict=True)):
        context_ids = np.concatenate((windows.ids[left:pos], windows.ids[pos + 1 : right]))
        if len(context_ids):
            yield context_ids, windows.ids[pos]


READERS = {"skipgram": skipgram_examples, "cbow": cbow_examples}


def word(examples: Examples) -> Answers:
    """Full softmax: the target alone."""
    return lambda target_id, rng: (target_id,)


def word_and_noise(examples: Examples) -> Answers:
    """Negative sampling: the target and noise drawn for it."""
    noise, n_noise = examples.noise, (examples.model.negatives,)
    if not examples.model.skip_hits:
        return lambda target_id, rng: (target_id, noise.draw(n_noise, rng))
    return lambda target_id, rng: (target_id, without(target_id, noise.draw(n_noise, rng)))


def without(target_id: int, noise_ids: Ids) -> Ids:
    """The noise words that are not the target."""
    misses: Ids = noise_ids[noise_ids != target_id]
    return misses


def path(examples: Examples) -> Answers:
    """Hierarchical softmax: the turns of the target's path."""
    tree = examples.tree
    assert tree is not None
    return lambda target_id, rng: tree.path(target_id)


ANSWERS = {"softmax": word, "ns": word_and_noise, "hs": path}
