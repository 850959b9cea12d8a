"""What an option is: a field of a frozen dataclass that carries its range, help and users.

Does not: hold any option or default; those stand in `config`.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Any, Self, get_args, get_type_hints

from w2v_core.errors import ConfigError


def option(
    default: Any,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    expert: bool = False,
    methods: tuple[str, ...] = (),
) -> Any:
    """A dataclass field that carries its range, its help text and the methods that use it."""
    facts = {"help": help, "low": low, "high": high, "choices": choices}
    return field(default=default, metadata=facts | {"expert": expert, "methods": methods})


@dataclass(frozen=True, slots=True)
class Option:
    """One field of an options class, as forms and the command line need it.

    Attributes:
        methods: the methods that use it; empty: all.
    """

    name: str
    type: type
    optional: bool
    default: Any
    help: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    expert: bool
    methods: tuple[str, ...]

    def serves(self, method: str) -> bool:
        """Whether the option means anything to a method."""
        return not self.methods or method in self.methods


class Options:
    """Base of the frozen option classes: range checks, dict and back."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for spec in self.options():
            check(spec, getattr(self, spec.name))

    @classmethod
    def options(cls) -> Iterator[Option]:
        """The fields in order, with type, default, range, choices and help."""
        hints = get_type_hints(cls)
        for item in dataclasses.fields(cls):  # type: ignore[arg-type]
            hint = hints[item.name]
            parts = get_args(hint) if isinstance(hint, UnionType) else (hint,)
            kind = next(part for part in parts if part is not NoneType)
            yield Option(item.name, kind, NoneType in parts, item.default, **item.metadata)

    def to_dict(self) -> dict[str, Any]:
        """Plain values by name, ready for JSON."""
        return {item.name: getattr(self, item.name) for item in self.options()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The options stored in `values`; raises ConfigError for a name it does not know."""
        unknown = set(values) - {item.name for item in cls.options()}
        if unknown:
            raise ConfigError(f"Unknown setting {', '.join(sorted(unknown))}; remove it.")
        return cls(**values)

    def replace(self, **changes: Any) -> Self:
        """The same options with some changed."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]


def check(spec: Option, value: Any) -> None:
    """Raise ConfigError unless `value` is of the option's type and within its range."""
    if value is None and spec.optional:
        return
    number = spec.type in (int, float) and isinstance(value, (int, float))
    fits = isinstance(value, spec.type) or (spec.type is float and number)
    if not fits or (isinstance(value, bool) and spec.type is not bool):
        raise ConfigError(f"{spec.name} is {value!r}; it must be of type {spec.type.__name__}.")
    if spec.choices and value not in spec.choices:
        raise ConfigError(f"{spec.name} is {value!r}; choose one of {', '.join(spec.choices)}.")
    if number and not in_range(spec, value):
        raise ConfigError(
            f"{spec.name} is {value:g}; it must lie between {spec.low:,g} and {spec.high:,g}."
        )


def in_range(spec: Option, value: float) -> bool:
    """Whether a number lies within the option's range, ends included; NaN never does."""
    low = -float("inf") if spec.low is None else spec.low
    high = float("inf") if spec.high is None else spec.high
    return low <= value <= high
