"""Reads what older versions stored: one step a format number, applied in order."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from w2v_core.errors import ConfigError

# 2: every method has its options, trees have nodes in place of W_out; 3: continues; 4: imported
FORMAT = 4

Step = Callable[[dict[str, Any]], dict[str, Any]]
STEPS: Mapping[int, Step] = MappingProxyType(  # n: makes format n + 1 of format n
    # what was added has defaults that change nothing
    dict.fromkeys((1, 2, 3), lambda values: values)
)


def upgrade(
    stored: Mapping[str, Any], steps: Mapping[int, Step] = STEPS, newest: int = FORMAT
) -> dict[str, Any]:
    """The stored values in the newest format.

    Raises:
        ConfigError: if there is no format number, or it is newer than this program.
    """
    values = dict(stored)
    number = values.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise ConfigError(f"The run has the format number {number!r}; it must be 1 or more.")
    if number > newest:
        raise ConfigError(
            f"The run has format {number}, this program reads up to {newest}; "
            "open it with the newer program that wrote it."
        )
    for step in range(number, newest):
        values = steps[step](values) | {"format": step + 1}
    return values
