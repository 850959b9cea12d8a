"""Why two words are near, reckoned by hand and against the whole cosine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.query.evidence import evidence, expected_contexts

weights = st.lists(st.integers(0, 9), min_size=4, max_size=4)


@given(weights, weights)
def test_the_shares_of_all_contexts_make_the_cosine(first, second):
    found = evidence([first, second])
    lengths = np.linalg.norm(first) * np.linalg.norm(second)
    wanted = np.dot(first, second) / lengths if lengths else 0.0
    assert found.cosine == pytest.approx(wanted)
    assert sum(context.share for context in found.contexts) == pytest.approx(float(wanted > 0))
    assert found.n_shared == len(found.contexts)
    for context in found.contexts:
        assert (context.first, context.second) == (first[context.id], second[context.id])


def test_the_largest_come_first_and_the_rest_is_counted():
    found = evidence([[1, 2, 3, 0], [1, 2, 3, 9]], top=2)
    assert [context.id for context in found.contexts] == [2, 1]
    assert found.contexts[0].share == pytest.approx(9 / 14)
    assert found.n_shared == 3


def test_a_model_expects_what_its_tables_multiply_to():
    embedding = Embedding(["a", "b", "c"], [[1, 0], [0, 1], [1, 1]], [[2, 0], [0, 3], [-1, -1]])
    assert expected_contexts(embedding, ("a", "c")).tolist() == [[2, 0, 0], [2, 3, 0]]
    with_noise = expected_contexts(embedding, ("a", "c"), noise_words=3)
    assert with_noise[0] == pytest.approx([2 + np.log(3), np.log(3), np.log(3) - 1])
    with pytest.raises(ConfigError):
        expected_contexts(Embedding(["a", "b"], np.eye(2)), ("a", "b"))
