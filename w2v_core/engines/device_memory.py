"""What to do where the memory of a GPU runs out, or the GPU itself fails.

An exception holds the frames it came through, and they hold tensors. So an error is only noted
while it is handled; memory is given back, and work is tried again, after that.
"""

import gc
from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from w2v_core.engines.base import ChunkStats
from w2v_core.errors import DeviceFailed, W2VError

T = TypeVar("T")
HALVINGS = 2  # at most, before giving up


class NoRoom(Exception):
    """Memory of the device ran out, and smaller pieces did not help."""


def attempt(work: Callable[[], T]) -> tuple[T] | None:
    """What the work gives, as the one item of a tuple, or None where device memory ran out."""
    import torch

    try:
        return (work(),)
    except torch.OutOfMemoryError:
        return None


def halving(work: Callable[[int], T], size: int) -> T:
    """`work(size)`; where device memory runs out, half the size, and half of that.

    Raises:
        NoRoom: if a quarter was too much as well.
    """
    for halvings in range(HALVINGS + 1):
        found = attempt(partial(work, max(1, size >> halvings)))
        if found:
            return found[0]
        give_back()
    raise NoRoom


def in_halves(
    work: Callable[[int, int], ChunkStats], first: int, last: int, halvings: int = HALVINGS
) -> ChunkStats:
    """`work(first, last)`, or that of both halves, where device memory runs out.

    It must run out before the work has changed anything.

    Raises:
        NoRoom: if a quarter was too much as well.
    """
    found = attempt(lambda: work(first, last))
    if found:
        return found[0]
    give_back()
    if not halvings or last - first < 2:
        raise NoRoom
    middle = (first + last) // 2
    one = in_halves(work, first, middle, halvings - 1)
    return one + in_halves(work, middle, last, halvings - 1)


def give_back() -> None:
    """Give memory that nobody uses back to the device, so that others may have it."""
    import torch

    gc.collect()
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.empty_cache()


def safely(work: Callable[[], T], no_room: Callable[[], W2VError]) -> T:
    """The work, with errors of the device told in a sentence for people.

    Args:
        work: what may fail.
        no_room: makes the error of running out of memory.

    Raises:
        DeviceFailed: if the device failed; nothing can run on it until the program is restarted.
    """
    import torch

    try:
        return work()
    except (torch.OutOfMemoryError, NoRoom):
        problem = no_room
    except RuntimeError as error:  # torch's own, or Triton's, which has no class for it
        if "CUDA" not in str(error):
            raise
        problem = partial(DeviceFailed, str(error).partition("\n")[0])
    gc.collect()
    raise problem()


def largest_fitting(needed: Callable[[int], int], most: int, free: int) -> int:
    """The largest number 0 .. `most` whose need, which grows with it, is not above `free`.

    >>> largest_fitting(lambda dim: 10 + 4 * dim, 100, 50)
    10
    """
    return bisect_right(range(1, most + 1), free, key=needed)
