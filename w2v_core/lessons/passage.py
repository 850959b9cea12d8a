"""A few words that somebody typed, as a text small enough to be looked at word by word."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TextConfig
from w2v_core.errors import TextError
from w2v_core.sampling.windows import Windows, draw_windows
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.text.tokenize import sentences

MOST_WORDS = 40
AS_TYPED = TextConfig(lowercase=False, split_sentences=True)
AS_FOUND = TextConfig(lowercase=False, tokenizer="whitespace")


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A short text.

    Attributes:
        shown: N words in order, as they were typed.
        corpus: the same in lower case; word `shown[pos]` has the id `corpus.ids[pos]`.
        n_left_out: words after those, which were too many.
    """

    shown: tuple[str, ...]
    corpus: Corpus
    n_left_out: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """The vocabulary, most frequent first."""
        return self.corpus.vocabulary.words

    @property
    def names(self) -> tuple[str, ...]:
        """The vocabulary as it was first typed."""
        first = np.unique(self.corpus.ids, return_index=True)[1]
        return tuple(self.shown[pos] for pos in first)

    def windows(self, window: int) -> Windows:
        """A window of fixed radius round every word, within its sentence."""
        everything = np.ones(len(self.words))
        chance = np.random.default_rng(0)  # nothing is left to it
        corpus = self.corpus
        return draw_windows(corpus.ids, corpus.starts, everything, window, False, chance)


def read_passage(text: str, most: int = MOST_WORDS) -> Passage:
    """A typed text; sentences end at line ends and at . ! ? before a space.

    Args:
        text: whatever was typed.
        most: words that are kept.

    Raises:
        TextError: if there are not two different words.

    >>> passage = read_passage("The cat and the dog")
    >>> passage.shown[:2], passage.words[:2], passage.corpus.ids.tolist()
    (('The', 'cat'), ('the', 'cat'), [0, 1, 2, 0, 3])
    """
    found = sentences(text, AS_TYPED)
    kept = _first(found, most)
    shown = tuple(word for words in kept for word in words)
    distinct = {word.lower() for word in shown}
    if not distinct:
        raise TextError("There is no word here yet; type a sentence.")
    if len(distinct) == 1:
        raise TextError(f"“{shown[0]}” stands alone; type at least one other word beside it.")
    lines = "\n".join(" ".join(words).lower() for words in kept)
    n_words = sum(map(len, found))
    return Passage(shown, build_corpus([lines], AS_FOUND), n_words - len(shown))


def _first(found: list[list[str]], most: int) -> list[list[str]]:
    """The first `most` words, sentence by sentence."""
    kept: list[list[str]] = []
    for words in found:
        left = most - sum(map(len, kept))
        if words[:left]:
            kept.append(words[: max(left, 0)])
    return kept


@dataclass(frozen=True, slots=True)
class Example:
    """What one step of training reads: words that come in, and the word to be found.

    Attributes:
        input_pos: places in the text that make the hidden layer.
        target_pos: place of the word that it should predict.
    """

    input_pos: tuple[int, ...]
    target_pos: int


def examples_of(windows: Windows, hidden: str) -> tuple[Example, ...]:
    """All examples, in the order of the text.

    Args:
        windows: where each word's contexts lie.
        hidden: "skipgram": a centre and one context each; "cbow": all contexts and their centre.

    >>> passage = read_passage("a b c")
    >>> [(e.input_pos, e.target_pos) for e in examples_of(passage.windows(1), "skipgram")]
    [((0,), 1), ((1,), 0), ((1,), 2), ((2,), 1)]
    >>> [(e.input_pos, e.target_pos) for e in examples_of(passage.windows(1), "cbow")]
    [((1,), 0), ((0, 2), 1), ((1,), 2)]
    """
    centers, contexts = windows.pairs()
    if hidden == "skipgram":
        both = zip(centers.tolist(), contexts.tolist(), strict=True)
        return tuple(Example((center,), context) for center, context in both)
    return tuple(
        Example(tuple(contexts[centers == center].tolist()), center)
        for center in np.unique(centers).tolist()
    )


def one_hot(ids: NDArray[np.integer], n_words: int) -> NDArray[np.float64]:
    """A row (n, V) for each id: 1 at its word, 0 elsewhere.

    >>> one_hot(np.array([2]), 4)
    array([[0., 0., 1., 0.]])
    """
    return np.asarray(np.eye(n_words)[ids])
