"""Thinning out frequent words before windows are made.

Source: Mikolov et al. 2013b, section 2.3, in the form of their word2vec.c.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def keep_probability(counts: ArrayLike, sample: float) -> NDArray[np.float64]:
    r"""Probability (V,) with which one occurrence of each word is kept.

    For relative frequency f and threshold t it is min(1, sqrt(t / f) + t / f); `sample` 0 keeps
    every word.

    >>> keep_probability([999, 1], 1e-3).round(4)
    array([0.0326, 1.    ])
    """
    numbers = np.asarray(counts, dtype=np.float64)
    if sample == 0:
        return np.ones(len(numbers))
    ratio: NDArray[np.float64] = sample * numbers.sum() / numbers  # t / f
    keep: NDArray[np.float64] = np.minimum(1.0, np.sqrt(ratio) + ratio)
    return keep
