"""Sentence boundaries as words, so that counts show what begins and what ends a sentence."""

import numpy as np

from w2v_core.errors import ConfigError
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary

START, END = "<START>", "<END>"


def padded(corpus: Corpus) -> Corpus:
    """The corpus with `<START>` before and `<END>` after each sentence.

    The two are words like any other: they have counts (the number of sentences), an id by their
    frequency, and a place in every window that reaches them.

    Raises:
        ConfigError: if the text holds such a word already.
    """
    vocabulary = corpus.vocabulary
    if START in vocabulary.ids or END in vocabulary.ids:
        raise ConfigError(f"The text holds the words {START} or {END} already; leave marks off.")
    n_sentences, n_words = corpus.n_sentences, len(vocabulary)
    # The marks come after all words at least as frequent, and push the rarer ones two ids back.
    start_id = int(np.count_nonzero(vocabulary.counts >= n_sentences))
    shifted = np.arange(n_words, dtype=np.int32) + 2 * (np.arange(n_words) >= start_id)
    ids = np.empty(len(corpus.ids) + 2 * n_sentences, np.int32)
    starts = corpus.starts + 2 * np.arange(n_sentences + 1)
    inside = np.ones(len(ids), dtype=bool)
    inside[starts[:-1]] = inside[starts[1:] - 1] = False
    ids[starts[:-1]] = start_id
    ids[starts[1:] - 1] = start_id + 1
    ids[inside] = shifted[corpus.ids]
    words = (*vocabulary.words[:start_id], START, END, *vocabulary.words[start_id:])
    counts = np.insert(vocabulary.counts, start_id, [n_sentences, n_sentences])
    return Corpus(ids, starts, Vocabulary(words, counts), corpus.n_words, corpus.n_cut)
