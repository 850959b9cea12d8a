"""How many centres may be one step, or move copies of rows whose changes are then added up.

All gradients of a block are taken at the same tables and repeated rows add up. The sum for a row
that many examples move grows with the block and would overshoot, so the block's size follows from
the row that is moved most and from the learning rate.
"""

import numpy as np

from w2v_core.config import TrainConfig, method_named
from w2v_core.engines.base import Examples

MOST_CENTRES = 256  # of a block
SAFE_STEP = 0.5  # learning rate x moves of one row in a step; 1 still worked, 2 blew up
ROOT_MOVES = 0.25  # what one move of the root counts: they go both ways; 1 / 8 shook at high rates
SOFTMAX_ROW = 4.0  # squared length of the rows that moves go along; full softmax makes them long
MOST_SCORES = 1 << 24  # of a block by full softmax: 64 MB in float32, whatever the vocabulary


def block_size(examples: Examples) -> int:
    """Centres of a block, so that no row moves more than is safe and its scores fit into memory."""
    model = examples.model
    moves = examples_of_a_centre(model) * moves_of_an_example(examples)
    most = MOST_CENTRES
    if method_named(model.method).loss == "softmax":
        most = min(most, max(1, MOST_SCORES // len(examples.keep)))
    return int(np.clip(SAFE_STEP / (moves * (model.lr or 1.0)), 1, most))


def centres_on_copies(examples: Examples) -> int:
    """Centres of a block whose real words move copies; noise words are moved one after another."""
    moves = examples_of_a_centre(examples.model) * busiest_share(examples)
    return max(1, int(SAFE_STEP / (moves * (examples.model.lr or 1.0))))


def busiest_share(examples: Examples) -> float:
    """The share of the most frequent word among the words that are kept."""
    kept = examples.corpus.vocabulary.counts * examples.keep
    return float(kept.max() / kept.sum())


def examples_of_a_centre(model: TrainConfig) -> float:
    """How many examples a centre stands for, on average.

    With skip-gram one for each context. CBOW has one; where it adds its contexts up instead of
    taking their mean, the hidden layer and its way back to each row are as many times as strong.
    """
    if method_named(model.method).hidden == "cbow" and model.cbow_mean:
        return 1
    return model.window + 1 if model.shrink_window else 2 * model.window


def moves_of_an_example(examples: Examples) -> float:
    """How often an example moves the row that is moved most, by its share of all words.

    Negative sampling moves a real word and the noise words. Full softmax moves every row, but by
    probabilities that sum to one, and the target by one more. Hierarchical softmax moves the root
    of the tree each time.
    """
    share = busiest_share(examples)
    loss = method_named(examples.model.method).loss
    if loss == "hs":
        return ROOT_MOVES
    if loss == "softmax":
        return 2 * share * SOFTMAX_ROW
    noise_share = float(examples.noise.probabilities().max())
    return (examples.model.negatives + 1) * max(share, noise_share)
