"""Neighbours of a word, by hand and against plain cosines."""

import numpy as np
import pytest

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, UnknownWord
from w2v_core.query.neighbours import NeighbourIndex, neighbours

WORDS = ["oil", "crude", "gas", "tea"]
VECTORS = [[2, 0], [0.6, 0.8], [0, 5], [-1, 0]]


def small(**changes):
    return Embedding(WORDS, VECTORS, counts=[90, 40, 7, 3], **changes)


def test_nearest_first_by_cosine_not_by_length_and_without_the_word_itself():
    found = neighbours(small(), "oil")
    assert [(n.word, n.count, n.id) for n in found] == [
        ("crude", 40, 1),
        ("gas", 7, 2),
        ("tea", 3, 3),
    ]
    assert [n.cosine for n in found] == pytest.approx([0.6, 0.0, -1.0])
    assert [n.angle for n in found] == pytest.approx([53.1301, 90, 180])


def test_only_the_top_and_only_frequent_words():
    assert [n.word for n in neighbours(small(), "oil", top=1)] == ["crude"]
    assert [n.word for n in neighbours(small(), "tea", min_count=8)] == ["crude", "oil"]
    assert [n.word for n in neighbours(small(), "tea", min_count=7)] == ["gas", "crude", "oil"]
    assert neighbours(small(), "oil", min_count=91) == []


def test_output_vectors_and_the_sum_are_other_spaces():
    both = small(W_out=[[0, 1], [1, 0], [0, 1], [1, 1]])
    assert neighbours(both, "oil", top=1, which="out")[0].word == "gas"
    assert neighbours(both, "oil", top=1, which="sum")[0].cosine == pytest.approx(
        np.dot([2, 1], [1.6, 0.8]) / (np.hypot(2, 1) * np.hypot(1.6, 0.8))
    )
    with pytest.raises(ConfigError, match="output vectors"):
        neighbours(small(), "oil", which="out")


def test_agrees_with_plain_cosines_on_random_vectors():
    rng = np.random.default_rng(5)
    vectors = rng.standard_normal((3_000, 20))
    words = [f"w{i}" for i in range(3_000)]
    cosines = vectors @ vectors[7] / np.linalg.norm(vectors, axis=1) / np.linalg.norm(vectors[7])
    expected = [i for i in np.argsort(-cosines).tolist() if i != 7][:10]
    found = NeighbourIndex.of(Embedding(words, vectors)).neighbours("w7")
    assert [n.id for n in found] == expected
    assert [n.cosine for n in found] == pytest.approx(cosines[expected].tolist(), abs=1e-6)
    assert found[0].count is None


def test_words_around_a_vector_of_any_length():
    index = NeighbourIndex.of(small())
    assert [n.word for n in index.around([0, 100], top=2, exclude=[2])] == ["crude", "oil"]


def test_cosines_of_a_list_of_words():
    got = NeighbourIndex.of(small()).cosines(["crude", "oil", "tea"])
    np.testing.assert_allclose(got, [[1, 0.6, -0.6], [0.6, 1, -1], [-0.6, -1, 1]], atol=1e-6)


def test_unknown_words_and_unknown_counts_are_named():
    with pytest.raises(UnknownWord, match="crude"):
        neighbours(small(), "crud")
    with pytest.raises(ConfigError, match="counts"):
        neighbours(Embedding(WORDS, VECTORS), "oil", min_count=2)


def test_a_word_without_a_direction_is_near_nothing():
    embedding = Embedding(["a", "zero", "b"], [[1, 0], [0, 0], [1, 1]])
    assert [n.cosine for n in neighbours(embedding, "zero")] == [0, 0]


def test_rounding_never_makes_a_cosine_above_one():
    vectors = np.repeat(np.random.default_rng(0).standard_normal((300, 7)), 2, axis=0)
    index = NeighbourIndex.of(Embedding([f"w{i}" for i in range(600)], vectors))
    raw = np.einsum("vd,vd->v", index.unit[::2], index.unit[1::2])
    assert raw.max() > 1  # as computed, some are
    found = [index.neighbours(f"w{i}", top=1)[0] for i in range(0, 600, 2)]
    assert all(n.cosine <= 1.0 and n.angle == pytest.approx(0, abs=0.1) for n in found)
