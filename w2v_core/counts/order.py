"""An order of rows in which like stands beside like, for heat maps."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.linear.nearest import unit_rows


def order_by_similarity(matrix: ArrayLike) -> NDArray[np.int64]:
    """Row numbers (R,) of a matrix (R, C) in an order that keeps like rows together.

    Rows are compared by direction, merged by average linkage, and the tree is turned so that
    neighbouring leaves are as like as they can be (Bar-Joseph et al. 2001). Meant for hundreds of
    rows; the time grows with the square of their number.

    >>> order_by_similarity([[1, 0], [0, 1], [5, 1], [0, 2]]).tolist()
    [1, 3, 2, 0]
    """
    rows = unit_rows(matrix).astype(np.float64)
    if len(rows) < 3:
        return np.arange(len(rows))
    from scipy.cluster.hierarchy import leaves_list, linkage

    tree = linkage(rows, method="average", optimal_ordering=True)
    return np.asarray(leaves_list(tree), dtype=np.int64)
