"""How the hidden layer comes about, and how its gradient returns to the input vectors.

Does not: score anything; the losses do, whatever made the hidden layer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Ids = NDArray[np.integer[Any]]


def skipgram(W_in: Matrix, center_id: int) -> Vector:
    """The hidden layer (D,) of skip-gram: the centre's own vector.

    Source: Mikolov et al. 2013a, section 3.2.
    """
    h: Vector = W_in[center_id].copy()
    return h


def skipgram_back(center_id: int, dh: Vector) -> tuple[Ids, Matrix]:
    """Where dL/dh goes: the whole of it to the centre's row.

    Returns:
        ids (1,) of the rows of W_in and the gradient (1, D) of each.
    """
    return np.array([center_id]), dh[np.newaxis]


def cbow(W_in: Matrix, context_ids: Ids, mean: bool = True) -> Vector:
    """The hidden layer (D,) of CBOW: mean or sum of the contexts' vectors (C,).

    Source: Mikolov et al. 2013a, section 3.1; the mean as in Rong 2014, equation 17.
    """
    rows = W_in[context_ids]
    h: Vector = rows.mean(axis=0) if mean else rows.sum(axis=0)
    return h


def cbow_back(context_ids: Ids, dh: Vector, mean: bool = True) -> tuple[Ids, Matrix]:
    """Where dL/dh goes: to each context dL/dh / C for the mean, the whole of it for the sum.

    word2vec.c, fastText and gensim leave out the 1 / C (İrsoy et al. 2021); this is the true
    gradient.

    Returns:
        ids (C,) of the rows of W_in and the gradient (C, D) of each. A context may come twice; its
        gradients add up.
    """
    share = 1 / len(context_ids) if mean else 1.0
    return context_ids, np.tile(share * dh, (len(context_ids), 1))


@dataclass(frozen=True, slots=True)
class HiddenLayer:
    """One of the two, with its way back.

    Attributes:
        equation: LaTeX.
        forward: from W_in and the input's id or ids, h.
        back: from the same id or ids and dL/dh, the rows of W_in and their gradients.
    """

    equation: str
    forward: Callable[..., Vector]
    back: Callable[..., tuple[Ids, Matrix]]


SKIPGRAM = HiddenLayer(r"h = w_{\mathrm{center}}", skipgram, skipgram_back)
CBOW = HiddenLayer(r"h = \frac{1}{C} \sum_{c=1}^{C} w_c", cbow, cbow_back)
