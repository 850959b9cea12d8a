"""How a gradient becomes a step, in NumPy: plain gradient descent or Adagrad.

Does not: know where the gradient comes from, or own the learning rate.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Ids = NDArray[np.integer[Any]]

TINY = 1e-10  # keeps a number that never had a gradient from dividing by zero


class Sgd:
    """Every row steps down its gradient."""

    def __init__(self, table: Matrix) -> None:
        self.table = table
        self.past = np.zeros((0, 0))  # it remembers nothing

    def step(self, ids: Ids, gradients: Matrix, lr: float) -> None:
        """Move the rows `ids` (N,) by their gradients (N, D); those of a repeated id add up."""
        np.subtract.at(self.table, ids, lr * gradients)


class Adagrad:
    """Every number is slowed down by the gradients it has had.

    Source: Duchi, Hazan & Singer 2011. With g a number's gradient and G the sum of all its g²
    so far, this one included, the step is lr g / sqrt(G).
    """

    def __init__(self, table: Matrix) -> None:
        self.table = table
        self.past = np.zeros_like(table)

    def step(self, ids: Ids, gradients: Matrix, lr: float) -> None:
        """Move the rows `ids` (N,) by their gradients (N, D); those of a repeated id add up."""
        rows, place = np.unique(ids, return_inverse=True)
        total = np.zeros((len(rows), self.table.shape[1]))
        np.add.at(total, place, gradients)
        self.past[rows] += total**2
        self.table[rows] -= lr * total / (np.sqrt(self.past[rows]) + TINY)


Optimizer = Sgd | Adagrad
OPTIMIZERS: dict[str, Callable[[Matrix], Optimizer]] = {"sgd": Sgd, "adagrad": Adagrad}
