"""The text that a run was trained on, where it is still here as it was then."""

from pages.shared import cache
from w2v_core.errors import W2VError
from w2v_core.jobs.home import Workspace, home
from w2v_core.runs.record import RunRecord
from w2v_core.text import library


def text_of(owner: str, record: RunRecord) -> cache.Text | None:
    """The run's text; None where it is gone, was read anew, or is not the visitor's."""
    try:
        sizes = library.info(Workspace(home(), owner).corpus_folder(record.corpus.id)).sizes
    except W2VError:
        return None
    if sizes is None or sizes.fingerprint != record.corpus.fingerprint:
        return None
    return cache.Text(owner, record.corpus.id, sizes.fingerprint)


def has(text: cache.Text | None, *words: str) -> bool:
    """Whether a text is here and holds these words: marks of a sentence's ends are none of it."""
    return text is not None and all(word in cache.corpus(text).vocabulary.ids for word in words)
