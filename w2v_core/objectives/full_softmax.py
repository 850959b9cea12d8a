"""Full softmax: find the real word among all words."""

import numpy as np
from numpy.typing import NDArray

from w2v_core.objectives.hidden import Matrix, Vector

EQUATION = r"-\log \frac{\exp(u_t \cdot h)}{\sum_{v=1}^{V} \exp(u_v \cdot h)}"
REFERENCE = "Mikolov et al. 2013b, equation 2; gradients as in Rong 2014, section 1.1"


def loss_and_gradients(
    W_out: Matrix, h: Vector, target_id: int
) -> tuple[float, Vector, NDArray[np.intp], Matrix]:
    """Loss of finding `target_id` among all V words, with its gradients.

    Every row of W_out moves, by its word's probability times h, and not only the target's.

    Returns:
        loss (), dL/dh (D,), the touched rows' ids (V,), and dL/du of each of them (V, D).
    """
    log_p = log_probabilities(W_out, h)
    error = np.exp(log_p)
    error[target_id] -= 1  # dL/dscore
    return -float(log_p[target_id]), W_out.T @ error, np.arange(len(W_out)), np.outer(error, h)


def log_probabilities(W_out: Matrix, h: Vector) -> Vector:
    """Log of the softmax (V,) over all words, without overflow."""
    scores = W_out @ h
    log_p: Vector = scores - np.logaddexp.reduce(scores)
    return log_p
