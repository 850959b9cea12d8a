"""A look at vectors in training shows true neighbours and a map that does not flip."""

import numpy as np
import pytest

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.jobs.glimpse import MAP_WORDS, choose_probes, look
from w2v_core.query.neighbours import neighbours

WORDS = [f"word{n}" for n in range(400)]


@pytest.fixture
def vectors():
    return np.random.default_rng(5).normal(size=(400, 16)).astype(np.float32)


def test_neighbours_are_those_of_the_query(vectors):
    glimpse = look(vectors, WORDS, [3, 300])
    assert [probe.word for probe in glimpse.probes] == ["word3", "word300"]
    embedding = Embedding(WORDS, vectors)
    for probe in glimpse.probes:
        truth = neighbours(embedding, probe.word, top=5)
        assert [word for word, _ in probe.neighbours] == [n.word for n in truth]
        assert [c for _, c in probe.neighbours] == pytest.approx(
            [n.cosine for n in truth], abs=1e-6
        )


def test_map_has_the_most_frequent_words_and_cannot_be_changed(vectors):
    glimpse = look(vectors, WORDS, [3])
    assert glimpse.words == tuple(WORDS[:MAP_WORDS])
    assert glimpse.points.shape == (MAP_WORDS, 2)
    with pytest.raises(ValueError, match="read-only"):
        glimpse.points[0] = 0


def test_map_is_laid_onto_the_one_before(vectors):
    turn, _ = np.linalg.qr(np.random.default_rng(6).normal(size=(16, 16)))
    before = look(vectors, WORDS, [3])
    after = look(vectors @ (-turn).astype(np.float32), WORDS, [3], before)  # the same, turned
    np.testing.assert_allclose(after.points, before.points, atol=1e-4)


def test_a_tiny_vocabulary_and_vectors_of_zeros_are_no_trouble():
    glimpse = look(np.zeros((2, 1), np.float32), ["a", "b"], choose_probes(["a", "b"]))
    assert glimpse.points.shape == (2, 2)
    assert [probe.word for probe in glimpse.probes] == ["a", "b"]
    assert [len(probe.neighbours) for probe in glimpse.probes] == [1, 1]


def test_vectors_that_ran_away_are_an_error_with_advice(vectors):
    vectors[1, 1] = np.nan
    with pytest.raises(ConfigError, match="lower lr"):
        look(vectors, WORDS, [3])


def test_probes_are_at_most_six_known_words():
    assert choose_probes(WORDS) == (40, 41, 42, 43, 44, 45)
    assert choose_probes(WORDS, [f"word{n}" for n in (9, 8, 7, 6, 5, 4, 3)]) == (9, 8, 7, 6, 5, 4)
    assert choose_probes(WORDS, ["unknown"]) == choose_probes(WORDS)
    assert choose_probes(["a", "b"]) == (0, 1)
