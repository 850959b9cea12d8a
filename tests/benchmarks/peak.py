"""How much memory a process takes at most."""

import os
import subprocess
import sys
from collections.abc import Sequence


def peak_of(command: Sequence[str]) -> tuple[str, float]:
    """What a command prints, and its largest resident memory in GB, mapped files included.

    Raises:
        RuntimeError: if the command fails.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}.")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, else KiB
    return out, usage.ru_maxrss * unit / 1e9
