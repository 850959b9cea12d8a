"""Room for arrays that may be larger than memory: these lie in an unnamed file, as a map."""

import mmap
import os
from tempfile import TemporaryFile, gettempdir
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from w2v_core.errors import StorageError

IN_MEMORY = 1 << 28  # bytes; what is larger goes to the folder for temporary files


def room(n: int, dtype: DTypeLike) -> NDArray[Any]:
    """An array (n,) to be filled: in memory, or where it is large in a file that goes with it.

    Raises:
        StorageError: if the disk has no room for it.
    """
    size = n * np.dtype(dtype).itemsize
    if size <= IN_MEMORY:
        return np.empty(n, dtype)
    with TemporaryFile(prefix="word2vec-explorer-") as file:
        try:
            reserve(file.fileno(), size)
            return np.memmap(file, dtype, "w+", shape=(n,))
        except OSError as error:
            raise no_room(error) from error


def reserve(file: int, size: int) -> None:
    """Take the room on the disk now: writing to a map that has none ends the whole process.

    Systems without such a call (macOS, Windows) go without.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)


def no_room(error: OSError) -> StorageError:
    """The error of a temporary file that cannot be written."""
    return StorageError(
        f"The text could not be kept while it was read ({error.strerror or error}); make room in "
        f"{gettempdir()}, or name another folder in TMPDIR, then try again."
    )


def let_go(array: NDArray[Any]) -> None:
    """Hand the memory of a mapped array back; what it holds is read again when it is needed.

    Arrays in memory stay as they are, and so do maps where the system knows no such advice.
    """
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
