"""How much of this machine may be used."""

import os
from contextlib import suppress


def cores() -> int:
    """Processor cores that this process may use."""
    with suppress(AttributeError):  # systems other than Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
