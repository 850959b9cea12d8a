"""What this machine can compute on."""

import ctypes
import sys


def why_no_cuda() -> str | None:
    """Why there is no NVIDIA GPU to use, as a clause, or None where there is one.

    torch takes seconds to import, so it is asked only where a driver is installed.
    """
    library = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        ctypes.CDLL(library)
    except OSError:
        return "there is no NVIDIA driver on this machine"
    try:
        import torch
    except (ImportError, OSError, RuntimeError):
        return "the installed torch cannot be loaded"
    if torch.version.cuda is None:
        return "the installed torch is a build without CUDA"
    return None if torch.cuda.is_available() else "torch finds no usable NVIDIA GPU"
