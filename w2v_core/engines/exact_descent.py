"""Going down an exact loss: Adagrad along principal axes, with steps that are taken back.

A score is a product of two rows, so how the loss bends for a row of one table depends on the other
table: it is steep along that table's long axes, and flat along its short ones. Along the axes
themselves (eigenvectors of the other table's second moment) the numbers of a row hardly disturb
each other, and each is slowed down by its own past gradients (Adagrad: Duchi et al. 2011; in turned
axes, as in Vyas et al. 2024, "SOAP").

A step that raised the loss is taken back and halved; so the loss never rises.
"""

from typing import TYPE_CHECKING

from w2v_core.engines.exact_losses import Evaluation

if TYPE_CHECKING:
    from torch import Tensor

GROWTH = 1.1  # of the step after one that lowered the loss
MEMORY = 0.5  # share of the last move in the next
TINY = 1e-20
PARTS = ("squares", "fresh", "move")  # of what a table's steps remember


class Descent:
    """Two tables on their way down.

    Args:
        W_in: (V, D) where to begin.
        W_out: (V, D), likewise.
        shares: (V, 1) share of each word, its weight in the second moments.

    Attributes:
        W_in: where the loss is to be evaluated next.
        W_out: likewise.
        best: the lowest tables so far, which are the last that were kept.
        loss: their loss.
    """

    def __init__(self, W_in: "Tensor", W_out: "Tensor", shares: "Tensor") -> None:
        self.W_in, self.W_out = self.best = W_in, W_out
        self.shares = shares
        self.loss = float("inf")
        self.pace = 1.0  # the step in units of the one asked for
        self.in_steps, self.out_steps = TurnedAdagrad(W_in), TurnedAdagrad(W_out)

    @property
    def seen(self) -> bool:
        """Whether any tables have been judged yet."""
        return self.loss < float("inf")

    def judge(self, found: Evaluation) -> None:
        """Keep `W_in` and `W_out`, or take the step to them back, by what was found there."""
        if found.loss <= self.loss:
            self.loss, self.best = found.loss, (self.W_in, self.W_out)
            self.in_steps.learn(found.dW_in, principal_axes(self.W_out, self.shares))
            self.out_steps.learn(found.dW_out, principal_axes(self.W_in, self.shares))
            self.pace *= GROWTH
        else:
            self.in_steps.forget()
            self.out_steps.forget()
            self.pace /= 2

    def step(self, size: float) -> None:
        """Go on from the best tables to where the loss is to be evaluated next.

        The first step moves each number, along the turned axes, by GROWTH (1 - MEMORY) `size`,
        which is 0.55 of it.
        """
        self.W_in = self.best[0] - size * self.pace * self.in_steps.move
        self.W_out = self.best[1] - size * self.pace * self.out_steps.move

    def state(self) -> dict[str, "Tensor"]:
        """All that the steps to come depend on, by name; read between two steps."""
        import torch

        ways = {"in": self.in_steps, "out": self.out_steps}
        moves = {f"{part}_{side}": vars(way)[part] for side, way in ways.items() for part in PARTS}
        numbers = torch.tensor([self.loss, self.pace], dtype=torch.float64)
        return {"W_in": self.best[0], "W_out": self.best[1], "loss_and_pace": numbers} | moves

    def restore(self, state: dict[str, "Tensor"]) -> None:
        """Stand where another descent stood when its `state` was read."""
        place = self.W_in.device
        self.W_in, self.W_out = self.best = state["W_in"].to(place), state["W_out"].to(place)
        self.loss, self.pace = state["loss_and_pace"].tolist()
        for side, way in {"in": self.in_steps, "out": self.out_steps}.items():
            for part in PARTS:
                setattr(way, part, state[f"{part}_{side}"].to(place))


class TurnedAdagrad:
    """Moves of one table by the gradients seen so far.

    Attributes:
        move: (V, D) what to go down by, per unit of step size.
    """

    def __init__(self, table: "Tensor") -> None:
        self.squares = table.new_zeros(table.shape)
        self.fresh = self.move = self.squares

    def learn(self, gradient: "Tensor", axes: "Tensor") -> None:
        """Take in a gradient (V, D), read along the columns of `axes` (D, D)."""
        turned = gradient @ axes
        self.squares = self.squares + turned**2
        self.fresh = (1 - MEMORY) * (turned / (self.squares.sqrt() + TINY)) @ axes.T
        self.move = MEMORY * self.move + self.fresh

    def forget(self) -> None:
        """Leave the moves before the last out, for they have led too far."""
        self.move = self.fresh


def principal_axes(table: "Tensor", shares: "Tensor") -> "Tensor":
    """Eigenvectors (D, D), as columns, of a table's second moment over the words of a text."""
    import torch

    axes: Tensor = torch.linalg.eigh((table * shares).T @ table)[1]
    return axes
