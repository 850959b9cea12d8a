"""Nearest rows of all rows on a device of torch's; agrees with `nearest.all_nearest`.

Does not: promise which of several rows of equal cosine comes last in a list, for torch does not.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import Cancelled

CELLS = 1 << 28  # cosines held at a time: 1 GB


def all_nearest_on(
    device: str,
    matrix: NDArray[np.float32],
    top: int,
    should_stop: Callable[[], bool] = lambda: False,
    cells: int = CELLS,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The `top` rows nearest to every row of `matrix` (V, D), unit rows, itself left out.

    Returns:
        Ids (V, top) int64 and cosines (V, top) float32, best first, equal ones by id.

    Raises:
        Cancelled: if `should_stop` said so.
    """
    import torch

    rows = torch.from_numpy(np.asarray(matrix, np.float32)).to(device)
    top = max(min(top, len(rows) - 1), 0)
    ids = np.empty((len(rows), top), np.int64)
    cosines = np.empty((len(rows), top), np.float32)
    step = max(cells // max(len(rows), 1), 1)
    for first in range(0, len(rows), step):
        if should_stop():
            raise Cancelled("The search for nearest neighbours was stopped; nothing was kept.")
        scores = rows[first : first + step] @ rows.T
        own = torch.arange(len(scores), device=device)
        scores[own, own + first] = -torch.inf
        found, place = scores.topk(top, dim=1)
        place, order = place.sort(dim=1)  # by id, then by cosine, which keeps equal ones in place
        found, again = found.gather(1, order).sort(dim=1, descending=True, stable=True)
        ids[first : first + step] = place.gather(1, again).cpu().numpy()
        cosines[first : first + step] = found.cpu().numpy()
    return ids, cosines
