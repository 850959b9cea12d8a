"""A text as word ids and sentence starts: what every method trains on and every count counts.

Reading goes twice over the text, and holds no more of it than its distinct chunks. First the chunks
are numbered, and the numbers kept; then the words are known with their counts, each chunk stands
for the ids of its words, and the numbers become ids.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from tempfile import SpooledTemporaryFile
from typing import IO, TypeVar

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TextConfig
from w2v_core.embedding import frozen
from w2v_core.errors import Cancelled, TextError
from w2v_core.text.chunks import COMPILED_FROM, Chunks, CompiledChunks, PlainChunks
from w2v_core.text.lexicon import END_OF_SENTENCE, Lexicon
from w2v_core.text.room import IN_MEMORY, let_go, no_room, room
from w2v_core.text.slices import Text, slices
from w2v_core.text.tokenize import MAX_SENTENCE
from w2v_core.text.vocabulary import Vocabulary

Ids = NDArray[np.int32]
Places = NDArray[np.int64]
Wanted = Callable[[Ids, int, int], NDArray[np.bool_]]
Asked = Callable[[], bool]
Thing = TypeVar("Thing")

BLOCK = 1 << 20  # ids handled by one NumPy call, so that other threads get their turn
SPELLED = 1 << 16  # chunks looked up together: what is worked out on the way stays in the cache


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
        for block in blocks(self.ids):
            digest.update(block.astype("<i4", copy=False).data)
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
        size, n_kept = len(vocabulary), int(vocabulary.counts.sum())
        ids, starts = sifted(self, n_kept, lambda ids, first, last: ids < size)
        return Corpus(ids, starts, vocabulary, self.n_words, n_cut=self.n_cut)


def sifted(corpus: Corpus, n_kept: int, wanted: Wanted) -> tuple[Ids, Places]:
    """The ids that are wanted, and sentence starts that close up.

    Args:
        corpus: the text.
        n_kept: how many are wanted in all, at most.
        wanted: says of the ids of sentences `first` up to `last` which are wanted.
    """
    ids, done = room(n_kept, np.int32), 0
    lengths: list[Places] = []
    for first, last in stretches(corpus.starts):
        starts = corpus.starts[first : last + 1]
        block = corpus.ids[starts[0] : starts[-1]]
        kept = wanted(block, first, last)
        lengths.append(np.add.reduceat(kept, starts[:-1] - starts[0], dtype=np.int64))
        n = int(lengths[-1].sum())
        ids[done : done + n] = block[kept]
        done += n
        let_go(ids)
        let_go(corpus.ids)
    return ids[:done], starts_of(np.concatenate(lengths))


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
    texts: Iterable[Text],
    config: TextConfig,
    progress: Callable[[int], None] | None = None,
    should_stop: Asked = lambda: False,
) -> Corpus:
    """Read texts into a corpus of all their words.

    Args:
        texts: one text or many, each of any length, whole or as pieces that end with a space; a
            sentence never spans two texts.
        config: tokenizer, case, sentence ends.
        progress: told the characters read so far.
        should_stop: asked many times a second whether to give up.

    Raises:
        TextError: if there is no text, no word, or only one distinct word.
        Cancelled: if `should_stop` said so.
        StorageError: if the disk has no room for what is kept meanwhile.

    >>> corpus = build_corpus(["all is well that ends well"], TextConfig())
    >>> corpus.vocabulary.words, corpus.ids.tolist()
    (('well', 'all', 'is', 'that', 'ends'), [1, 2, 0, 3, 4, 0])
    """
    with SpooledTemporaryFile(IN_MEMORY) as spool:
        chunks: Chunks = PlainChunks()
        n_characters = 0
        for piece, n_characters in until(should_stop, slices(texts)):
            if n_characters > COMPILED_FROM and isinstance(chunks, PlainChunks):
                chunks = CompiledChunks(chunks.known())
            put_away(chunks.number(piece), spool)
            if progress is not None:
                progress(n_characters)
        counts = occurrences(until(should_stop, unspooled(spool)))
        lexicon = Lexicon.of(until(should_stop, chunks.known()), counts, config)
        check_words(n_characters, lexicon.vocabulary, config)
        return spelled_out(until(should_stop, unspooled(spool)), lexicon)


def until(should_stop: Asked, things: Iterable[Thing]) -> Iterator[Thing]:
    """The things in turn; Cancelled as soon as `should_stop` says so."""
    for thing in things:
        if should_stop():
            raise Cancelled("Reading the text was stopped; nothing was kept.")
        yield thing


def put_away(numbers: Ids, spool: IO[bytes]) -> None:
    """Write numbers to the spool; StorageError where the disk is full."""
    try:
        spool.write(numbers.data)
    except OSError as error:
        raise no_room(error) from error


def occurrences(rows: Iterable[Ids]) -> NDArray[np.int64]:
    """How often each chunk number stands in the rows; all from 0 to the largest do.

    >>> occurrences([np.array([0, 1]), np.array([1, 2])])
    array([1, 2, 1])
    """
    counts, n_known = np.zeros(SPELLED, np.int64), 0
    for numbers in rows:
        n_known = max(n_known, int(numbers.max()) + 1)
        while n_known > len(counts):
            counts = np.concatenate([counts, np.zeros_like(counts)])
        np.add.at(counts, numbers.astype(np.intp), 1)  # its work does not grow with the counts
    return counts[:n_known]


def spelled_out(rows: Iterable[Ids], lexicon: Lexicon) -> Corpus:
    """The corpus that the rows of chunk numbers stand for."""
    n_words = int(lexicon.vocabulary.counts.sum())
    ids, done = room(n_words, np.int32), 0
    ends: list[Places] = [np.zeros(1, np.int64)]
    for numbers in rows:
        found = lexicon.spelled_out(numbers)
        is_end = found == END_OF_SENTENCE
        places = np.flatnonzero(is_end)
        ends.append(done + places - np.arange(len(places)))
        n = len(found) - len(places)
        np.compress(~is_end, found, out=ids[done : done + n])
        done += n
        let_go(ids)
    lengths, n_cut = cut_long(np.diff(np.concatenate([*ends, [done]])))
    return Corpus(ids, starts_of(lengths), lexicon.vocabulary, n_words, n_cut)


def unspooled(spool: IO[bytes]) -> Iterator[Ids]:
    """The numbers in the spool, some at a time."""
    spool.seek(0)
    while data := spool.read(SPELLED * np.dtype(np.int32).itemsize):
        yield np.frombuffer(data, np.int32)


def check_words(n_characters: int, vocabulary: Vocabulary, config: TextConfig) -> None:
    """Raise TextError where there is nothing to learn from."""
    if n_characters == 0:
        raise TextError("The text is empty; choose one with words in it.")
    if len(vocabulary) == 0:
        raise TextError(
            f"No words were found in {n_characters:,} characters with the tokenizer "
            f"“{config.tokenizer}”; choose another tokenizer or another text."
        )
    if len(vocabulary) == 1:
        raise TextError(
            f"The text holds only one distinct word, “{vocabulary.words[0][:40]}”, "
            f"{times(vocabulary.counts[0])}; a model needs at least two, and far more text."
        )


def blocks(ids: Ids) -> Iterator[Ids]:
    """Views of consecutive stretches of `ids`."""
    for start in range(0, len(ids), BLOCK):
        yield ids[start : start + BLOCK]
        let_go(ids)


def stretches(starts: Places) -> Iterator[tuple[int, int]]:
    """Ranges of whole sentences, of about `BLOCK` words each."""
    goals = range(BLOCK, int(starts[-1]), BLOCK)
    cuts = np.unique([0, *np.searchsorted(starts, goals), len(starts) - 1]).tolist()
    return pairwise(cuts)


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
