"""How long do five epochs on Reuters take, and are the neighbours what they should be?

100 dimensions, the other settings as they come; compiled before the clock runs.
"""

from collections.abc import Iterator
from time import perf_counter

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting, median
from w2v_core import EngineConfig, TrainConfig, neighbours, train

MODEL = TrainConfig(dim=100, epochs=5)
ASKED = ("oil", "japan")


def measure(setting: Setting) -> Iterator[Figure]:
    """Training alone, and with reading and scoring around it."""
    text = texts.reuters(setting)
    train(texts.corpus(text[:200_000]), MODEL.replace(epochs=1), EngineConfig(device="cpu"))
    training, whole, quality = [], [], ""
    for _ in range(setting.rounds):
        start = perf_counter()
        corpus = texts.corpus(text)
        trained = train(corpus, MODEL, EngineConfig(device="cpu"))
        whole.append(perf_counter() - start)
        training.append(trained.seconds)
        near = (neighbours(trained.embedding, word, top=3) for word in ASKED)
        listed = (", ".join(found.word for found in three) for three in near)
        quality = "; ".join(f"{word}: {three}" for word, three in zip(ASKED, listed, strict=True))
    case = f"{corpus.n_words:,} words, 5 epochs, 100 dimensions"
    yield Figure(f"{case}: training", median(training), "s", len(training), quality)
    yield Figure(f"{case}: reading, training, scoring", median(whole), "s", len(whole))
