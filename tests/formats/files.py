"""Small embeddings, written to bytes and read back."""

import io

import numpy as np

from w2v_core.embedding import Embedding
from w2v_core.formats import FORMATS
from w2v_core.formats.base import Limits
from w2v_core.formats.reading import read_vectors


def some_words(n_words=50, dim=7):
    vectors = np.random.default_rng(0).standard_normal((2, n_words, dim)).astype(np.float32)
    counts = np.arange(n_words, 0, -1)
    return Embedding([f"wört{i}" for i in range(n_words)], *vectors, counts)


def written(embedding, name):
    stream = io.BytesIO()
    FORMATS[name].write(embedding, stream)
    return stream.getvalue()


def parsed(data, name="auto", **limits):
    """The embedding that a file's bytes hold."""
    return read_vectors(io.BytesIO(data), name, Limits(**limits))[1].embedding
