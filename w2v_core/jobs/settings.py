"""The settings of a server: one file, `settings.toml` in the folder of all state.

```toml
kept_days = 400                 # data that nobody visits for so many days is deleted; 0: never
hosts = ["words.example.org"]   # names this server answers to, beside its addresses and localhost

[limits]                        # of one visitor; every field of `Limits`
queued = 5
```

A variable of the environment named after a setting, such as `W2V_KEPT_DAYS`, `W2V_HOSTS` (names
with commas between) or `W2V_LIMITS_QUEUED`, comes before the file.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w2v_core.errors import ConfigError
from w2v_core.jobs.limits import Limits
from w2v_core.options import Options, option

FILE = "settings.toml"
PREFIX = "W2V_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping(Options):
    """How long data is kept."""

    kept_days: int = option(
        400,
        "Days on which the server ran without a visit of its owner, after which data is deleted; "
        "0: never.",
        low=0,
        high=100_000,
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a server.

    Attributes:
        limits: of one visitor.
        kept_days: see `Keeping`.
        hosts: names it answers to, in small letters, beside its addresses and localhost.
    """

    limits: Limits
    kept_days: int
    hosts: tuple[str, ...]


def read_settings(home: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of a home; without a file, and for what it does not name, the defaults.

    Raises:
        ConfigError: naming the file or variable, and what is wrong with it.
    """
    stored = _stored(home / FILE)
    try:
        limits = Limits.from_dict(stored.pop("limits", {}))
        hosts = _hosts(stored.pop("hosts", []))
        keeping = Keeping.from_dict(stored)
    except (ConfigError, TypeError, AttributeError) as error:
        raise ConfigError(f"{FILE}: {error}") from error
    limits = limits.replace(**dict(_named(Limits, f"{PREFIX}LIMITS_", environment)))
    keeping = keeping.replace(**dict(_named(Keeping, PREFIX, environment)))
    if f"{PREFIX}HOSTS" in environment:
        hosts = _hosts(environment[f"{PREFIX}HOSTS"].split(","))
    return Settings(limits, keeping.kept_days, hosts)


def _stored(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path.name} cannot be read: {error}; mend it or remove it.") from error


def _named(
    kind: type[Options], prefix: str, environment: Mapping[str, str]
) -> Iterator[tuple[str, int | float]]:
    """The options that variables of the environment set."""
    for spec in kind.options():
        name = prefix + spec.name.upper()
        if name not in environment:
            continue
        try:
            yield spec.name, spec.type(environment[name])
        except ValueError as error:
            raise ConfigError(f"{name} is {environment[name]!r}; it must be a number.") from error


def _hosts(names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError("hosts must be a list of names in quotation marks.")
    return tuple(name.strip().lower() for name in names if name.strip())
