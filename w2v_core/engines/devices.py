"""What this machine can compute on."""

import ctypes
import sys
from importlib.util import find_spec


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
    if not torch.cuda.is_available():
        return "torch finds no usable NVIDIA GPU"
    return why_broken()


def why_broken() -> str | None:
    """Why a GPU that this process has used can no longer be used, as a clause, or None.

    After an error in a kernel every call fails, so the device itself remembers that it is broken.
    """
    import torch

    if not torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        return None
    try:
        torch.cuda.synchronize()
    except RuntimeError:
        return "the GPU failed in an earlier run and is free again once the program is restarted"
    return None


def device_name(device: str) -> str:
    """The device as runs record it: "cpu", or "cuda" with the name of the GPU."""
    if device == "cpu":
        return device
    import torch

    return f"{device} ({torch.cuda.get_device_name()})"


def why_no_triton() -> str | None:
    """Why there is no Triton to compile kernels with, as a clause, or None where there is one."""
    return None if find_spec("triton") else "triton, which compiles its kernels, is not installed"
