"""How a text falls into words: one regular expression a tokenizer.

Combining marks and joiners stay inside their word, so that Hindi or Arabic is not torn apart, and
superscripts count as letters, as in m² or CO₂.
Does not: know any language. A text without spaces between words (Chinese, Japanese, Thai) has to
be cut into words before it comes here.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from w2v_core.config import TextConfig

MAX_SENTENCE = 1000  # words; longer sentences are cut there
BREAK = "\n"  # the token that ends a sentence

JOINERS = "\u200c\u200d"  # written inside Persian and Indic words
FINAL = re.compile(r"([.!?][\"'”’»)\]]*)\s")  # end marks, closing quotes, then a space
LETTER, LETTER_OR_DIGIT = r"[^\W\d_]", r"[^\W_]"
ASCII_LETTER, ASCII_LETTER_OR_DIGIT = "[a-zA-Z]", "[a-zA-Z0-9]"
# Whatever is neither a word, nor space, nor an invisible control or format character.
PUNCTUATION = (
    r"[^\w\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|_"
)


@cache
def marks() -> str:
    """All combining marks of Unicode up to U+1FFFF, to stand inside a character class."""
    signs = map(chr, range(0x300, 0x20000))
    return JOINERS + "".join(sign for sign in signs if unicodedata.category(sign)[0] == "M")


def runs(letter: str, ascii_only: bool) -> str:
    """The expression for runs of the class `letter` with inner apostrophes, marks and joiners."""
    if ascii_only:
        return f"{letter}+(?:'{letter}+)*"
    # The look-ahead turns away Latin text and typographic quotes before the long class is tried.
    marked = rf"(?![\x00-\u02ff\u2010-\u201f])[{marks()}]+{letter}*"
    return f"{letter}+(?:['’]{letter}+|{marked})*"


def words(ascii_only: bool) -> str:
    """Runs of letters of any script: don’t, oil, हिन्दी."""
    return runs(ASCII_LETTER if ascii_only else LETTER, ascii_only)


def words_and_numbers(ascii_only: bool) -> str:
    """Runs of letters and digits: 1987, b2b."""
    return runs(ASCII_LETTER_OR_DIGIT if ascii_only else LETTER_OR_DIGIT, ascii_only)


def words_and_punctuation(ascii_only: bool) -> str:
    """Runs of letters and digits, and each punctuation mark or sign by itself."""
    return f"{words_and_numbers(ascii_only)}|{PUNCTUATION}"


def whitespace(ascii_only: bool) -> str:
    """Whatever stands between spaces; for a text that is cut into words already."""
    return r"\S+"


TOKENIZERS: Mapping[str, Callable[[bool], str]] = MappingProxyType(
    {
        "words": words,
        "words-and-numbers": words_and_numbers,
        "words-and-punctuation": words_and_punctuation,
        "whitespace": whitespace,
    }
)


@cache
def pattern(tokenizer: str, ascii_only: bool) -> re.Pattern[str]:
    """The compiled expression; the one for plain ASCII finds the same, nearly twice as fast."""
    return re.compile(f"{TOKENIZERS[tokenizer](ascii_only)}|{BREAK}")


def tokens(text: str, config: TextConfig) -> list[str]:
    r"""The words of `text` in order; `BREAK` stands wherever a sentence ends.

    >>> tokens("Don't stop.\nGo on.", TextConfig())
    ["don't", 'stop', '\n', 'go', 'on']
    """
    if "\r" in text:
        text = text.replace("\r", BREAK)
    if config.split_sentences:
        text = FINAL.sub(r"\1" + BREAK, text)
    if config.lowercase:
        text = text.lower()
    return pattern(config.tokenizer, text.isascii()).findall(text)


def sentences(text: str, config: TextConfig) -> list[list[str]]:
    """The sentences of a short text as lists of words, without empty ones; for previews.

    >>> sentences("All is well. That ends well!", TextConfig(split_sentences=True))
    [['all', 'is', 'well'], ['that', 'ends', 'well']]
    """
    found: list[list[str]] = [[]]
    for token in tokens(text, config):
        if token == BREAK:
            found.append([])
        else:
            found[-1].append(token)
    return [
        words[start : start + MAX_SENTENCE]
        for words in found
        for start in range(0, len(words), MAX_SENTENCE)
    ]
