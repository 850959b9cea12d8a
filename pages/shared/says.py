"""Sentences that quote a text or a file's name, shown so that the quoted part stays text."""

import streamlit as st

from pages.shared.text import plain


def prose(sentence: str) -> str:
    r"""A sentence for a place where Streamlit reads Markdown.

    >>> prose("The word *oil* is rare")
    'The word \\*oil\\* is rare'
    """
    return " ".join(map(plain, sentence.split()))


def problem(error: object) -> None:
    """What went wrong, as the sentence the error brings."""
    st.error(prose(str(error)), icon=":material/error:")
