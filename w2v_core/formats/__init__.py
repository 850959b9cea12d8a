"""Files of vectors, and the table of their formats."""

from collections.abc import Mapping
from types import MappingProxyType

from w2v_core.formats import word2vec_text
from w2v_core.formats.base import Format

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "word2vec-text": Format(
            "word2vec-text", "word2vec text", ".txt", word2vec_text.write, word2vec_text.read
        ),
    }
)
