"""How the hidden layer comes about, and how its gradient returns to the input vectors.

Does not: score anything; the losses do, whatever made the hidden layer.
"""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


def skipgram(W_in: Matrix, center_id: int) -> Vector:
    """The hidden layer (D,) of skip-gram: the centre's own vector.

    Source: Mikolov et al. 2013a, section 3.2. Its gradient goes to that one row, whole.
    """
    h: Vector = W_in[center_id].copy()
    return h
