"""An engine on a GPU, with what may go wrong there: see `device_memory`.

What a run needs is worked out before it starts, and a run that cannot fit is refused with the
dimensions that would. Memory is given back when the engine is closed.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np

from w2v_core.engines.base import ChunkStats, Engine, Examples, Parameters, Tables
from w2v_core.engines.device_memory import give_back, largest_fitting, safely
from w2v_core.errors import LimitReached

T = TypeVar("T")


class DeviceEngine(Engine, Protocol):
    """An engine that can say what it needs."""

    def bytes_needed(self, examples: Examples, dim: int) -> int:
        """About how much memory of the device a run with `dim` dimensions takes."""


class OnDevice:
    """The engine given, whose errors of the device become sentences for people.

    Args:
        engine: on the device.
        free: bytes of the device that may be had.
    """

    def __init__(self, engine: DeviceEngine, free: Callable[[], int]) -> None:
        self.engine, self.free = engine, free
        self.name, self.device = engine.name, engine.device
        self.no_room = LimitReached("The GPU has too little memory free; choose the device cpu.")

    @property
    def chunk_words(self) -> int | None:
        """As the engine has it."""
        return self.engine.chunk_words

    def start(self, examples: Examples, parameters: Parameters) -> None:
        """Start, if there is room for the run.

        Raises:
            LimitReached: if there is not.
        """
        free, dim = self.safely(self.free), examples.model.dim
        self.no_room = LimitReached(shortage(self.engine, examples, free))
        if self.engine.bytes_needed(examples, dim) > free:
            raise self.no_room
        self.safely(lambda: self.engine.start(examples, parameters))

    def run_chunk(self, first: int, last: int, lr: float, rng: np.random.Generator) -> ChunkStats:
        """As the engine does."""
        return self.safely(lambda: self.engine.run_chunk(first, last, lr, rng))

    def parameters(self) -> Parameters:
        """As the engine gives them."""
        return self.safely(self.engine.parameters)

    def state(self) -> Tables:
        """As the engine gives it."""
        return self.safely(self.engine.state)

    def restore(self, state: Tables) -> None:
        """As the engine does."""
        self.safely(lambda: self.engine.restore(state))

    def close(self) -> None:
        """Close the engine and give the device its memory back."""
        self.safely(self.engine.close)
        self.safely(give_back)

    def safely(self, work: Callable[[], T]) -> T:
        """The work, with what to say where memory runs out."""
        return safely(work, lambda: self.no_room)


def shortage(engine: DeviceEngine, examples: Examples, free: int) -> str:
    """What a run needs, what is there, and what would fit."""
    dim = examples.model.dim
    fitting = largest_fitting(lambda dim: engine.bytes_needed(examples, dim), dim - 1, free)
    needed = engine.bytes_needed(examples, dim)
    smaller = f"set dim to {fitting:,} or less, or " if fitting else ""
    return (
        f"The GPU has {free / 1e9:.1f} GB of memory free and the run needs about "
        f"{needed / 1e9:.1f} GB; {smaller}choose the device cpu."
    )


def free_memory() -> int:
    """Bytes of the current CUDA device that may be had, those that torch keeps for later too."""
    import torch

    free, _ = torch.cuda.mem_get_info()
    return free + torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
