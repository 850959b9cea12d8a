"""A made-up language at two times: five of its words mean something else later."""

import numpy as np

from w2v_core.config import TextConfig
from w2v_core.text.corpus import build_corpus

TOPICS, MEMBERS = 10, 20
MOVED = {f"mover{n}": (2 * n, 2 * n + 1) for n in range(5)}  # topic before, topic after


def text(later, seed, n_sentences=6_000):
    """Sentences about one topic each, in words of that topic alone; a line each."""
    rng = np.random.default_rng(seed)
    words = [[f"t{topic}w{n}" for n in range(MEMBERS)] for topic in range(TOPICS)]
    for word, places in MOVED.items():
        words[places[later]].append(word)
    lines = []
    for topic in rng.integers(0, TOPICS, n_sentences).tolist():
        lines.append(" ".join(rng.choice(words[topic], 8)))
    return "\n".join(lines) + "\n"


def corpus(later, seed, **options):
    config = TextConfig(tokenizer="words-and-numbers")
    return build_corpus([text(later, seed, **options)], config)
