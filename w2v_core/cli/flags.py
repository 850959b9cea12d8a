"""Flags made from the option classes, and a parser whose complaints are one line."""

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from w2v_core.errors import ConfigError
from w2v_core.options import Option, Options, check

PROGRAM = "python -m w2v_core"


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line, as all errors here."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage and leaving."""
        raise ConfigError(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


def add_flag(command: argparse.ArgumentParser, spec: Option) -> None:
    """One option as a flag, with its help and its check."""
    flag, hint = "--" + spec.name.replace("_", "-"), spec.help.replace("%", "%%")
    if spec.type is bool:
        action: Any = argparse.BooleanOptionalAction
        command.add_argument(flag, action=action, default=spec.default, help=hint)
        return
    shown = f"{hint} Default: {'automatic' if spec.default is None else spec.default}."
    kind = spec.type if spec.type is str else number(spec.type, spec.name)
    metavar = "|".join(spec.choices) or spec.type.__name__.upper()
    command.add_argument(flag, type=kind, default=spec.default, help=shown, metavar=metavar)


def number(kind: type, name: str) -> Callable[[str], float]:
    """Reads a number; whole ones may be written as 1e9, so that the range check sees them."""

    def read(text: str) -> float:
        try:
            value = float(text)
            return int(value) if kind is int and value == int(value) else value
        except (ValueError, OverflowError) as error:
            raise ConfigError(f"{name} is {text!r}; it must be a number.") from error

    return read


def options_of(kind: type[Options], given: argparse.Namespace) -> Any:
    """The option class filled from the flags; raises ConfigError for what does not fit."""
    values = {spec.name: getattr(given, spec.name) for spec in kind.options()}
    for spec in kind.options():
        check(spec, values[spec.name])
    return kind.from_dict(values)


def at_least_one(name: str, value: float) -> int:
    """A count that was asked for; raises ConfigError where it is none."""
    if not isinstance(value, int) or value < 1:
        raise ConfigError(f"{name} is {value}; it must be a whole number of at least 1.")
    return value
