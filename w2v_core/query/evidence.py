"""Why two words are near: the contexts that they share, ranked by what each brings.

A row tells how strongly a word goes with each context, such as its positive mutual information. The
cosine of two rows is a sum over contexts, so each context has its share of it:

    cos(a, b) = sum over c of a_c b_c / (|a| |b|)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.embedding import Embedding
from w2v_core.linear.nearest import best


@dataclass(frozen=True, slots=True)
class SharedContext:
    """A context of both words.

    Attributes:
        id: of the context's word.
        share: of the cosine of the two rows, 0..1.
        first: how strongly it goes with the first word.
        second: the same with the second word.
    """

    id: int
    share: float
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two words share.

    Attributes:
        cosine: of the two rows.
        contexts: that bring most to it, largest share first.
        n_shared: contexts that bring anything.
    """

    cosine: float
    contexts: tuple[SharedContext, ...]
    n_shared: int


def evidence(rows: ArrayLike, top: int = 50) -> Evidence:
    """The contexts that two rows share.

    Args:
        rows: (2, V) how strongly two words go with each context, none below zero.
        top: contexts listed.

    >>> found = evidence([[1, 2, 0], [3, 2, 5]])
    >>> [(context.id, round(context.share, 3)) for context in found.contexts]
    [(1, 0.571), (0, 0.429)]
    """
    first, second = np.asarray(rows, dtype=np.float64)
    products = first * second
    total, n_shared = float(products.sum()), int(np.count_nonzero(products > 0))
    if not n_shared:
        return Evidence(0.0, (), 0)
    ids = best(products[None].astype(np.float32), min(top, n_shared))[0][0]
    contexts = tuple(
        SharedContext(int(id), float(products[id]) / total, float(first[id]), float(second[id]))
        for id in ids
    )
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return Evidence(total / lengths, contexts, n_shared)


def expected_contexts(
    embedding: Embedding, words: tuple[str, str], noise_words: int = 1
) -> NDArray[np.float64]:
    """How strongly a model expects each word beside two words: (2, V), none below zero.

    The products of `W_in` and `W_out`. Trained with k noise words they estimate mutual information
    less log k (Levy & Goldberg 2014); with log k put back, their positive part is to the model
    what positive mutual information is to the text.

    Args:
        embedding: the vectors.
        words: two of them.
        noise_words: k; 1 where there was no noise.

    Raises:
        ConfigError: where there is no W_out.
    """
    ids = [embedding.id_of(word) for word in words]
    scores = embedding.W_in[ids] @ embedding.matrix("out").T
    strengths = scores.astype(np.float64) + np.log(noise_words)
    return np.asarray(np.maximum(strengths, 0.0))
