"""What a thread does with its part of a chunk: draw noise, then run the compiled loops of a method.

Noise words are shared by a block of centres (after Ji et al. 2016, "Parallelizing word2vec in
shared and distributed memory").
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.sampling.windows import Windows

TILE = 8  # what blocks and their noise words are multiples of: the kernels take eight at a time
SMALLEST = 4  # centres of a block
SKIPGRAM_BLOCK = 64, 32  # centres that share their noise words, and these, where few are wanted
CBOW_BLOCK = 64, 8


@dataclass(frozen=True, slots=True)
class Part:
    """One thread's share of a chunk.

    Attributes:
        examples: the problem.
        tables: changed in place, by other threads too.
        windows: of the part's sentences.
        lr: learning rate, float32.
        rng: source of the noise.
        most_centres: of a block, lest a frequent word's copies move it too far together.
    """

    examples: Examples
    tables: Parameters
    windows: Windows
    lr: np.float32
    rng: np.random.Generator
    most_centres: int = 1_000

    def rows(self) -> tuple[NDArray[np.generic], ...]:
        """What all kernels take first: tables, words, and the ranges of their contexts."""
        tables, windows = self.tables, self.windows
        return tables.W_in, tables.W_out, windows.ids, windows.left, windows.right

    def cbow_centers(self) -> tuple[int, NDArray[np.float32]]:
        """How many centres have a context, and the scale (M,) of each: 1 / C, or 1."""
        sizes = self.windows.right - self.windows.left - 1
        power = -1.0 if self.examples.model.cbow_mean else 0.0
        return int(np.count_nonzero(sizes)), np.maximum(sizes, 1).astype(np.float32) ** power

    def noise(
        self, n_centers: int, usual: tuple[int, int]
    ) -> tuple[NDArray[np.int32], int, np.float32, np.float32]:
        """Noise words (B, S), centres of a block, weight of a noise word, weight off for a hit.

        All centres of a block push the same rows, and must not push them too far. So S is no less
        than the model's noise words, lest one weigh more than 1; and where S is larger than usual,
        so that more pushes come, each to more copies of a frequent word, blocks have fewer centres,
        as where one word is much of the text.
        """
        model, (centres, fewest) = self.examples.model, usual
        n_noise = -(-max(fewest, model.negatives) // TILE) * TILE
        centres = min(centres * fewest**2 // n_noise**2, self.most_centres)
        block = max(centres // TILE * TILE, SMALLEST)
        noise_ids = self.examples.noise.draw((-(-n_centers // block), n_noise), self.rng)
        share = np.float32(model.negatives / n_noise)
        return noise_ids, block, share, share * np.float32(model.skip_hits)

    def paths(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """Where each word's path through the tree begins, the nodes, and the signs of the turns."""
        tree = self.examples.tree
        assert tree is not None, "hierarchical softmax goes through a tree"
        return tree.starts, tree.nodes, tree.signs


def skipgram_ns(part: Part) -> ChunkStats:
    """Skip-gram with negative sampling."""
    from w2v_core.engines.numba_kernels import train_skipgram_ns

    noise = part.noise(len(part.windows.ids), SKIPGRAM_BLOCK)
    return ChunkStats(part.windows.n_pairs, train_skipgram_ns(*part.rows(), *noise, part.lr))


def cbow_ns(part: Part) -> ChunkStats:
    """CBOW with negative sampling; an example is a centre."""
    from w2v_core.engines.numba_kernels import train_cbow_ns

    n_centers, scales = part.cbow_centers()
    noise = part.noise(len(part.windows.ids), CBOW_BLOCK)
    loss = train_cbow_ns(*part.rows(), scales, *noise, part.lr)
    return ChunkStats(n_centers, loss)


def skipgram_hs(part: Part) -> ChunkStats:
    """Skip-gram with hierarchical softmax."""
    from w2v_core.engines.numba_tree_kernels import train_skipgram_hs

    loss = train_skipgram_hs(*part.rows(), *part.paths(), part.lr)
    return ChunkStats(part.windows.n_pairs, loss)


def cbow_hs(part: Part) -> ChunkStats:
    """CBOW with hierarchical softmax; an example is a centre."""
    from w2v_core.engines.numba_tree_kernels import train_cbow_hs

    n_centers, scales = part.cbow_centers()
    loss = train_cbow_hs(*part.rows(), scales, *part.paths(), part.lr)
    return ChunkStats(n_centers, loss)


PARTS: Mapping[str, Callable[[Part], ChunkStats]] = MappingProxyType(
    {
        "skipgram-ns": skipgram_ns,
        "cbow-ns": cbow_ns,
        "skipgram-hs": skipgram_hs,
        "cbow-hs": cbow_hs,
    }
)
