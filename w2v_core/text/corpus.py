"""A text as word ids and sentence starts: what every method trains on and every count counts.

One pass over the text, in slices: a regular expression finds the words, a dictionary numbers them
in the order seen, then the numbers are changed to ids by frequency. All inner loops run in C.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TextConfig
from w2v_core.embedding import frozen
from w2v_core.errors import Cancelled, TextError
from w2v_core.text.slices import slices
from w2v_core.text.tokenize import BREAK, MAX_SENTENCE, tokens
from w2v_core.text.vocabulary import Vocabulary

Ids = NDArray[np.int32]
Places = NDArray[np.int64]

BLOCK = 1 << 20  # ids handled by one NumPy call, so that other threads get their turn


@dataclass(frozen=True, eq=False)
class Corpus:
    """A prepared text.

    Attributes:
        ids: (N,) int32, the vocabulary ids of the words in order.
        starts: (S+1,) int64, sentence s is `ids[starts[s]:starts[s+1]]`; none is empty.
        vocabulary: the words behind the ids.
        n_words: words read, before rare ones were dropped.
        n_cut: sentences gained by cutting those of over 1,000 words.
    """

    ids: Ids
    starts: Places
    vocabulary: Vocabulary
    n_words: int
    n_cut: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", frozen(self.ids, np.int32))
        object.__setattr__(self, "starts", frozen(self.starts, np.int64))

    @property
    def n_sentences(self) -> int:
        """Sentences, S."""
        return len(self.starts) - 1

    def words_of(self, sentence: int) -> list[str]:
        """The words of one sentence."""
        ids = self.ids[self.starts[sentence] : self.starts[sentence + 1]]
        return [self.vocabulary.words[id] for id in ids]

    def fingerprint(self) -> str:
        """SHA-256 of ids, sentence starts and words, as hex: equal for equal corpora."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        digest = hashlib.sha256(np.array([len(self.ids), len(self.starts)], "<i8").tobytes())
        digest.update(self.ids.astype("<i4", copy=False).data)
        digest.update(self.starts.astype("<i8", copy=False).data)
        digest.update("\n".join(self.vocabulary.words).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def keep(self, min_count: int) -> "Corpus":
        """The corpus without words that occur less than `min_count` times; sentences close up.

        Raises:
            TextError: if fewer than two words remain.
        """
        vocabulary = self.vocabulary.cut(min_count)
        if len(vocabulary) < 2:
            raise TextError(nothing_left(self, min_count))
        if len(vocabulary) == len(self.vocabulary):
            return self
        kept = self.ids < len(vocabulary)
        lengths = np.add.reduceat(kept, self.starts[:-1], dtype=np.int64)
        return Corpus(
            self.ids[kept], starts_of(lengths), vocabulary, self.n_words, n_cut=self.n_cut
        )


def nothing_left(corpus: Corpus, min_count: int) -> str:
    """The sentence that says what min count would keep something."""
    words, counts = corpus.vocabulary.words, corpus.vocabulary.counts
    if len(words) < 2:
        return "The corpus holds fewer than two different words; a model needs more text."
    return (
        f"A min count of {min_count:,} leaves nothing to train on: of the text's "
        f"{corpus.n_words:,} words the most frequent, “{words[0]}”, occurs {times(counts[0])}; "
        f"set min count to {counts[1]:,} or less, or bring more text."
    )


def times(number: int) -> str:
    """How often, in words: once, twice, 5 times."""
    return {1: "once", 2: "twice"}.get(int(number), f"{number:,} times")


def build_corpus(
    texts: Iterable[str],
    config: TextConfig,
    progress: Callable[[int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Corpus:
    """Read texts into a corpus of all their words.

    Args:
        texts: one text or many, each of any length; a sentence never spans two.
        config: tokenizer, case, sentence ends.
        progress: told the characters read so far.
        should_stop: asked some 50 times a second whether to give up.

    Raises:
        TextError: if there is no text, no word, or only one distinct word.
        Cancelled: if `should_stop` said so.

    >>> corpus = build_corpus(["all is well that ends well"], TextConfig())
    >>> corpus.vocabulary.words, corpus.ids.tolist()
    (('well', 'all', 'is', 'that', 'ends'), [1, 2, 0, 3, 4, 0])
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    end_of_sentence = numbers[BREAK]
    parts: list[Ids] = []
    ends: list[Places] = [np.zeros(1, np.int64)]
    n_words = n_characters = 0
    for piece, n_characters in slices(texts):
        if should_stop is not None and should_stop():
            raise Cancelled("Reading the text was stopped; nothing was kept.")
        found = tokens(piece, config)
        part = np.fromiter(map(numbers.__getitem__, found), np.int32, len(found))
        is_end = part == end_of_sentence
        places = np.flatnonzero(is_end)
        ends.append(n_words + places - np.arange(len(places)))
        parts.append(part[~is_end] - 1)
        n_words += len(parts[-1])
        if progress is not None:
            progress(n_characters)
    del numbers[BREAK]
    check_words(n_characters, n_words, list(numbers), config)
    lengths, n_cut = cut_long(np.diff(np.concatenate([*ends, [n_words]])))
    ids = np.concatenate(parts)
    vocabulary = by_frequency(tuple(numbers), ids)
    return Corpus(ids, starts_of(lengths), vocabulary, n_words, n_cut)


def check_words(n_characters: int, n_words: int, distinct: list[str], config: TextConfig) -> None:
    """Raise TextError where there is nothing to learn from."""
    if n_characters == 0:
        raise TextError("The text is empty; choose one with words in it.")
    if n_words == 0:
        raise TextError(
            f"No words were found in {n_characters:,} characters with the tokenizer "
            f"“{config.tokenizer}”; choose another tokenizer or another text."
        )
    if len(distinct) == 1:
        raise TextError(
            f"The text holds only one distinct word, “{distinct[0][:40]}”, "
            f"{times(n_words)}; a model needs at least two, and far more text."
        )


def by_frequency(seen: tuple[str, ...], ids: Ids) -> Vocabulary:
    """Order words by frequency, of equals the first seen first, and renumber `ids` in place."""
    counts = np.zeros(len(seen), np.int64)
    for block in blocks(ids):
        counts += np.bincount(block, minlength=len(seen))
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(len(seen), np.int32)
    rank[order] = np.arange(len(seen), dtype=np.int32)
    for block in blocks(ids):
        block[:] = rank[block]
    return Vocabulary(tuple(seen[place] for place in order.tolist()), counts[order])


def blocks(ids: Ids) -> Iterator[Ids]:
    """Views of consecutive stretches of `ids`."""
    return (ids[start : start + BLOCK] for start in range(0, len(ids), BLOCK))


def cut_long(lengths: Places, limit: int = MAX_SENTENCE) -> tuple[Places, int]:
    """Sentence lengths with each cut at `limit` words, and how many sentences that added.

    >>> cut_long(np.array([3, 7]), limit=3)
    (array([3, 3, 3, 1]), 2)
    """
    n_parts = -(-lengths // limit)
    cut = np.full(int(n_parts.sum()), limit, np.int64)
    whole = lengths > 0
    cut[np.cumsum(n_parts)[whole] - 1] = lengths[whole] - limit * (n_parts[whole] - 1)
    return cut, len(cut) - int(np.count_nonzero(whole))


def starts_of(lengths: Places) -> Places:
    """(S+1,) sentence starts from lengths, leaving out empty sentences."""
    return np.concatenate([[0], np.cumsum(lengths[lengths > 0])])
