"""Negative sampling: tell the real neighbour from K noise words."""

import numpy as np
from numpy.typing import NDArray

from w2v_core.objectives.hidden import Matrix, Vector

EQUATION = r"-\log \sigma(u_t \cdot h) \; - \sum_{k=1}^{K} \log \sigma(-u_k \cdot h)"
REFERENCE = "Mikolov et al. 2013b, equation 4; gradients as in Rong 2014, section 3.2"


def loss_and_gradients(
    W_out: Matrix, h: Vector, target_id: int, noise_ids: NDArray[np.integer]
) -> tuple[float, Vector, NDArray[np.integer], Matrix]:
    """Loss of telling `target_id` from `noise_ids`, with its gradients.

    Returns:
        loss (), dL/dh (D,), the touched rows' ids (1 + K,), and dL/du of each of them (1 + K, D).
        An id may come twice; its gradients add up.
    """
    ids = np.concatenate(([target_id], noise_ids))
    real = np.zeros(len(ids))
    real[0] = 1.0
    scores = W_out[ids] @ h
    error = sigmoid(scores) - real  # dL/dscore
    loss = -log_sigmoid(np.where(real, scores, -scores)).sum()
    return float(loss), W_out[ids].T @ error, ids, np.outer(error, h)


def sigmoid(x: Vector) -> Vector:
    """1 / (1 + exp(-x)), without overflow."""
    return np.exp(log_sigmoid(x))


def log_sigmoid(x: Vector) -> Vector:
    """log(1 / (1 + exp(-x))), without overflow."""
    return -np.logaddexp(0.0, -x)
