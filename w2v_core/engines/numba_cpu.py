"""Fast training on processor cores: compiled loops without the GIL, threads without locks.

Threads share the tables and write to them without waiting for each other (Hogwild: Niu et al.
2011), so that only runs on one thread repeat bit by bit. Noise words are shared by a block of
centres (after Ji et al. 2016, "Parallelizing word2vec in shared and distributed memory").
"""

from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import add

import numpy as np

from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.engines.devices import cores

BLOCK = 16  # centres that share their noise words
SHARED_NOISE = 16  # noise words of a block


class NumbaCpu:
    """Skip-gram with negative sampling; see `numba_kernels` for the arithmetic.

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
        self.W_in = np.array(parameters.W_in, dtype=np.float32, order="C")
        self.W_out = np.array(parameters.W_out, dtype=np.float32, order="C")

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
        """One thread's share of a chunk: draw windows and noise, then the compiled loops."""
        from w2v_core.engines.numba_kernels import train_blocks

        windows = self.examples.windows(first, last, rng)
        n_blocks = -(-len(windows.ids) // BLOCK)
        noise_ids = self.examples.noise.draw((n_blocks, SHARED_NOISE), rng)
        share = np.float32(self.examples.model.negatives / SHARED_NOISE)
        loss = train_blocks(
            self.W_in, self.W_out, windows.ids, windows.left, windows.right,
            noise_ids, BLOCK, share, np.float32(lr),
        )  # fmt: skip
        return ChunkStats(windows.n_pairs, loss)

    def parameters(self) -> Parameters:
        """A copy of the tables."""
        return Parameters(self.W_in.copy(), self.W_out.copy())

    def close(self) -> None:
        """End the threads."""
        self.pool.shutdown()
