"""The clean, minimal engine: one pair at a time, straight from `objectives`, in float64.

Runs anywhere and is never optimised; the other engines are right when they agree with this one.
"""

import numpy as np

from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.objectives.hidden import skipgram
from w2v_core.objectives.negative_sampling import loss_and_gradients


class NumpyReference:
    """Skip-gram with negative sampling by plain stochastic gradient descent."""

    name = "numpy_reference"
    device = "cpu"
    chunk_words = 500

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take the problem; the tables are kept in float64."""
        self.examples = examples
        self.W_in = parameters.W_in.astype(np.float64)
        self.W_out = parameters.W_out.astype(np.float64)

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Every pair of the sentences, in the order of the text."""
        windows = self.examples.windows(first, last, rng)
        center_pos, context_pos = windows.pairs()
        centers, contexts = windows.ids[center_pos], windows.ids[context_pos]
        noise = self.examples.noise.draw((len(centers), self.examples.model.negatives), rng)
        loss = 0.0
        for center_id, target_id, drawn_ids in zip(centers, contexts, noise, strict=True):
            noise_ids = drawn_ids[drawn_ids != target_id]  # noise that hits the target is skipped
            loss += self.step(center_id, target_id, noise_ids, lr)
        return ChunkStats(len(centers), loss)

    def step(self, center_id: int, target_id: int, noise_ids: np.ndarray, lr: float) -> float:
        """One step down the gradient of one pair; returns its loss before the step."""
        h = skipgram(self.W_in, center_id)
        loss, dh, ids, du = loss_and_gradients(self.W_out, h, target_id, noise_ids)
        self.W_in[center_id] -= lr * dh
        np.subtract.at(self.W_out, ids, lr * du)
        return loss

    def parameters(self) -> Parameters:
        """The tables, in float32."""
        return Parameters(self.W_in.astype(np.float32), self.W_out.astype(np.float32))

    def close(self) -> None:
        """Nothing to give back."""
