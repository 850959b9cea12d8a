"""How much text is enough: the same method on growing pieces of the toy world."""

from collections.abc import Sequence

import numpy as np

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.linear.nearest import unit_rows
from w2v_core.query.analogies import answers
from w2v_core.query.similarity import ids_of
from w2v_core.text.corpus import build_corpus
from w2v_core.text.toy_world import RELATIONS, toy_world
from w2v_core.training.loop import train

DIM = 150


def toy_accuracies(sizes: Sequence[int]) -> dict[int, float]:
    """For each number of words of the toy world the share of its analogies that are found.

    Counting and SVD, for it needs no epochs and gives the same answer every time. A question with
    a word that was not met is one that was not found.
    """
    return {size: toy_accuracy(size) for size in sizes}


def toy_accuracy(n_words: int) -> float:
    """The share of the toy world's analogies found from `n_words` of it."""
    corpus = build_corpus([toy_world(n_words)], TextConfig())
    model = TrainConfig(method="svd", min_count=1, dim=min(DIM, len(corpus.vocabulary) // 2))
    vectors = train(corpus, model, EngineConfig(device="cpu")).embedding
    asked = [
        (*one, *other)
        for pairs in RELATIONS.values()
        for one in pairs
        for other in pairs
        if one != other
    ]
    ids = ids_of(vectors, asked)
    known = ids[(ids >= 0).all(axis=1)]
    found = answers(unit_rows(vectors.W_in), known[:, :3])[0][:, 0]
    return float(np.sum(found == known[:, 3]) / len(asked))
