"""Small texts to count in, and a plain double loop to hold the counts against."""

import numpy as np
from hypothesis import strategies as st

from w2v_core.config import TextConfig
from w2v_core.text.corpus import build_corpus

WEIGHTS = {
    "flat": lambda d, window: 1.0,
    "linear": lambda d, window: (window - d + 1) / window,
    "harmonic": lambda d, window: 1 / d,
}

sentences = st.lists(
    st.lists(st.sampled_from("abcde"), min_size=1, max_size=12), min_size=1, max_size=8
).filter(lambda text: len({word for sentence in text for word in sentence}) > 1)


def corpus_of(text):
    if not isinstance(text, str):
        text = "\n".join(" ".join(sentence) for sentence in text)
    return build_corpus([text], TextConfig(tokenizer="whitespace"))


def ids_of(corpus, words):
    return [corpus.vocabulary.ids[word] for word in words]


def by_double_loop(corpus, window, distance="flat", side="both"):
    """The whole table of counts, sentence by sentence, place by place."""
    table = np.zeros((len(corpus.vocabulary),) * 2)
    for sentence in range(corpus.n_sentences):
        ids = corpus.ids[corpus.starts[sentence] : corpus.starts[sentence + 1]].tolist()
        for center_pos, center_id in enumerate(ids):
            for context_pos, context_id in enumerate(ids):
                d = abs(context_pos - center_pos)
                where = "left" if context_pos < center_pos else "right"
                if 1 <= d <= window and side in ("both", where):
                    table[center_id, context_id] += WEIGHTS[distance](d, window)
    return table
