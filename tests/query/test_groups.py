import numpy as np
import pytest

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, UnknownWord
from w2v_core.query.groups import middle, odd_one_out
from w2v_core.query.neighbours import NeighbourIndex

PLANE = NeighbourIndex.of(Embedding(["e", "n", "far"], [[2, 0], [0, 1], [30, 40]]))


def test_each_word_has_the_same_say_in_the_middle():
    assert middle(PLANE, ["e", "n"]).tolist() == [1, 1]
    assert middle(PLANE, ["e", "far"]) == pytest.approx([1.6, 0.8])


def test_the_middle_of_nothing_or_of_unknown_words_is_refused():
    with pytest.raises(ConfigError):
        middle(PLANE, [])
    with pytest.raises(UnknownWord):
        middle(PLANE, ["e", "zzz"])


def test_gensim_finds_the_same_odd_one():
    from gensim.models import KeyedVectors

    words = ["bread", "butter", "cheese", "mountain"]
    rows = np.array([[1, 0.1, 0], [0.9, 0.2, 0.1], [1, 0.3, 0.2], [0, 1, 1]], np.float32)
    theirs = KeyedVectors(3)
    theirs.add_vectors(words, rows)
    index = NeighbourIndex.of(Embedding(words, rows))
    fits = odd_one_out(index.cosines(words), words)
    assert fits[0].word == theirs.doesnt_match(words) == "mountain"
    assert [fit.cosine for fit in fits] == sorted(fit.cosine for fit in fits)


def test_of_two_words_none_is_odd():
    with pytest.raises(ConfigError, match="three words"):
        odd_one_out(np.eye(2), ["a", "b"])
