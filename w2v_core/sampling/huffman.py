"""A binary tree of all words, in which frequent words lie near the root.

Source: Huffman 1952; used for the softmax by Morin & Bengio 2005 and Mikolov et al. 2013b, section
2.1. Each word is a leaf; its path from the root is a row of turns at inner nodes.
"""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class HuffmanTree:
    """The paths of all V words through V - 1 inner nodes.

    Attributes:
        starts: (V + 1,) int64; the path of word v lies at starts[v] .. starts[v + 1] - 1.
        nodes: (L,) int32, inner nodes from the root down; the root is node V - 2.
        signs: (L,) float32, +1 for the heavier branch and -1 for the lighter one. A turn has
            probability sigmoid(sign u_node . h).
    """

    starts: NDArray[np.int64]
    nodes: NDArray[np.int32]
    signs: NDArray[np.float32]

    @classmethod
    def of(cls, counts: ArrayLike) -> "HuffmanTree":
        """The tree of V >= 2 word counts; ties go to the node made first.

        Raises:
            ConfigError: for fewer than two words.
        """
        weights = np.asarray(counts).tolist()
        if len(weights) < 2:
            raise ConfigError(f"A tree of {len(weights)} words; it takes at least 2.")
        parent, sign = join(weights)
        paths = [climb(leaf, parent) for leaf in range(len(weights))]
        starts = np.concatenate(([0], np.cumsum([len(path) for path in paths])))
        below = np.concatenate([path[::-1] for path in paths])  # node or leaf that a turn leads to
        nodes = parent[below] - len(weights)
        return cls(starts.astype(np.int64), nodes.astype(np.int32), sign[below])

    def path(self, word_id: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Inner nodes and signs of a word's path, from the root down."""
        turns = slice(self.starts[word_id], self.starts[word_id + 1])
        return self.nodes[turns], self.signs[turns]

    @property
    def code_lengths(self) -> NDArray[np.int64]:
        """Turns (V,) on the way to each word."""
        return np.diff(self.starts)

    def levels(self) -> list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
        """All turns from the root down, level by level, so that each is taken once.

        Returns:
            For each level the nodes above, the nodes below and the signs of its turns. An inner
            node goes by its id 0 .. V - 2, word v by V - 1 + v.
        """
        n_words = len(self.starts) - 1
        depth = np.arange(len(self.nodes)) - np.repeat(self.starts[:-1], self.code_lengths)
        below = np.append(self.nodes[1:], 0).astype(np.int64)
        below[self.starts[1:] - 1] = n_words - 1 + np.arange(n_words)  # a path ends at its word
        first = np.unique(below, return_index=True)[1]  # a turn stands in all paths that take it
        above, signs = self.nodes.astype(np.int64), self.signs
        turns = [first[depth[first] == level] for level in range(int(depth.max()) + 1)]
        return [(above[turn], below[turn], signs[turn]) for turn in turns]


def join(weights: list[float]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Join the two lightest until one is left: parent (2V - 1,) and sign of every leaf and node."""
    n_words = len(weights)
    parent = np.full(2 * n_words - 1, -1, np.int64)
    sign = np.ones(2 * n_words - 1, np.float32)
    heap = [(weight, id) for id, weight in enumerate(weights)]
    heapify(heap)
    for node in range(n_words, 2 * n_words - 1):
        (light, lighter), (heavy, heavier) = heappop(heap), heappop(heap)
        parent[lighter] = parent[heavier] = node
        sign[lighter] = -1
        heappush(heap, (light + heavy, node))
    return parent, sign


def climb(leaf: int, parent: NDArray[np.int64]) -> list[int]:
    """The leaf and the nodes above it, without the root."""
    path = []
    while parent[leaf] >= 0:
        path.append(leaf)
        leaf = int(parent[leaf])
    return path
