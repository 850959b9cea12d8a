"""Why a run has no vector for a word, as far as it can still be told."""

from dataclasses import replace

from pages.shared import cache
from pages.shared.run_text import text_of
from w2v_core.embedding import Embedding
from w2v_core.errors import W2VError
from w2v_core.query.missing import Missing, near_spellings, why_missing
from w2v_core.runs.record import RunRecord
from w2v_core.text.tokenize import sentences
from w2v_core.text.vocabulary import Vocabulary


def explain(owner: str, record: RunRecord, embedding: Embedding, word: str) -> Missing:
    """The reason, in a sentence, and words to ask for instead.

    Args:
        owner: whose run it is.
        record: of the run.
        embedding: its words.
        word: as typed; not one of the embedding's.
    """
    if record.imported is not None:
        sentence = f"“{word}” is not among the {len(embedding):,} words of this file of vectors."
        return Missing(word, "absent", sentence, near_spellings(word, embedding.words))
    split = _split(record, embedding, word)
    if split is not None:
        return split
    vocabulary = _whole_vocabulary(owner, record)
    found = None
    if vocabulary is not None:
        found = why_missing(word, vocabulary, record.model.min_count, record.text.lowercase)
    if found is not None:
        return replace(found, near=tuple(near for near in found.near if near in embedding))
    sentence = (
        f"“{word}” is not among the {len(embedding):,} words of this run. Its text cannot be read "
        "here, so it cannot be told whether the word was too rare."
    )
    return Missing(word, "absent", sentence, near_spellings(word, embedding.words))


def _split(record: RunRecord, embedding: Embedding, word: str) -> Missing | None:
    """The reason that lies with the tokenizer: it reads this as several words, or as none."""
    pieces = [piece for sentence in sentences(word, record.text) for piece in sentence]
    if len(pieces) == 1:
        return None
    tokenizer = f"The tokenizer “{record.text.tokenizer}”"
    if not pieces:
        sentence = f"{tokenizer} finds no word in “{word}”."
    else:
        sentence = f"{tokenizer} reads “{word}” as {len(pieces)} words: {', '.join(pieces)}."
    near = dict.fromkeys(piece for piece in pieces if piece in embedding)
    return Missing(word, "absent", sentence, tuple(near)[:10])


def _whole_vocabulary(owner: str, record: RunRecord) -> Vocabulary | None:
    """All words of the run's corpus, rare ones too; None where it is gone or was read anew."""
    text = text_of(owner, record)
    try:
        return None if text is None else cache.corpus(text).vocabulary
    except W2VError:
        return None
