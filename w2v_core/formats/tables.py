"""Tables for spreadsheets."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from w2v_core.errors import ConfigError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(columns: Mapping[str, Sequence[Any]]) -> str:
    """The columns as comma-separated lines under a line of their names.

    A text that a spreadsheet would run as a formula gets a `'` before it: words come from texts of
    strangers. Numbers stay as they are. Lines
    end with CR LF (RFC 4180). Columns may be lists or arrays.

    Raises:
        ConfigError: if the columns differ in length.

    >>> print(csv_text({"word": ["oil", "=1+1"], "cosine": [1.0, -0.5]}), end="")
    word,cosine
    oil,1.0
    '=1+1,-0.5
    """
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise ConfigError(f"Columns of {sorted(lengths)} rows do not make a table.")
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([defused(name) for name in columns])
    lists = [
        values.tolist() if hasattr(values, "tolist") else values for values in columns.values()
    ]
    for row in zip(*lists, strict=True):
        writer.writerow([defused(value) for value in row])
    return sheet.getvalue()


def defused(value: Any) -> Any:
    """The value, or a text that no spreadsheet runs.

    >>> defused("@x"), defused(-1), defused("a-b")
    ("'@x", -1, 'a-b')
    """
    runs = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if runs else value
