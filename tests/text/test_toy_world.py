"""The toy world: what was planted is there, often enough and in its company."""

from collections import Counter
from functools import cache

import pytest

from w2v_core.text.toy_words import THEMES
from w2v_core.text.toy_world import GROUPS, RELATIONS, toy_world


@cache
def lines(seed=1, n_words=300_000):
    return toy_world(n_words, seed).splitlines()


@cache
def counts():
    return Counter(word for line in lines() for word in line.split())


@cache
def companies():
    """For each planted word, how often each word stands in a line with it."""
    planted = {word for group in GROUPS.values() for word in group}
    found = {word: Counter() for word in planted}
    for line in lines():
        words = line.split()
        for word in planted.intersection(words):
            found[word].update(words)
    return found


def together(word, other):
    return companies()[word][other]


def test_it_has_the_size_asked_for():
    assert 300_000 <= sum(counts().values()) < 300_010
    assert 250 <= len(counts()) <= 400


def test_every_word_comes_often_enough_to_be_learned():
    assert min(counts().values()) >= 100
    assert min(counts()[word] for words in GROUPS.values() for word in words) >= 300


def test_groups_and_relations_hold_the_same_words():
    assert [set(group) for group in GROUPS.values()] == [
        {word for pair in pairs for word in pair} for pairs in RELATIONS.values()
    ]
    planted = [word for group in GROUPS.values() for word in group]
    assert len(planted) == len(set(planted))
    assert {len(pairs) for pairs in RELATIONS.values()} == {12, 16}


def test_what_only_a_pair_has_keeps_company_with_both_and_with_nobody_else():
    for theme in THEMES:
        for first, second, *things in theme.pairs:
            for thing in things:
                owners = {word for word in companies() if together(word, thing)}
                assert owners == {first, second}
                assert min(together(word, thing) for word in owners) >= 20


@pytest.mark.parametrize(
    ("relation", "first_side", "second_side"),
    [
        ("man to woman", "beard", "gown"),
        ("country to capital", "flag", "mayor"),
        ("animal to young", "grown", "newborn"),
        ("trade to tool", "apprentice", "shelf"),
    ],
)
def test_each_side_has_company_of_its_own(relation, first_side, second_side):
    for first, second in RELATIONS[relation]:
        assert together(first, first_side) > 0 < together(second, second_side)
        assert together(second, first_side) == 0 == together(first, second_side)


def test_words_of_different_themes_never_meet():
    planted = set(companies())
    for group in GROUPS.values():
        strangers = planted - set(group)
        assert not any(companies()[word].keys() & strangers for word in group)


def test_the_seed_decides():
    assert toy_world(2_000, seed=1) == toy_world(2_000, seed=1)
    assert toy_world(2_000, seed=1) != toy_world(2_000, seed=2)


def test_lines_are_plain_lower_case_sentences():
    text = toy_world(5_000)
    assert text == text.lower()
    assert text.replace(" ", "").replace("\n", "").isalpha()
    assert text.endswith("\n")
