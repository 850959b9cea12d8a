"""Additions to a table in a fixed order: what several blocks move apart is sorted by row first."""

from typing import TYPE_CHECKING

from w2v_core.config import TrainConfig, method_named
from w2v_core.engines.triton_text import DeviceWindows
from w2v_core.engines.triton_tiles import Tiles

if TYPE_CHECKING:
    from torch import Tensor


def slots(
    model: TrainConfig, tiles: Tiles, windows: DeviceWindows, noise_ids: "Tensor", block: int
) -> tuple["Tensor", "Tensor"]:
    """The rows of W_in and of W_out that the kernels' rows of changes of one block belong to.

    Where a tile reaches beyond the text or the block there are no changes, and row 0 stands.
    """
    own = around(windows.ids, block * tiles.T, tiles.BT)
    near = around(windows.ids, block * tiles.T - tiles.WINDOW, tiles.BC)
    cbow = method_named(model.method).hidden == "cbow"
    return (near, joined(own, noise_ids[block])) if cbow else (own, joined(near, noise_ids[block]))


def around(ids: "Tensor", first: int, size: int) -> "Tensor":
    """The words first .. first + size - 1; 0 for those beyond the text."""
    import torch

    place = torch.arange(first, first + size, device=ids.device)
    inside = (place >= 0) & (place < len(ids))
    return ids[place.clamp(0, len(ids) - 1)] * inside


def joined(ids: "Tensor", more: "Tensor") -> "Tensor":
    """One list after the other."""
    import torch

    return torch.cat((ids, more))


def add_in_order(table: "Tensor", ids: "Tensor", changes: "Tensor") -> None:
    """`table[ids[i]] += changes[i]`; those of a repeated id are summed in the order they come."""
    import torch

    order = torch.argsort(ids, stable=True)
    row, sizes = torch.unique_consecutive(ids[order], return_counts=True)
    sums = torch.segment_reduce(changes[order], "sum", lengths=sizes, axis=0)
    table[row.long()] += sums
