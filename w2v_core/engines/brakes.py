"""How fast a row of a table may move while many examples are computed at once.

Examples in flight do not see each other's changes, and those of one row add up. A frequent word has
many of them, and would overshoot and swing; rare words do not. So each row has a limit of its own:
the learning rate at which all its moves in flight come to `SAFE_STEP`. That leaves alone where
training ends, for a gradient of zero stays zero, and only slows down words that have more than
enough examples. Both large synchronous steps and asynchronous ones need it: published codes without
it fell from .64 on WordSim-353 to .01 and .31.
"""

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import method_named
from w2v_core.engines.base import Examples
from w2v_core.engines.block_size import SAFE_STEP, examples_of_a_centre

Floats = NDArray[np.float32]


def limits(examples: Examples, centres: float) -> tuple[Floats, Floats]:
    """The highest learning rate of each row of W_in (V,) and of W_out (V,).

    An example of negative sampling moves its input by 1 + K gradients, its real word by one and a
    noise word by one for each time it is drawn. One of full softmax moves every row of W_out, but
    by probabilities that sum to one, and the target by one more; its input by both.

    Args:
        examples: the problem; its loss is negative sampling or full softmax.
        centres: how many are computed at once.
    """
    kept = examples.corpus.vocabulary.counts * examples.keep
    shares = kept / kept.sum()
    moves = centres * examples_of_a_centre(examples.model)
    if method_named(examples.model.method).loss == "ns":
        n_noise = examples.model.negatives
        of_in = (1 + n_noise) * shares
        of_out = shares + n_noise * examples.noise.probabilities()
    else:
        of_in = of_out = 2 * shares
    tiny = np.finfo(np.float32).tiny
    of_in, of_out = (
        (SAFE_STEP / np.maximum(moves * share, tiny)).clip(max=1e30).astype(np.float32)
        for share in (of_in, of_out)
    )
    return of_in, of_out
