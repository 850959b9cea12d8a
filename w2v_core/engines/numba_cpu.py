"""Fast training on processor cores: compiled loops without the GIL, threads without locks.

Threads share the tables and write to them without waiting for each other (Hogwild: Niu et al.
2011), so that only runs on one thread repeat bit by bit. What a thread does with its sentences is
in `numba_parts`.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import add

import numpy as np

from w2v_core.engines.base import ChunkStats, Examples, Parameters, Tables
from w2v_core.engines.block_size import centres_on_copies
from w2v_core.engines.numba_parts import PARTS, Part
from w2v_core.linear.cores import cores

SLICE_WORDS = 5_000  # so few that no thread waits long for the others at the end of a chunk


class NumbaCpu:
    """Negative sampling and hierarchical softmax; see `numba_kernels` for the arithmetic.

    Args:
        threads: how many; 0 takes all cores.
    """

    name = "numba_cpu"
    device = "cpu"
    chunk_words = 200_000

    def __init__(self, threads: int = 0) -> None:
        self.threads = threads or cores()
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix="numba_cpu")

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Take the problem and copy the tables."""
        self.examples = examples
        self.train = PARTS[examples.model.method]
        self.most_centres = centres_on_copies(examples)
        self.tables = Parameters(
            np.array(parameters.W_in, dtype=np.float32, order="C"),
            np.array(parameters.W_out, dtype=np.float32, order="C"),
        )

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """Cut the sentences into slices of alike many words; a thread takes the next when free.

        As many for each thread, so that with threads alike fast none is left with a last one.
        """
        starts = self.examples.corpus.starts
        n_words = int(starts[last] - starts[first])
        n_slices = max(-(-n_words // (SLICE_WORDS * self.threads)), 1) * self.threads
        goals = np.linspace(starts[first], starts[last], n_slices + 1)[1:-1]
        cuts = [first, *np.searchsorted(starts, goals).tolist(), last]
        slices = zip(cuts[:-1], cuts[1:], rng.spawn(n_slices), strict=True)
        jobs = [self.pool.submit(self.run_part, a, b, lr, own) for a, b, own in slices if a < b]
        return reduce(add, [job.result() for job in jobs])

    def run_part(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """One slice of a chunk: draw windows, then the compiled loops of the method."""
        windows = self.examples.windows(first, last, rng)
        part = Part(self.examples, self.tables, windows, np.float32(lr), rng, self.most_centres)
        return self.train(part)

    def parameters(self) -> Parameters:
        """A copy of the tables."""
        return Parameters(self.tables.W_in.copy(), self.tables.W_out.copy())

    def state(self) -> Tables:
        """The tables, for nothing else outlives a chunk."""
        return {"W_in": self.tables.W_in, "W_out": self.tables.W_out}

    def restore(self, state: Tables) -> None:
        """Go on from these tables."""
        self.tables = Parameters(state["W_in"].copy(), state["W_out"].copy())

    def close(self) -> None:
        """End the threads."""
        self.pool.shutdown()
