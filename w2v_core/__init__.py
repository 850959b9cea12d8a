r"""The core of the word2vec explorer: from text to word vectors and what they know.

>>> from w2v_core import EngineConfig, TextConfig, TrainConfig, build_corpus, neighbours, train
>>> corpus = build_corpus(["the cat sat on the mat\n" * 50], TextConfig())
>>> trained = train(corpus, TrainConfig(dim=8, epochs=2), EngineConfig(engine="numpy_reference"))
>>> len(neighbours(trained.embedding, "cat", top=3))
3
"""

from w2v_core.config import EngineConfig, MapConfig, TextConfig, TrainConfig
from w2v_core.embedding import Embedding
from w2v_core.errors import W2VError
from w2v_core.query.neighbours import neighbours
from w2v_core.runs.folder import load_run
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.training.loop import train

__version__ = "0.1.0"

__all__ = [
    "Corpus",
    "Embedding",
    "EngineConfig",
    "MapConfig",
    "TextConfig",
    "TrainConfig",
    "W2VError",
    "build_corpus",
    "load_run",
    "neighbours",
    "train",
]
