"""How a gradient becomes a step, in torch; the twin of `optimizers`.

A gradient knows whether it is one of some rows or of all, so that no optimizer has to ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from w2v_core.engines.optimizers import TINY

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class SomeRows:
    """Gradients (N, D) of the rows `ids` (N,) of a table; those of a repeated id add up."""

    ids: "Tensor"
    values: "Tensor"

    def take_from(self, table: "Tensor", lr: float) -> None:
        """Subtract lr times the gradient from the table."""
        table.index_add_(0, self.ids, self.values, alpha=-lr)

    def summed(self) -> tuple["Tensor", "Tensor"]:
        """Each row once, with the sum of its gradients."""
        import torch

        rows, place = torch.unique(self.ids, return_inverse=True)
        total = self.values.new_zeros(len(rows), self.values.shape[1])
        return rows, total.index_add_(0, place, self.values)


@dataclass(frozen=True, slots=True)
class EveryRow:
    """The gradient (V, D) of a whole table."""

    values: "Tensor"

    def take_from(self, table: "Tensor", lr: float) -> None:
        """Subtract lr times the gradient from the table."""
        table.sub_(self.values, alpha=lr)

    def summed(self) -> tuple[slice, "Tensor"]:
        """All rows, with their gradients."""
        return slice(None), self.values


Gradient = SomeRows | EveryRow


class Sgd:
    """Every row steps down its gradient."""

    def __init__(self, table: "Tensor") -> None:
        self.table = table
        self.past = table.new_zeros(0, 0)  # it remembers nothing

    def step(self, gradient: Gradient, lr: float) -> None:
        """Move the table."""
        gradient.take_from(self.table, lr)


class Adagrad:
    """Every number is slowed down by the gradients it has had; see `optimizers.Adagrad`."""

    def __init__(self, table: "Tensor") -> None:
        import torch

        self.table = table
        self.past = torch.zeros_like(table)

    def step(self, gradient: Gradient, lr: float) -> None:
        """Move the table."""
        rows, total = gradient.summed()
        self.past[rows] += total**2
        self.table[rows] -= lr * total / (self.past[rows].sqrt() + TINY)


Optimizer = Sgd | Adagrad
OPTIMIZERS: dict[str, Callable[["Tensor"], Optimizer]] = {"sgd": Sgd, "adagrad": Adagrad}
