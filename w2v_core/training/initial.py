"""How the tables start."""

import numpy as np

from w2v_core.engines.base import Parameters


def initial_parameters(n_words: int, dim: int, rng: np.random.Generator) -> Parameters:
    """W_in uniform within ±0.5 / D and W_out zero, as word2vec.c does (Mikolov et al. 2013b)."""
    W_in = (rng.random((n_words, dim), dtype=np.float32) - 0.5) / np.float32(dim)
    return Parameters(W_in, np.zeros((n_words, dim), dtype=np.float32))
