"""Words of a corpus made safe to show: they are data, never markup.

`st.text`, `st.code` and `st.dataframe` show any string as it is. Markdown (captions, labels of
buttons, metrics, options of pills) needs `plain`; Plotly's texts and ticks need `label`.
"""

import html
import re

LONGEST = 64  # characters of a word that are shown
# Control characters, marks that turn the direction of writing, line separators, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&\"'^=])")
# Addresses, :icons: and mentions are found in the text after Markdown is read, where a backslash
# no longer helps; an invisible joiner within them does.
_FOUND_LATER = re.compile(r"(:|@|//|www)")
_JOINER = "\u2060"


def visible(word: str) -> str:
    r"""The word without control and direction marks, cut to 64 characters.

    >>> visible("oil\u202e\x07"), len(visible("a" * 100))
    ('oil', 64)
    """
    shown = _UNSEEN.sub("", word) or "\ufffd"
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def label(word: str) -> str:
    """The word for a text, tick or hover of Plotly, which reads some HTML.

    >>> label("<b>&")
    '&lt;b&gt;&amp;'
    """
    return html.escape(visible(word), quote=False)


def plain(word: str) -> str:
    r"""The word for a place where Streamlit reads Markdown.

    >>> plain("a*b")
    'a\\*b'
    """
    escaped = _MARKUP.sub(r"\\\1", visible(word))
    return _FOUND_LATER.sub(rf"\1{_JOINER}", escaped)
