"""Files of vectors, and the table of their formats."""

from collections.abc import Mapping
from types import MappingProxyType

from w2v_core.formats import glove, projector, tensors, word2vec_binary, word2vec_text
from w2v_core.formats.base import Format

_TABLE = (
    Format(
        "word2vec-text",
        "word2vec text, fastText .vec",
        ".vec",
        "words and W_in; nearly every program reads it",
        word2vec_text.write,
        word2vec_text.read,
    ),
    Format(
        "word2vec-binary",
        "word2vec binary",
        ".bin",
        "words and W_in; small and quickly read",
        word2vec_binary.write,
        word2vec_binary.read,
    ),
    Format("glove", "GloVe text", ".txt", "words and W_in, no first line", glove.write, glove.read),
    Format(
        "safetensors",
        "safetensors",
        ".safetensors",
        "words, counts, W_in and W_out; nothing is lost",
        tensors.write,
        tensors.read,
    ),
    Format(
        "projector",
        "Embedding Projector (TSV)",
        ".zip",
        "two tables, vectors.tsv and metadata.tsv, for projector.tensorflow.org",
        projector.write,
        None,
    ),
)
FORMATS: Mapping[str, Format] = MappingProxyType({form.name: form for form in _TABLE})
