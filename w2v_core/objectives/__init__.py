"""The readable truth: losses and their gradients in NumPy float64, written by hand.

Never fast, never approximate; every engine is correct when it agrees with what stands here.

    V words, D dimensions, C context words of a window, K noise words
    W_in  (V, D)  input vectors, the embedding
    W_out (V, D)  output vectors
    h     (D,)    hidden layer

A name ends in `_id` for a vocabulary id and in `_pos` for a place in the text.

A method is a hidden layer and a loss. Both tables are keyed as in `config.METHODS`; each loss is a
module with EQUATION, REFERENCE and `loss_and_gradients`.
"""

from types import ModuleType

from w2v_core.objectives import (
    full_softmax,
    hidden,
    hierarchical_softmax,
    negative_sampling,
)
from w2v_core.objectives.hidden import HiddenLayer

HIDDEN: dict[str, HiddenLayer] = {"skipgram": hidden.SKIPGRAM, "cbow": hidden.CBOW}

LOSSES: dict[str, ModuleType] = {
    "softmax": full_softmax,
    "ns": negative_sampling,
    "hs": hierarchical_softmax,
}
