import numpy as np
import pytest

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, UnknownWord
from w2v_core.projections.clusters import clusters
from w2v_core.projections.semantic import read_pairs, semantic_axis


def test_planted_groups_are_found_the_largest_first():
    rng = np.random.default_rng(0)
    middles = np.eye(3, 8) * 10
    planted = rng.permutation([0] * 50 + [1] * 30 + [2] * 20)
    vectors = middles[planted] + rng.standard_normal((100, 8))
    found = clusters(vectors * rng.random((100, 1)), 3)
    assert found.labels.tolist() == planted.tolist()
    assert [len(ids) for ids in found.central] == [3, 3, 3]
    for group, ids in enumerate(found.central):
        assert all(planted[id] == group for id in ids)
    assert clusters(vectors, 3).labels.tolist() == clusters(vectors, 3).labels.tolist()


def test_fewer_words_than_groups():
    found = clusters([[1.0, 0.0], [0.0, 1.0], [2.0, 0.0]], 7)
    assert found.labels.tolist() == [0, 1, 0]


SCALE = Embedding(["cold", "hot", "warm", "ice", "fire"],
                  [[1, 0, 0], [0, 1, 0], [0.4, 0.6, 0], [2, 0, 1], [0, 3, 1]])  # fmt: skip


def test_words_lie_between_the_poles():
    axis = semantic_axis(SCALE, [("cold", "hot"), ("ice", "fire")])
    order = [SCALE.words[id] for id in np.argsort(axis)]
    assert set(order[:2]) == {"cold", "ice"} and set(order[3:]) == {"hot", "fire"}
    turned = semantic_axis(SCALE, [("hot", "cold"), ("fire", "ice")])
    assert turned.tolist() == pytest.approx((-axis).tolist())


def test_what_gives_no_axis():
    with pytest.raises(ConfigError, match="no direction"):
        semantic_axis(SCALE, [("hot", "hot")])
    with pytest.raises(UnknownWord):
        semantic_axis(SCALE, [("hot", "blue")])


@pytest.mark.parametrize("text", ["a → b", "a->b", " a  -->  b ,", "a b\n", "a – b"])
def test_a_pair_as_people_write_it(text):
    assert read_pairs(text) == [("a", "b")]


@pytest.mark.parametrize("text", ["", " , ", "a", "a b c", "-> b", ",".join(["a b"] * 21)])
def test_what_is_no_pair(text):
    with pytest.raises(ConfigError):
        read_pairs(text)
