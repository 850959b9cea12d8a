"""Texts that the lessons count: one built in, or the visitor's own."""

from functools import lru_cache

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import cache, state
from pages.shared.lesson import IN_ADDRESS
from pages.shared.says import problem
from w2v_core.config import TextConfig
from w2v_core.counts.cooccurrence import count_among
from w2v_core.embedding import frozen
from w2v_core.errors import NotFound, W2VError
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.text.toy_world import toy_world

TOY_WORDS = 20_000
TOY_TABLE = 200  # words a side
TOY = "the toy world"
TOY_KIND, OWN_KIND = "Toy world", "My text"


@lru_cache(maxsize=1)
def toy() -> Corpus:
    """A small toy world, made once."""
    return build_corpus([toy_world(TOY_WORDS)], TextConfig())


@lru_cache(maxsize=1)
def toy_counts() -> NDArray[np.float64]:
    """How often its most frequent words stand beside each other."""
    return frozen(count_among(toy(), np.arange(TOY_TABLE), window=2), np.float64)


def own() -> tuple[str, cache.Text, TextConfig] | None:
    """Name, key and settings of the visitor's chosen text; None where none was read."""
    try:
        entry = state.current_corpus()
    except NotFound:
        return None
    if entry is None or entry.info is None or entry.info.sizes is None:
        return None
    key = cache.Text(state.owner(), entry.id, entry.info.sizes.fingerprint)
    return entry.info.name, key, entry.info.config


def long_sentence(corpus: Corpus, rng: np.random.Generator) -> NDArray[np.int32]:
    """The word ids of one of the longer sentences."""
    lengths = np.diff(corpus.starts)
    fit = np.flatnonzero(lengths >= min(6, lengths.max()))
    chosen = int(rng.choice(fit))
    return corpus.ids[corpus.starts[chosen] : corpus.starts[chosen + 1]]


def choose(key: str) -> tuple[str, Corpus, TextConfig]:
    """A choice between the toy world and the visitor's text, if there is one.

    With its name, and how it became words.
    """
    mine = own()
    kinds = [TOY_KIND, OWN_KIND] if mine else [TOY_KIND]
    kind = st.segmented_control(
        "Text", kinds, default=TOY_KIND, required=True, key=key, bind=IN_ADDRESS,
        help="The text that is chosen on the Corpus page, or a built-in one.",
    )  # fmt: skip
    if mine and kind == OWN_KIND:
        try:
            return mine[0], cache.corpus(mine[1]), mine[2]
        except W2VError as error:
            problem(error)
    return TOY, toy(), TextConfig()
