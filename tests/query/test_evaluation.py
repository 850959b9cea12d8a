"""Test sets: how files are read, what is refused, and scores worked out by hand."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, TextError, W2VError
from w2v_core.query import question_files
from w2v_core.query.evaluation import score_analogies
from w2v_core.query.question_files import (
    AnalogySet,
    Section,
    from_relations,
    read_analogies,
    read_similarity,
)
from w2v_core.query.similarity import score_similarity, spearman
from w2v_core.text.toy_world import RELATIONS

# man : king = woman : queen holds exactly; tea stands opposite.
PLAIN = Embedding(
    ["man", "woman", "king", "queen", "tea"],
    [[0.6, 0, 0.8], [-0.6, 0, 0.8], [0.6, 0.8, 0], [-0.6, 0.8, 0], [0, -1, 0]],
)
QUESTIONS = """: family
man king woman queen
man king woman tea
man king woman zebra
: gram1-made-up
king man queen woman
: gram2-unknown
walk walks run runs
"""

SIMILARITY_FILES = {
    "tabs": "tiger\tcat\t7.35\nlove\tsex\t6.77\n",
    "blanks": "tiger cat   7.35\nlove sex 6.77",
    "commas": "tiger,cat,7.35\r\nlove, sex, 6.77",
    "semicolons and decimal commas": "tiger;cat;7,35\nlove;sex;6,77",
    "tabs and decimal commas": "tiger\tcat\t7,35\nlove\tsex\t6,77",
    "header": "Word 1\tWord 2\tHuman (mean)\ntiger\tcat\t7.35\nlove\tsex\t6.77",
    "quoted header": '"word1","word2","score"\n"tiger","cat",7.35\n"love","sex",6.77',
    "comments": "# made by hand\n\n// twice\ntiger cat 7.35\n  \nlove sex 6.77",
    "further columns": "word1\tword2\tPOS\tSimLex999\tconc\ntiger\tcat\tN\t7.35\t5\n"
    "love\tsex\tN\t6.77\t1",
    "further columns after commas": "tiger,cat,7.35,4,5\nlove,sex,6.77,3,1",
}
BAD_SIMILARITY = {
    "one column": ("tiger\ncat\n", "a.txt, line 1: “tiger” came where two words and a number"),
    "two columns": ("tiger cat 7\nlove sex\n", "line 2: “love sex” came"),
    "no number": ("tiger cat 7\nlove sex much\n", "line 2: “love sex much”"),
    "two headers": ("w1 w2 score\nw1 w2 score\ntiger cat 7", "line 2"),
    "not finite": ("tiger cat 7\nlove sex nan", "line 2"),
    "analogies": (": family\nhe she king queen", "line 1: “: family”"),
    "comments only": ("# nothing\n", "holds no pairs of words with a number"),
    "decimal comma between commas": ("car,auto,7,35", "“car,auto,7,35” came where one number with"),
    "the same, further columns": ("tiger cat 7\ncar,auto,N,7,35", "line 2: “car,auto,N,7,35”"),
    "the same, quoted": ('"car","auto","7,35"', "with a decimal point, such as “tiger,cat,7.35”"),
    "numbered lines": ("1\tcar\tauto\t7.35", "came where two words first and then a number"),
    "numbered, blanks": ("no w1 w2 score\n1 car auto 7.35", "line 2: “1 car auto 7.35” came"),
}
BAD_ANALOGIES = {
    "three words": (": family\nhe she king\n", "line 2: “he she king” came where four words"),
    "five words": ("he she king queen tea", "line 1"),
    "similarity": ("tiger\tcat\t7.35", "line 1: “tiger cat 7.35” came"),
    "headings only": (": a\n: b\n", "holds no questions of four words"),
}


@pytest.mark.parametrize("text", SIMILARITY_FILES.values(), ids=SIMILARITY_FILES.keys())
def test_every_shape_of_similarity_file_gives_the_same_pairs(text):
    found = read_similarity(text.replace("\r\n", "\n"), "a.txt")
    assert found.pairs == (("tiger", "cat", 7.35), ("love", "sex", 6.77))


@pytest.mark.parametrize(("text", "says"), BAD_SIMILARITY.values(), ids=BAD_SIMILARITY.keys())
def test_a_bad_similarity_file_gets_one_sentence(text, says):
    with pytest.raises(TextError) as error:
        read_similarity(text, "/tmp/a.txt")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("text", "says"), BAD_ANALOGIES.values(), ids=BAD_ANALOGIES.keys())
def test_a_bad_analogy_file_gets_one_sentence(text, says):
    with pytest.raises(TextError) as error:
        read_analogies(text, "a.txt")
    assert says in str(error.value)


def test_sections_are_kept_in_order_and_questions_without_one_get_a_name():
    found = read_analogies("a b c d\n:x\ne f g h\n: \ni\tj k  l\n:x\nm n o p", "b.txt")
    assert found.sections == (
        Section("questions", (("a", "b", "c", "d"), ("i", "j", "k", "l"))),
        Section("x", (("e", "f", "g", "h"), ("m", "n", "o", "p"))),
    )


def test_what_a_message_quotes_is_short_and_cannot_steer_a_terminal():
    with pytest.raises(TextError) as error:
        read_similarity("\x1b[31m" + "x" * 10_000, "\u202eevil\n.txt")
    assert len(str(error.value)) < 250
    assert not {"\x1b", "\n", "\u202e"} & set(str(error.value))


def test_files_that_are_no_test_sets_are_refused_by_their_size(monkeypatch):
    monkeypatch.setattr(question_files, "MOST_ITEMS", 2)
    with pytest.raises(TextError, match="more than 2 lines"):
        read_similarity("a b 1\n" * 3, "a.txt")
    with pytest.raises(TextError, match="more than 2 lines"):
        read_analogies("a b c d\n" * 3, "a.txt")
    monkeypatch.setattr(question_files, "MOST_CHARACTERS", 10)
    with pytest.raises(TextError, match="test sets are small"):
        read_analogies("a b c d\n" * 2, "a.txt")


@given(st.text(max_size=60), st.sampled_from([read_similarity, read_analogies]))
def test_no_text_breaks_a_reader(text, read):
    try:
        read(text, "a.txt")
    except W2VError as error:
        assert str(error).endswith(".")


def test_spearman_with_ties_by_hand():
    # Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: deviations -1.5, 0, 0, 1.5 and -1.5, .5, -.5, 1.5;
    # 4.5 / sqrt(4.5 * 5) = .9487. Without shared ranks it would be 1 or .8.
    assert spearman([1, 5, 5, 9], [10, 30, 20, 40]) == pytest.approx(0.9487, abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=30))
def test_spearman_is_that_of_scipy(pairs):
    first, second = zip(*pairs, strict=True)
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert spearman(first, second) is None
    else:
        assert spearman(first, second) == pytest.approx(spearmanr(first, second)[0], abs=1e-9)


def test_spearman_of_next_to_nothing_is_not_defined():
    assert spearman([], []) is None
    assert spearman([1], [2]) is None


def test_similarity_ranks_pairs_and_counts_what_it_skips():
    # Cosines: man-woman .28, king-queen .28, man-king .36, man-tea 0.
    text = "man woman 5\nking queen 5\nMan King 9\nman tea 1\nman zebra 9\nyak gnu 1"
    result = score_similarity(PLAIN, read_similarity(text, "a.txt"))
    assert (result.pairs, result.used) == (6, 4)
    assert result.coverage == pytest.approx(4 / 6)
    assert result.spearman == pytest.approx(1.0)
    turned = score_similarity(PLAIN, read_similarity("man king 1\nman tea 2", "a.txt"))
    assert turned.spearman == pytest.approx(-1.0)


def test_without_a_known_pair_there_is_no_correlation():
    result = score_similarity(PLAIN, read_similarity("yak gnu 1\nman gnu 3", "a.txt"))
    assert (result.used, result.spearman) == (0, None)


def test_accuracy_by_section_and_kind_by_hand():
    told = []
    result = score_analogies(
        PLAIN, read_analogies(QUESTIONS, "q.txt"), told=lambda *shares: told.append(shares)
    )
    assert [(s.name, s.kind, s.questions, s.used) for s in result.sections] == [
        ("family", "semantic", 3, 2),
        ("gram1-made-up", "syntactic", 1, 1),
        ("gram2-unknown", "syntactic", 1, 0),
    ]
    assert [dict(s.correct) for s in result.sections] == [
        {"3cosadd": 1, "3cosmul": 1},
        {"3cosadd": 1, "3cosmul": 1},
        {"3cosadd": 0, "3cosmul": 0},
    ]
    assert [(s.name, s.questions, s.used) for s in result.totals] == [
        ("semantic", 3, 2), ("syntactic", 2, 1), ("total", 5, 3),
    ]  # fmt: skip
    assert result.sections[0].accuracy("3cosadd") == 0.5
    assert result.sections[2].accuracy("3cosadd") is None
    assert result.total.accuracy("3cosmul") == pytest.approx(2 / 3)
    assert result.total.coverage == pytest.approx(3 / 5)
    assert told[-1] == (3, 3)


def test_without_a_section_of_grammar_no_kind_is_claimed():
    asked = read_analogies(": family\nman king woman queen\n: verbs\nking man queen woman", "q.txt")
    result = score_analogies(PLAIN, asked)
    assert [score.kind for score in result.sections] == ["", ""]
    assert [score.name for score in result.totals] == ["total"]


def test_the_formulas_are_counted_apart():
    # As in test_analogies: the sum answers "near", the product "away".
    torn = Embedding(
        ["a", "b", "c", "near", "away"],
        [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-0.6, 0.64, 0.48], [-1, 0, 0]],
    )
    asked = AnalogySet("t", (Section("s", (("a", "b", "c", "near"), ("a", "b", "c", "away"))),))
    right = score_analogies(torn, asked).total.correct
    assert dict(right) == {"3cosadd": 1, "3cosmul": 1}
    only = AnalogySet("t", (Section("s", (("a", "b", "c", "near"),)),))
    assert dict(score_analogies(torn, only).total.correct) == {"3cosadd": 1, "3cosmul": 0}


def test_only_the_most_frequent_words_ask_and_answer():
    asked = read_analogies("man king woman queen\nman king woman tea", "q.txt")
    assert score_analogies(PLAIN, asked, top=4).total.used == 1
    assert score_analogies(PLAIN, asked, top=3).total.used == 0
    assert score_analogies(PLAIN, asked, top=3).top == 3
    assert score_analogies(PLAIN, asked).top == 5
    with pytest.raises(ConfigError, match="top is 0"):
        score_analogies(PLAIN, asked, top=0)


def test_questions_are_lower_cased_only_where_the_run_has_no_capitals():
    asked = read_analogies("Man KING woman queen", "q.txt")
    assert score_analogies(PLAIN, asked).total.used == 1
    capitals = Embedding([*PLAIN.words[:4], "Tea"], PLAIN.W_in)
    assert score_analogies(capitals, asked).total.used == 0


def test_a_listener_can_end_it():
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_analogies(PLAIN, read_analogies(QUESTIONS, "q.txt"), told=stop)


def test_results_are_plain_json():
    asked = read_analogies(QUESTIONS, "q.txt")
    told = json.loads(json.dumps(score_analogies(PLAIN, asked).to_dict()))
    assert told["totals"][-1] == {
        "name": "total", "kind": "", "questions": 5, "used": 3, "coverage": 0.6,
        "accuracy": {"3cosadd": pytest.approx(2 / 3), "3cosmul": pytest.approx(2 / 3)},
    }  # fmt: skip
    pairs = score_similarity(PLAIN, read_similarity("man king 1", "a.txt")).to_dict()
    assert pairs == {"name": "a.txt", "pairs": 1, "used": 1, "spearman": None, "coverage": 1.0}


def test_relations_make_every_question_of_two_pairs():
    asked = from_relations("Toy world", RELATIONS)
    assert [section.name for section in asked.sections] == list(RELATIONS)
    for section, pairs in zip(asked.sections, RELATIONS.values(), strict=True):
        assert len(section.questions) == len(set(section.questions)) == len(pairs) ** 2 - len(pairs)
    assert ("man", "woman", "king", "queen") in asked.sections[0].questions


def test_planted_offsets_are_found_and_random_vectors_find_nothing():
    rng = np.random.default_rng(2)
    firsts = [pair for pairs in RELATIONS.values() for pair in pairs]
    words = [word for pair in firsts for word in pair]
    bases, sides = rng.standard_normal((len(firsts), 1, 60)), {}
    for relation in RELATIONS:
        sides[relation] = rng.standard_normal(60)
    offsets = [sides[r] for r, pairs in RELATIONS.items() for _ in pairs]
    planted = np.concatenate([bases, bases + np.array(offsets)[:, None]], axis=1).reshape(-1, 60)
    asked = from_relations("Toy world", RELATIONS)
    assert score_analogies(Embedding(words, planted), asked).total.accuracy("3cosadd") > 0.95
    chance = rng.standard_normal(planted.shape)
    assert score_analogies(Embedding(words, chance), asked).total.accuracy("3cosadd") < 0.1
