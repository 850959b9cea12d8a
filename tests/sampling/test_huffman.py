"""The tree of words: a worked example, what every best code must obey, and brute force."""

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core.errors import ConfigError
from w2v_core.objectives.hierarchical_softmax import loss_and_gradients
from w2v_core.sampling.huffman import HuffmanTree

counts_of_words = st.lists(st.integers(1, 10**6), min_size=2, max_size=60)


def codes(tree):
    """The turns of each word, from the root down, as text of + and -."""
    words = range(len(tree.starts) - 1)
    return ["".join("+" if sign > 0 else "-" for sign in tree.path(word)[1]) for word in words]


def test_the_worked_example():
    # 1 + 2 = 3 (node 0), 3 + 3 = 6 (node 1), 5 + 6 = 11 (node 2, the root)
    tree = HuffmanTree.of([5, 3, 2, 1])
    assert tree.code_lengths.tolist() == [1, 2, 3, 3]
    assert codes(tree) == ["-", "+-", "+++", "++-"]
    assert [tree.path(word)[0].tolist() for word in range(4)] == [[2], [2, 1], [2, 1, 0], [2, 1, 0]]
    assert (tree.nodes.dtype, tree.signs.dtype) == (np.int32, np.float32)


def test_ties_go_to_the_node_made_first():
    even = HuffmanTree.of([1] * 8)
    assert even.code_lengths.tolist() == [3] * 8
    # 1 + 1 = 2 (node 0) ties with the word of 2, which came first: so they are joined next
    tree = HuffmanTree.of([2, 1, 1])
    assert tree.code_lengths.tolist() == [1, 2, 2]
    assert codes(tree) == ["-", "+-", "++"]
    assert codes(HuffmanTree.of([2, 1, 1])) == codes(tree)


def test_two_words_are_one_turn_apart_and_one_word_is_refused():
    assert codes(HuffmanTree.of([7, 7])) == ["-", "+"]
    with pytest.raises(ConfigError, match="at least 2"):
        HuffmanTree.of([7])


@given(counts_of_words)
def test_code_lengths_lie_within_a_bit_of_the_entropy(counts):
    p = np.array(counts) / sum(counts)
    entropy = -(p * np.log2(p)).sum()
    mean_length = p @ HuffmanTree.of(counts).code_lengths
    assert entropy - 1e-9 <= mean_length < entropy + 1


def test_the_entropy_is_reached_where_all_shares_are_halves_and_a_flat_code_misses_it():
    counts = [8, 4, 2, 1, 1]
    p = np.array(counts) / 16
    entropy = -(p * np.log2(p)).sum()
    assert p @ HuffmanTree.of(counts).code_lengths == entropy == 1.875
    flat = np.full(5, 3)  # three turns to each word
    assert p @ flat > entropy + 1


@given(counts_of_words)
def test_the_tree_is_full_and_no_path_begins_another(counts):
    tree = HuffmanTree.of(counts)
    assert sum(Fraction(1, 2 ** int(length)) for length in tree.code_lengths) == 1  # Kraft
    in_order = sorted(codes(tree))
    assert not any(b.startswith(a) for a, b in pairwise(in_order))
    assert set(tree.nodes) == set(range(len(counts) - 1))
    assert (tree.nodes[tree.starts[:-1]] == len(counts) - 2).all()  # all begin at the root


@given(counts_of_words)
def test_no_word_lies_deeper_than_a_rarer_one(counts):
    lengths = HuffmanTree.of(counts).code_lengths
    order = np.lexsort((-lengths, counts))
    pairs = pairwise(order)
    assert all(lengths[a] >= lengths[b] for a, b in pairs if counts[a] < counts[b])


def costs(weights: tuple[int, ...]) -> set[int]:
    """Turns to all occurrences of all words, for each order in which they could be joined."""
    if len(weights) == 1:
        return {0}
    found = set()
    for i, j in combinations(range(len(weights)), 2):
        joined = weights[i] + weights[j]
        others = tuple(w for at, w in enumerate(weights) if at not in (i, j))
        found |= {joined + cost for cost in costs((*others, joined))}
    return found


@settings(deadline=None)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=6))
def test_no_other_tree_is_better(counts):
    got = np.dot(counts, HuffmanTree.of(counts).code_lengths)
    assert got == min(costs(tuple(counts)))


def test_brute_force_knows_worse_trees():
    assert costs((5, 3, 2, 1)) >= {20, 22, 25}  # the best, the flat one, and a worse
    assert min(costs((5, 3, 2, 1))) == 20


@given(counts_of_words, st.integers(0, 99))
def test_the_words_probabilities_sum_to_one(counts, seed):
    rng = np.random.default_rng(seed)
    W_out, h = rng.normal(size=(len(counts) - 1, 3)), rng.normal(size=3)
    tree = HuffmanTree.of(counts)
    p = [np.exp(-loss_and_gradients(W_out, h, *tree.path(word))[0]) for word in range(len(counts))]
    assert sum(p) == pytest.approx(1, abs=1e-9)
    always_yes = [
        np.exp(-loss_and_gradients(W_out, h, tree.path(word)[0], np.ones(1))[0])
        for word in range(len(counts))
    ]
    assert abs(sum(always_yes) - 1) > 1e-6
