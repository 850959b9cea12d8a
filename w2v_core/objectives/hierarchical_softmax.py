"""Hierarchical softmax: find the real word by yes or no at each turn of its path through a tree."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.objectives.hidden import Ids, Matrix, Vector
from w2v_core.objectives.negative_sampling import log_sigmoid, sigmoid

EQUATION = r"- \sum_{n \in \mathrm{path}(t)} \log \sigma(\pm u_n \cdot h)"
REFERENCE = "Morin & Bengio 2005; Mikolov et al. 2013b, equation 3; Rong 2014, section 3.1"


def loss_and_gradients(
    W_out: Matrix, h: Vector, node_ids: Ids, signs: NDArray[np.floating[Any]]
) -> tuple[float, Vector, Ids, Matrix]:
    """Loss of taking every turn of the target's path, with its gradients.

    The two branches of a node have the probabilities sigmoid(u_n . h) and sigmoid(-u_n . h), so
    those of all words sum to one without a sum over them.

    Args:
        W_out: (V - 1, D), a vector for each inner node of the tree, not for a word.
        h: (D,).
        node_ids: (L,) inner nodes from the root down to the target.
        signs: (L,) which way the path turns at each, +1 or -1.

    Returns:
        loss (), dL/dh (D,), the touched rows' ids (L,), and dL/du of each of them (L, D).
    """
    scores = W_out[node_ids] @ h
    error = -signs * sigmoid(-signs * scores)  # dL/dscore
    loss = -log_sigmoid(signs * scores).sum()
    return float(loss), W_out[node_ids].T @ error, node_ids, np.outer(error, h)
