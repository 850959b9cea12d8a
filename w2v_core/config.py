"""Every option of the program: its name, default, range and help, stated once.

Widgets and command-line flags are made from these dataclasses, and the run folder stores them.
Does not: know which engine can run here (see `engines`), or hold limits of the server's disk.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Any, Self, get_args, get_type_hints

from w2v_core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Method:
    """A way to make word vectors, with the defaults that were chosen for it."""

    name: str
    label: str
    summary: str
    lr: float
    epochs: int


METHODS: tuple[Method, ...] = (
    Method(
        "skipgram-ns",
        "Skip-gram, negative sampling",
        "Each word predicts its neighbours; a few noise words stand in for all others.",
        lr=0.025,
        epochs=5,
    ),
)


def method_named(name: str) -> Method:
    """The method called `name`; raises ConfigError for an unknown one."""
    for method in METHODS:
        if method.name == name:
            return method
    raise ConfigError(f"method is {name!r}; choose one of {', '.join(m.name for m in METHODS)}.")


SMALL_TEXT_WORDS = 2_000_000  # below this, the default is to read the text more often


def default_epochs(method: str, n_words: int) -> int:
    """Epochs for a text of `n_words`: the method's own, more where the text is small.

    >>> default_epochs("skipgram-ns", 20_000_000), default_epochs("skipgram-ns", 200_000)
    (5, 10)
    """
    passes = -(-SMALL_TEXT_WORDS // max(n_words, 1))
    return max(method_named(method).epochs, min(passes, 100))


def option(
    default: Any,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    expert: bool = False,
) -> Any:
    """A dataclass field that carries its range and its help text."""
    facts = {"help": help, "low": low, "high": high, "choices": choices, "expert": expert}
    return field(default=default, metadata=facts)


@dataclass(frozen=True, slots=True)
class Option:
    """One field of an options class, as forms and the command line need it."""

    name: str
    type: type
    optional: bool
    default: Any
    help: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    expert: bool


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


TOKENIZERS = ("words", "words-and-numbers", "words-and-punctuation", "whitespace")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextConfig(Options):
    """How a text becomes words."""

    tokenizer: str = option(
        "words",
        "What counts as a word: runs of letters, letters and digits, punctuation marks too, "
        "or whatever stands between spaces.",
        choices=TOKENIZERS,
    )
    lowercase: bool = option(True, "Treat Oil, OIL and oil as one word.")
    split_sentences: bool = option(
        False, "End a sentence at . ! and ? as well as at the end of a line.", expert=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig(Options):
    """How words become vectors: the model."""

    method: str = option(
        "skipgram-ns",
        "How the vectors are made.",
        choices=tuple(method.name for method in METHODS),
    )
    dim: int = option(100, "Numbers per word vector.", low=1, high=1000)
    window: int = option(5, "Words to each side that count as context.", low=1, high=50)
    negatives: int = option(5, "Noise words per real neighbour.", low=1, high=100)
    epochs: int | None = option(
        None, "Passes over the text; empty: chosen by the size of the text.", low=1, high=10_000
    )
    min_count: int = option(5, "Words that occur less often are left out.", low=1, high=1_000_000)
    sample: float = option(
        1e-3,
        "Threshold above which frequent words are thinned out; 0 keeps all.",
        low=0.0,
        high=1.0,
        expert=True,
    )
    lr: float | None = option(
        None,
        "Learning rate at the start; falls linearly. Empty: the method's own.",
        low=1e-6,
        high=10.0,
        expert=True,
    )
    noise_power: float = option(
        0.75, "Noise words are drawn by count to this power.", low=0.0, high=1.0, expert=True
    )
    shrink_window: bool = option(
        True,
        "Draw each window's size from 1 to the window, so that near words count more.",
        expert=True,
    )

    def resolved(self, n_words: int) -> "TrainConfig":
        """The same with epochs and learning rate filled in for a text of `n_words`."""
        epochs = self.epochs or default_epochs(self.method, n_words)
        return self.replace(epochs=epochs, lr=self.lr or method_named(self.method).lr)


ENGINE_NAMES = ("auto", "numpy_reference", "numba_cpu", "torch")
DEVICES = ("auto", "cpu", "cuda")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineConfig(Options):
    """On what and how the model is computed; does not change what is computed."""

    engine: str = option("auto", "Program part that computes.", choices=ENGINE_NAMES, expert=True)
    device: str = option("auto", "Processor (cpu) or NVIDIA GPU (cuda).", choices=DEVICES)
    threads: int = option(
        0,
        "Processor threads; 0: all cores. One thread gives bit-equal reruns.",
        low=0,
        high=256,
        expert=True,
    )
    seed: int = option(1, "Start of the random numbers.", low=0, high=2**31 - 1, expert=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapConfig(Options):
    """How word vectors become points of a map."""

    method: str = option("svd", "How the map is made.", choices=("svd", "umap"))
    neighbours: int = option(
        15, "UMAP: neighbours each word is held to.", low=2, high=200, expert=True
    )
    min_dist: float = option(0.1, "UMAP: how close points may lie.", low=0.0, high=1.0, expert=True)
    seed: int = option(1, "UMAP: start of the random numbers.", low=0, high=2**31 - 1, expert=True)
