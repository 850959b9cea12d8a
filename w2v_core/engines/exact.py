"""Skip-gram by word type: the whole text's loss from its counts, once a pass, without chance.

Serves full softmax, and negative sampling as the oracle that sampled engines are tested against. A
text read this way has no subsampling; a shrinking window is a weight that falls with distance.

A chunk is one pass: a step, and the loss and its gradients where it led, by which it is kept or
taken back. The first chunk looks at the first tables as well, to know which way to go. So the loss
it reports, that of the best tables so far, never rises, and `parameters` gives those tables.
"""

from typing import TYPE_CHECKING

import numpy as np

from w2v_core.config import method_named
from w2v_core.engines.base import ChunkStats, Examples, Parameters, Tables
from w2v_core.engines.device_memory import halving
from w2v_core.engines.devices import device_name
from w2v_core.engines.exact_descent import Descent
from w2v_core.engines.exact_losses import CELLS, ExactLoss, RowLoss, noise_loss, softmax_loss
from w2v_core.linear.cores import cores

if TYPE_CHECKING:
    from torch import Tensor

GPU_CELLS = 1 << 27  # scores held at a time on a GPU, which is fast at few large products: 512 MB
TABLES = 16  # of the size of one, that a descent holds
FIRST_STEP = 8.0  # of the learning rate: the size of the first step, see `exact_descent`


class Exact:
    """Skip-gram with full softmax or exact negative sampling, full batch; see `exact_losses`.

    Args:
        device: "cpu" or "cuda".
        threads: processor threads that count, 0 for all cores. How many torch computes with is a
            setting of the whole process, which an engine leaves alone.
    """

    name = "exact"
    chunk_words: int | None = None

    def __init__(self, device: str = "cpu", threads: int = 0) -> None:
        import torch

        self.place = torch.device(device)
        self.threads = threads or cores()
        self.device = device_name(device)
        self.best: tuple[Tensor, Tensor] | None = None
        self.loss: ExactLoss | None = None
        self.descent: Descent | None = None

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take a copy of the tables, and count the text.

        Raises:
            Cancelled: if `examples.should_stop` said so.
            LimitReached: if the table of counts would be too large.
            TextError: if the text has no pair of words.
        """
        import torch

        from w2v_core.counts.cooccurrence import count_matrix

        W_in = torch.tensor(parameters.W_in, device=self.place)
        W_out = torch.tensor(parameters.W_out, device=self.place)
        self.best = W_in, W_out
        model, stop = examples.model, examples.should_stop
        distance = "linear" if model.shrink_window else "flat"
        how = model.window, distance, "both"
        counts = count_matrix(examples.corpus, *how, self.threads, stop, self.place.type)
        row_loss = self.row_loss(examples)
        cells = GPU_CELLS if self.place.type == "cuda" else CELLS
        self.loss = halving(lambda cells: ExactLoss(counts, row_loss, W_in, cells, stop), cells)
        self.size = FIRST_STEP * (model.lr or 0.0)
        self.descent = Descent(W_in, W_out, torch.cat([block.rows for block in self.loss.blocks]))

    def row_loss(self, examples: Examples) -> RowLoss:
        """What the model's method asks for."""
        import torch

        if method_named(examples.model.method).loss == "softmax":
            return softmax_loss
        expected = examples.model.negatives * examples.noise.probabilities()
        return noise_loss(torch.tensor(expected, dtype=torch.float32, device=self.place))

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """One pass over all pairs; `lr` and `rng` are not used, for steps find their own length.

        Raises:
            Cancelled: if it was to stop; the step that was not seen through is forgotten.
        """
        loss, descent = self.loss, self.descent
        assert loss is not None and descent is not None, "a chunk runs after start"
        if not descent.seen:
            descent.judge(loss.evaluate(descent.W_in, descent.W_out))
        descent.step(self.size)
        descent.judge(loss.evaluate(descent.W_in, descent.W_out))
        self.best = descent.best
        n_pairs = round(loss.n_pairs)
        return ChunkStats(n_pairs, descent.loss * n_pairs)

    def bytes_needed(self, examples: Examples, dim: int) -> int:
        """The tables of the descent, the counts, and the scores held at a time."""
        n_words = len(examples.keep)
        counts = min(len(examples.corpus.ids) * 2 * examples.model.window, n_words**2)
        cells = max(n_words, min(GPU_CELLS, n_words**2))
        return 4 * TABLES * n_words * dim + 16 * counts + 2 * 4 * cells

    def parameters(self) -> Parameters:
        """A copy of the best tables."""
        assert self.best is not None, "there are tables between start and close"
        return Parameters(*(table.to("cpu", copy=True).numpy() for table in self.best))

    def state(self) -> Tables:
        """The best tables, and how the way down goes on from them."""
        assert self.descent is not None, "there is a state between start and close"
        return {name: value.to("cpu").numpy() for name, value in self.descent.state().items()}

    def restore(self, state: Tables) -> None:
        """Stand where another descent stood."""
        import torch

        assert self.descent is not None, "a state is restored after start"
        self.descent.restore({name: torch.tensor(state[name]) for name in state})
        self.best = self.descent.best

    def close(self) -> None:
        """Give back the counts and the tables."""
        self.best = self.loss = self.descent = None
