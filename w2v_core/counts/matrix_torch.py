"""The table of all words by all words, counted on a device of torch's; see `matrix`.

Pairs at one distance are numbers row x V + column; equal ones are sorted together and counted.
Memory of the device: the text twice, some numbers of 8 bytes for each of its words, and the table.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from w2v_core.counts.reach import Reach
from w2v_core.errors import Cancelled
from w2v_core.text.corpus import Corpus

if TYPE_CHECKING:
    from torch import Tensor


def count_on(device: str, corpus: Corpus, near: Reach, should_stop: Callable[[], bool]) -> Any:
    """The counts as a `scipy.sparse.csr_array` (V, V) float64, columns in order.

    Raises:
        Cancelled: if `should_stop` said so.
    """
    import torch

    n_words = len(corpus.vocabulary)
    ids = torch.from_numpy(np.array(corpus.ids, np.int64)).to(device)
    lengths = torch.from_numpy(np.diff(corpus.starts)).to(device)
    sentence = torch.arange(len(lengths), device=device).repeat_interleave(lengths)
    table = ids.new_empty(0), torch.empty(0, dtype=torch.float64, device=device)
    for d in range(1, min(near.window, len(ids) - 1) + 1):
        if should_stop():
            raise Cancelled("Stopped; the text was not counted to its end.")
        beside = sentence[d:] == sentence[:-d]
        before, after = ids[:-d][beside], ids[d:][beside]
        if len(near.left):
            table = added(table, after * n_words + before, near.left[d - 1])
        if len(near.right):
            table = added(table, before * n_words + after, near.right[d - 1])
    return sparse(table[0].cpu().numpy(), table[1].cpu().numpy() / near.denominator, n_words)


def added(
    table: tuple["Tensor", "Tensor"], cells: "Tensor", weight: float
) -> tuple["Tensor", "Tensor"]:
    """A table of cells, rising, and their values, with `weight` more for each of some cells."""
    import torch

    more, counts = torch.unique(cells, return_counts=True)
    every, place = torch.unique(torch.cat((table[0], more)), return_inverse=True)
    values = torch.cat((table[1], counts * float(weight)))
    return every, values.new_zeros(len(every)).index_add_(0, place, values)


def sparse(cells: Any, values: Any, n_words: int) -> Any:
    """The table (V, V) of cells row x V + column, rising."""
    from scipy.sparse import csr_array

    row, column = np.divmod(cells, n_words)
    starts = np.searchsorted(row, np.arange(n_words + 1))
    if len(cells) < 2**31:  # else SciPy would widen the columns too
        starts = starts.astype(np.int32)
    return csr_array((values, column.astype(np.int32), starts), shape=(n_words, n_words))
