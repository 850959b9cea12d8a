"""Fast training on processor cores: compiled loops without the GIL, threads without locks.

Threads share the tables and write to them without waiting for each other (Hogwild: Niu et al.
2011), so that only runs on one thread repeat bit by bit. What a thread does with its sentences is
in `numba_parts`.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import add

import numpy as np

from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.engines.devices import cores
from w2v_core.engines.numba_parts import PARTS, Part


class NumbaCpu:
    """Negative sampling and hierarchical softmax; see `numba_kernels` for the arithmetic.

    Args:
        threads: how many; 0 takes all cores.
    """

    name = "numba_cpu"
    device = "cpu"
    chunk_words = 100_000

    def __init__(self, threads: int = 0) -> None:
        self.threads = threads or cores()
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix="numba_cpu")

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take the problem and copy the tables."""
        self.examples = examples
        self.train = PARTS[examples.model.method]
        self.tables = Parameters(
            np.array(parameters.W_in, dtype=np.float32, order="C"),
            np.array(parameters.W_out, dtype=np.float32, order="C"),
        )

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Share the sentences out to the threads, by words; this thread takes the first share."""
        starts = self.examples.corpus.starts
        goals = np.linspace(starts[first], starts[last], self.threads + 1)[1:-1]
        cuts = [first, *np.searchsorted(starts, goals).tolist(), last]
        shares = zip(cuts[:-1], cuts[1:], rng.spawn(self.threads), strict=True)
        mine, *others = [(a, b, lr, own) for a, b, own in shares if a < b]
        jobs = [self.pool.submit(self.run_part, *share) for share in others]
        own = self.run_part(*mine)  # while the others run
        return reduce(add, [job.result() for job in jobs], own)

    def run_part(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """One thread's share of a chunk: draw windows, then the compiled loops of the method."""
        windows = self.examples.windows(first, last, rng)
        return self.train(Part(self.examples, self.tables, windows, np.float32(lr), rng))

    def parameters(self) -> Parameters:
        """A copy of the tables."""
        return Parameters(self.tables.W_in.copy(), self.tables.W_out.copy())

    def close(self) -> None:
        """End the threads."""
        self.pool.shutdown()
