"""What the tables of a model predict, joined with the noise or the tree of their training."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from w2v_core.config import TrainConfig, method_named
from w2v_core.embedding import FloatMatrix
from w2v_core.query.prediction import Predictor
from w2v_core.sampling.huffman import HuffmanTree
from w2v_core.sampling.noise import noise_distribution

Predicts = Callable[[FloatMatrix], Predictor]


def predictor(model: TrainConfig, counts: ArrayLike, W_out: FloatMatrix) -> Predictor | None:
    """The predictor of a model, or None where the method gives no probabilities.

    Args:
        model: the options that were trained with.
        counts: (V,) occurrences of the words.
        W_out: (V, D) output vectors, or (V - 1, D) inner nodes of hierarchical softmax.
    """
    made = predictor_maker(model, counts)
    return made and made(W_out)


def predictor_maker(model: TrainConfig, counts: ArrayLike) -> Predicts | None:
    """What makes predictors of one model as it trains: its noise or its tree is worked out once."""
    loss = method_named(model.method).loss
    if loss == "ns":
        log_noise = np.log(noise_distribution(counts, model.noise_power))
        return lambda W_out: Predictor(loss, W_out, log_noise)
    if loss == "hs":
        levels = HuffmanTree.of(counts).levels()
        return lambda W_out: Predictor(loss, W_out, levels=levels)
    return partial(Predictor, loss) if loss else None
