"""Widgets made from the option classes: no page types a default, a range or a help text.

A page draws `fields` (the plain ones where it likes, the expert ones in an expander), joins what
they give, and lets `made` turn it into options or show the sentence that says what is wrong.
"""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import streamlit as st

from pages.shared.says import problem
from w2v_core.config import METHODS
from w2v_core.errors import ConfigError
from w2v_core.options import Option, Options

Made = TypeVar("Made", bound=Options)
Values = dict[tuple[type[Options], str], Any]

WIDE = ("method", "tokenizer")  # fields with long choices

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "dim": "Dimensions",
        "min_count": "Min count",
        "lr": "Learning rate",
        "sample": "Subsampling threshold",
        "noise_power": "Noise power",
        "negatives": "Noise words",
        "shrink_window": "Shrink windows at random",
        "lowercase": "Lower case",
        "split_sentences": "Split at . ! ?",
        "tokenizer": "What is a word",
        "seed": "Random seed",
        "cbow_mean": "Average the context",
        "sample_formula": "Subsampling formula",
        "start": "First vectors",
        "skip_hits": "Skip noise that hits",
        "svd_power": "Power of singular values",
        "weighting": "Measure",
        "smoothing": "Context smoothing",
        "shift": "Shift by log of",
        "distance": "Weight by distance",
        "side": "Neighbours counted",
        "boundaries": "Count `<START>`, `<END>`",
    }
)
CHOICES: Mapping[str, str] = MappingProxyType(
    {
        **{method.name: method.label for method in METHODS},
        "words": "Letters",
        "words-and-numbers": "Letters and digits",
        "words-and-punctuation": "Punctuation too",
        "whitespace": "Between spaces",
        "auto": "Automatic",
        "cpu": "Processor",
        "cuda": "GPU",
        "numba_cpu": "numba, compiled",
        "triton_cuda": "Triton, on the GPU",
        "torch": "torch",
        "numpy_reference": "NumPy, to be read",
        "exact": "Exact, by word type",
        "count_svd": "Counts and SVD",
        "code": "As in word2vec’s code",
        "paper": "As in the paper",
        "sgd": "Plain gradient descent",
        "adagrad": "Adagrad",
        "word2vec": "Small, zero (word2vec)",
        "xavier": "Xavier uniform",
        "ppmi": "PPMI",
        "log": "log(1 + count)",
        "counts": "Raw counts",
        "flat": "1 at any distance",
        "linear": "Evenly less",
        "harmonic": "1 / distance",
        "both": "On both sides",
        "left": "Before the word",
        "right": "After the word",
    }
)


def fields(
    kinds: Sequence[type[Options]],
    key: str,
    *,
    expert: bool,
    hints: Mapping[str, str] = MappingProxyType({}),
    columns: int = 3,
    method: str | None = None,
) -> Values:
    """One widget for each plain (or each expert) option; their values by class and name.

    Args:
        kinds: the classes of options.
        key: prefix of the widgets' keys; a value lasts as long as the visitor's session.
        expert: which of the two groups.
        hints: what an empty field will stand for, by name.
        columns: fields side by side, where there is room.
        method: leave out the options that mean nothing to it; None: show all.
    """
    values: Values = {}
    grid = st.grid(columns, min_column_width=110, vertical_alignment="bottom")
    for kind in kinds:
        for spec in kind.options():
            if spec.expert == expert and (method is None or spec.serves(method)):
                with grid.cell(column_span=2 if spec.name in WIDE else 1):
                    value = field(spec, f"{key}_{spec.name}", hints.get(spec.name))
                values[kind, spec.name] = value
    return values


def made(kind: type[Made], *parts: Values) -> Made | None:
    """The options of these values; None, and the sentence shown, where they are not allowed."""
    given = {place: value for part in parts for place, value in part.items()}
    values = {name: value for (owner, name), value in given.items() if owner is kind}
    try:
        return kind(**values)
    except ConfigError as error:
        problem(error)
        return None


def field(spec: Option, key: str, hint: str | None = None) -> Any:
    """The widget that fits an option."""
    common = {"help": spec.help, "key": key, "persist_state": "session"}
    if spec.type is bool:
        return st.toggle(label(spec), spec.default, **common)
    if spec.choices:
        first = spec.choices.index(spec.default)
        return st.selectbox(label(spec), spec.choices, first, choice, **common)
    number = {"min_value": spec.low, "max_value": spec.high, "placeholder": hint}
    if spec.type is int:
        number = {name: _whole(value) for name, value in number.items()}
        return st.number_input(label(spec), value=spec.default, step=1, **number, **common)
    shown = {"step": _step(spec), "format": "%g"}
    return st.number_input(label(spec), value=spec.default, **shown, **number, **common)


def label(spec: Option) -> str:
    """What people call an option."""
    return LABELS.get(spec.name, spec.name.replace("_", " ").capitalize())


def choice(name: str) -> str:
    """What people call a choice."""
    return CHOICES.get(name, name)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) else value


def _step(spec: Option) -> float:
    """What + and - change a fraction by: one of its first digit."""
    size = spec.default or spec.low or 0.1
    return float(10.0 ** math.floor(math.log10(size)))
