"""Rows for the tables of pages, and files of them; texts stay as they are, shown as data."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from w2v_core.formats.tables import csv_text
from w2v_core.text.corpus import Corpus

if TYPE_CHECKING:
    from pandas import DataFrame


def csv_bytes(columns: Mapping[str, Sequence[Any]]) -> bytes:
    r"""A table as the file to download; it begins with the mark by which spreadsheets know UTF-8.

    >>> csv_bytes({"word": ["Öl"]})
    b'\xef\xbb\xbfword\r\n\xc3\x96l\r\n'
    """
    return csv_text(columns).encode("utf-8-sig", "replace")


def csv_button(
    file: bytes | Callable[[], bytes], name: str, label: str = "Download as CSV", **options: Any
) -> None:
    """The button that downloads a table; the page does not run again.

    Args:
        file: from `csv_bytes`, or what makes it once the button is pressed.
        name: of the file.
        label: of the button.
        options: others of `st.download_button`.
    """
    st.download_button(
        label,
        file,
        file_name=name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        **options,
    )


def frequency_table(corpus: Corpus, ids: Sequence[int]) -> "DataFrame":
    """Rank, word, count and share (percent of all words) of some words of a corpus."""
    from pandas import DataFrame

    places = np.asarray(ids, dtype=np.int64)
    counts = corpus.vocabulary.counts[places]
    return DataFrame(
        {
            "rank": places + 1,
            "word": [corpus.vocabulary.words[id] for id in ids],
            "count": counts,
            "share": 100 * counts / max(corpus.n_words, 1),
        }
    )
