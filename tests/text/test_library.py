"""Kept corpora: round trip, rebuilding, and files that were damaged."""

import json

import pytest

from w2v_core.config import TextConfig
from w2v_core.errors import Cancelled, ConfigError, NotFound, TextError, TornFile
from w2v_core.text import library
from w2v_core.text.corpus import build_corpus

TEXT = "All that glitters is not gold.\r\nAll is well that ends well – “well”!\r\n"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "glitter"


def kept(folder, text=TEXT, **config):
    library.keep_text(folder, "proverbs.txt", "upload", text, TextConfig(**config), "A note.")
    return folder


def test_a_text_comes_back_as_it_was_prepared(folder):
    info = library.build(kept(folder, tokenizer="words-and-punctuation"))
    corpus = library.load(folder)
    direct = build_corpus([TEXT], TextConfig(tokenizer="words-and-punctuation"))
    assert corpus.fingerprint() == direct.fingerprint() == info.sizes.fingerprint
    assert corpus.vocabulary.counts.tolist() == direct.vocabulary.counts.tolist()
    assert (corpus.n_words, corpus.n_cut) == (direct.n_words, direct.n_cut)


def test_what_is_known_of_a_corpus(folder):
    before = library.info(kept(folder))
    assert (before.name, before.kind, before.note) == ("proverbs.txt", "upload", "A note.")
    assert before.sizes is None
    assert before.n_characters == len(TEXT) - 2  # each line end became one character
    after = library.build(folder)
    assert after == library.info(folder)
    assert (after.sizes.n_words, after.sizes.n_distinct, after.sizes.n_sentences) == (13, 8, 2)


def test_the_text_is_kept_clean_and_readable(folder):
    kept(folder)
    assert library.text_of(folder) == TEXT.replace("\r\n", "\n")
    assert "proverbs.txt" in json.loads((folder / "corpus.json").read_text())["name"]


def test_a_new_text_makes_the_old_words_go(folder):
    library.build(kept(folder))
    kept(folder, "other words entirely")
    assert library.info(folder).sizes is None
    with pytest.raises(NotFound):
        library.load(folder)


def test_many_lines_are_read_in_pieces(folder):
    text = "one two three\n" * 50_000
    told = []
    library.build(kept(folder, text), lambda done, total: told.append((done, total)))
    assert library.load(folder).n_sentences == 50_000
    assert len(told) > 2
    assert told[-1] == (len(text), len(text))


def test_stopping_leaves_the_text(folder):
    kept(folder)
    with pytest.raises(Cancelled):
        library.build(folder, should_stop=lambda: True)
    assert library.info(folder).sizes is None
    assert library.build(folder).sizes.n_words == 13


@pytest.mark.parametrize("name", ["ids.npy", "starts.npy", "vocabulary.tsv", "sizes.json"])
def test_a_torn_file_is_named_and_never_loaded(folder, name):
    library.build(kept(folder))
    path = folder / "built" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(TornFile, match=name):
        library.load(folder)


def test_a_changed_text_is_not_built(folder):
    path = kept(folder) / "text.txt"
    path.write_bytes(path.read_bytes().replace(b"gold", b"lead"))
    with pytest.raises(TornFile, match=r"text\.txt"):
        library.build(folder)


def test_a_corpus_that_is_not_there(folder):
    with pytest.raises(NotFound):
        library.info(folder)
    with pytest.raises(NotFound):
        library.load(folder)


def test_an_empty_text_and_an_unknown_kind_are_refused(folder):
    with pytest.raises(TextError, match="empty"):
        kept(folder, " \n")
    with pytest.raises(ConfigError, match="kind"):
        library.keep_text(folder, "a", "stolen", TEXT, TextConfig())
    assert not folder.exists()
