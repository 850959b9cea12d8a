"""Thinning out frequent words before windows are made.

Source: Mikolov et al. 2013b, section 2.3, in the form of their word2vec.c.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def keep_probability(
    counts: ArrayLike, sample: float, formula: str = "code"
) -> NDArray[np.float64]:
    r"""Probability (V,) with which one occurrence of each word is kept.

    For relative frequency f and threshold t the code has min(1, sqrt(t / f) + t / f), and the paper
    prints min(1, sqrt(t / f)). `sample` 0 keeps every word.

    Args:
        counts: (V,) occurrences of each word.
        sample: the threshold t.
        formula: "code" or "paper".

    >>> keep_probability([999, 1], 1e-3).round(4)
    array([0.0326, 1.    ])
    >>> keep_probability([999, 1], 1e-3, "paper").round(4)
    array([0.0316, 1.    ])
    """
    numbers = np.asarray(counts, dtype=np.float64)
    if sample == 0:
        return np.ones(len(numbers))
    ratio: NDArray[np.float64] = sample * numbers.sum() / numbers  # t / f
    keep = np.sqrt(ratio) + ratio if formula == "code" else np.sqrt(ratio)
    return np.asarray(np.minimum(1.0, keep))
