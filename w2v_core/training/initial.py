"""How the tables start."""

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TrainConfig, method_named
from w2v_core.engines.base import Parameters


def initial_parameters(n_words: int, model: TrainConfig, rng: np.random.Generator) -> Parameters:
    """The first tables of a model over `n_words` words, by `model.start`.

    "word2vec": W_in uniform within ±0.5 / D and W_out zero, as word2vec.c does. "xavier": both
    uniform within ±sqrt(6 / (rows + D)) (Glorot & Bengio 2010).
    """
    n_out = n_words - 1 if method_named(model.method).loss == "hs" else n_words
    if model.start == "xavier":
        return Parameters(xavier(n_words, model.dim, rng), xavier(n_out, model.dim, rng))
    W_in = (rng.random((n_words, model.dim), dtype=np.float32) - 0.5) / np.float32(model.dim)
    return Parameters(W_in, np.zeros((n_out, model.dim), dtype=np.float32))


def xavier(rows: int, dim: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Uniform numbers (rows, dim) within ±sqrt(6 / (rows + dim))."""
    bound = np.float32(np.sqrt(6.0 / (rows + dim)))
    return bound * (2 * rng.random((rows, dim), dtype=np.float32) - 1)
