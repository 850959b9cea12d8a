"""The examples of some windows as flat arrays, for engines that compute many at once.

Every centre has one hidden layer. Skip-gram and CBOW differ in nothing but the direction: the
centre predicts its contexts, or they predict it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TrainConfig, method_named
from w2v_core.sampling.huffman import HuffmanTree
from w2v_core.sampling.windows import Ids, Positions, Windows


@dataclass(frozen=True, slots=True)
class Layout:
    """Which rows of W_in make each hidden layer, and what each is to predict.

    Rows of both kinds are in the order of the text. A centre without contexts predicts nothing.

    Attributes:
        input_row: (I,) the hidden layer that each input goes into, 0..M-1 for M centres.
        input_ids: (I,) its row of W_in.
        input_weight: (I,) float64, how much of it goes in.
        row: (P,) the hidden layer that predicts.
        ids: (P,) the row of W_out that it is scored by: a word, or a node of a tree.
        signs: (P,) float32, +1, or -1 where the answer at the node is no.
        n_targets: (M,) how many words each hidden layer predicts.
    """

    input_row: Positions
    input_ids: Ids
    input_weight: NDArray[np.float64]
    row: Positions
    ids: Ids
    signs: NDArray[np.float32]
    n_targets: Positions


def lay_out(windows: Windows, model: TrainConfig, tree: HuffmanTree | None) -> Layout:
    """The examples of windows, as the model's method reads them."""
    center_pos, context_pos = windows.pairs()
    own, n_centres = np.arange(len(windows.ids)), len(windows.ids)
    if method_named(model.method).hidden == "skipgram":
        input_row, input_ids, weight = own, windows.ids, np.ones(n_centres)
        row, target_ids = center_pos, windows.ids[context_pos]
    else:
        input_row, input_ids = center_pos, windows.ids[context_pos]
        weight = shares(center_pos, n_centres) if model.cbow_mean else np.ones(len(center_pos))
        row = np.unique(center_pos)  # those with contexts
        target_ids = windows.ids[row]
    n_targets = np.bincount(row, minlength=n_centres)
    row, ids, signs = turns(tree, row, target_ids) if tree else words(row, target_ids)
    return Layout(input_row, input_ids, weight, row, ids, signs, n_targets)


def shares(row: Positions, n_rows: int) -> NDArray[np.float64]:
    """1 / C for every entry of a row that has C of them."""
    result: NDArray[np.float64] = 1 / np.bincount(row, minlength=n_rows)[row]
    return result


def words(row: Positions, target_ids: Ids) -> tuple[Positions, Ids, NDArray[np.float32]]:
    """The targets as they are: hidden layer, word and sign of each."""
    return row, target_ids, np.ones(len(row), np.float32)


def turns(
    tree: HuffmanTree, row: Positions, target_ids: Ids
) -> tuple[Positions, Ids, NDArray[np.float32]]:
    """All turns on the way to the targets: hidden layer, node and sign of each."""
    lengths = tree.code_lengths[target_ids]
    ends = np.cumsum(lengths)
    first = np.repeat(tree.starts[target_ids] - ends + lengths, lengths)
    place = first + np.arange(lengths.sum())
    return np.repeat(row, lengths), tree.nodes[place], tree.signs[place]
