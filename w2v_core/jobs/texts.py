"""Texts that come in: kept for their owner, within what one owner may keep."""

from w2v_core.config import TextConfig
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.limits import Limits
from w2v_core.text import library

READ_TOO = 2  # a text and the words that are read from it take about twice its bytes


def keep(
    own: Workspace, limits: Limits, name: str, kind: str, text: str, config: TextConfig, note: str
) -> str:
    """Keep a text, which still has to be read; returns the id of its corpus.

    Args:
        own: whose it will be.
        limits: what one owner may keep.
        name: what it is called.
        kind: one of `library.KINDS`.
        text: all of it.
        config: how it becomes words.
        note: what the reader should know; may be empty.

    Raises:
        LimitReached: if the owner keeps too many texts or too much, or this one is too large.
        TextError: if it holds nothing but blanks.
        StorageError: if the disk is full.
    """
    n_bytes = len(text.encode("utf-8", "replace"))
    limits.check_upload(n_bytes)
    limits.check_kept("corpora", own.count("corpora"))
    limits.check_bytes(own.n_bytes("corpora"), READ_TOO * n_bytes)
    id = new_id()
    folder = own.new_corpus_folder(id)
    try:
        library.keep_text(folder, name, kind, text, config, note)
    except BaseException:
        own.delete_corpus(id)
        raise
    return id
