"""Analogies by hand, against gensim, and by the rule that no word asked with is an answer."""

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, UnknownWord
from w2v_core.linear.nearest import unit_rows
from w2v_core.query import analogies
from w2v_core.query.analogies import EPSILON, FORMULAS, analogy, answers
from w2v_core.query.parallelogram import parallelogram

# Unit vectors: man and woman differ along the first axis, king and queen stand above them.
PLAIN = Embedding(
    ["man", "woman", "king", "queen", "tea"],
    [[0.6, 0, 0.8], [-0.6, 0, 0.8], [0.6, 0.8, 0], [-0.6, 0.8, 0], [0, -1, 0]],
    counts=[9, 8, 7, 6, 5],
)
# "near" lies close to b - a + c; "away" is the opposite of a, and at right angles to b and c.
TORN = Embedding(
    ["a", "b", "c", "near", "away"],
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-0.6, 0.64, 0.48], [-1, 0, 0]],
)


def random_embedding(n_words=400, dim=8, seed=3):
    vectors = np.random.default_rng(seed).standard_normal((n_words, dim))
    return Embedding([f"w{i}" for i in range(n_words)], vectors)


def test_the_textbook_by_hand():
    (first, second) = analogy(PLAIN, "man", "king", "woman")
    # king - man + woman = (-0.6, 0.8, 0), of length one: the very place of the queen.
    assert (first.word, first.count, first.id) == ("queen", 6, 3)
    assert first.score == pytest.approx(1.0)
    assert (second.word, second.score) == ("tea", pytest.approx(-0.8))


def test_the_product_by_hand():
    first = analogy(PLAIN, "man", "king", "woman", 1, "3cosmul")[0]
    # Cosines of queen: with king .28, with woman .36, with man -.36; shifted .64, .68, .32.
    assert first.word == "queen"
    assert first.score == pytest.approx(0.64 * 0.68 / (0.32 + EPSILON), rel=1e-5)


def test_the_formulas_answer_differently_where_one_factor_outweighs_the_rest():
    add = {n.word: n.score for n in analogy(TORN, "a", "b", "c")}
    # b - a + c = (-1, 1, 1), of length 1.732
    assert add == pytest.approx({"near": 1.72 / 3**0.5, "away": 1 / 3**0.5}, rel=1e-5)
    mul = {n.word: n.score for n in analogy(TORN, "a", "b", "c", formula="3cosmul")}
    near = 0.82 * 0.74 / (0.2 + EPSILON)
    assert mul == pytest.approx({"near": near, "away": 0.25 / EPSILON}, rel=1e-4)
    assert list(add) == ["near", "away"]
    assert list(mul) == ["away", "near"]


def test_the_order_of_the_words_matters():
    turned = [n.word for n in analogy(PLAIN, "king", "man", "queen", 1)]
    assert turned == ["woman"]
    assert analogy(PLAIN, "king", "man", "woman", 1)[0].word != "woman"


@pytest.mark.filterwarnings("ignore:Call to deprecated:DeprecationWarning")  # within gensim
@pytest.mark.parametrize("formula", FORMULAS)
def test_the_same_answers_as_gensim(formula):
    embedding = random_embedding()
    theirs = KeyedVectors(8)
    theirs.add_vectors(list(embedding.words), embedding.W_in)
    ask = {"3cosadd": theirs.most_similar, "3cosmul": theirs.most_similar_cosmul}[formula]
    expected = ask(positive=["w7", "w9"], negative=["w4"], topn=10)
    found = analogy(embedding, "w4", "w7", "w9", formula=formula)
    assert [n.word for n in found] == [word for word, _ in expected]
    # gensim's epsilon is a thousandth of the paper's
    assert [n.score for n in found] == pytest.approx([score for _, score in expected], rel=0.02)


@pytest.mark.parametrize("formula", FORMULAS)
def test_many_questions_are_many_single_ones(formula, monkeypatch):
    unit = unit_rows(random_embedding().W_in)
    questions = np.random.default_rng(0).integers(0, 400, (57, 3))
    whole = answers(unit, questions, 4, formula)
    monkeypatch.setattr(analogies, "CHUNK_CELLS", 3 * 400)
    pieces = answers(unit, questions, 4, formula)
    single = [answers(unit, [question], 4, formula) for question in questions]
    for got in (pieces, [np.concatenate(part) for part in zip(*single, strict=True)]):
        np.testing.assert_array_equal(got[0], whole[0])
        np.testing.assert_allclose(got[1], whole[1], rtol=1e-4)


@settings(deadline=None)
@given(st.data(), st.sampled_from(list(FORMULAS)))
def test_the_words_asked_with_are_never_answers(data, formula):
    n_words = data.draw(st.integers(1, 12))
    id = st.integers(0, n_words - 1)
    question = data.draw(st.tuples(id, id, id))
    numbers = st.floats(-2, 2, width=32)
    rows = data.draw(st.lists(st.tuples(numbers, numbers), min_size=n_words, max_size=n_words))
    ids, scores = answers(unit_rows(rows), [question], 20, formula)
    assert not set(ids[0].tolist()) & set(question)
    assert len(set(ids[0].tolist())) == ids.shape[1] == max(n_words - 3, 0)
    assert np.isfinite(scores).all()
    assert (np.diff(scores[0]) <= 0).all()


def test_unknown_words_and_formulas_are_named():
    with pytest.raises(UnknownWord, match="queen"):
        analogy(PLAIN, "man", "king", "quee")
    with pytest.raises(ConfigError, match="3cosadd, 3cosmul"):
        analogy(PLAIN, "man", "king", "woman", formula="pairdirection")


def test_a_true_parallelogram_lies_flat_and_meets_its_target():
    flat = parallelogram(PLAIN, ["man", "king", "woman", "queen"])
    assert flat.kept == pytest.approx(1.0)
    assert flat.parallel == pytest.approx(1.0)
    np.testing.assert_allclose(flat.target, flat.points[3], atol=1e-6)
    sides = flat.points[1] - flat.points[0], flat.points[3] - flat.points[2]
    np.testing.assert_allclose(*sides, atol=1e-6)
    # The plane keeps distances: |king - man| = sqrt(.8^2 + .8^2).
    assert np.linalg.norm(sides[0]) == pytest.approx(1.1314, abs=1e-4)


def test_a_plane_tells_what_it_hides():
    four = Embedding("abcd", [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    flat = parallelogram(four, "abcd")
    assert flat.kept == pytest.approx(2 / 3)  # three equal axes, two of them kept
    assert flat.parallel == pytest.approx(0.0, abs=1e-6)


def test_a_parallelogram_of_one_dimension_or_of_one_word_is_no_error():
    line = Embedding("abcd", [[1], [-1], [2], [-3]])
    assert parallelogram(line, "abcd").points.shape == (4, 2)
    assert parallelogram(PLAIN, ["man"] * 4).kept == 1.0


def test_arrows_without_length_have_no_cosine():
    assert parallelogram(PLAIN, ["man", "man", "woman", "queen"]).parallel is None
    assert parallelogram(PLAIN, ["man", "king", "woman", "woman"]).parallel is None
    assert parallelogram(PLAIN, ["man", "king", "king", "queen"]).parallel is not None
