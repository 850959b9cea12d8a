"""Each trouble is found where it was made, and nothing is said of healthy vectors."""

import numpy as np
import pytest

from w2v_core.embedding import Embedding
from w2v_core.query.alarms import alarms

V, D = 400, 20
COUNTS = np.arange(V, 0, -1) + 20


def made(change=lambda vectors: None, counts=COUNTS):
    vectors = np.random.default_rng(1).standard_normal((V, D))
    change(vectors)
    return Embedding([f"w{n}" for n in range(V)], vectors, counts=counts)


def collapse(vectors):
    vectors += 8


def crowd(vectors):
    vectors[:] = np.abs(vectors)
    vectors[:3] = 1 + 0.01 * vectors[:3]


def sort_by_count(vectors):
    vectors[:, 0] = np.linspace(-9, 9, V)


def kill(vectors):
    vectors[7], vectors[9] = 0, vectors[9] / 1_000


def names(embedding):
    return [alarm.name for alarm in alarms(embedding)]


def test_healthy_vectors_are_left_alone():
    assert names(made()) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (collapse, "Collapsed vectors"),
        (crowd, "Hubs"),
        (sort_by_count, "The first axis is frequency"),
        (kill, "Dead vectors"),
    ],
)
def test_each_trouble_is_named_with_its_remedy(change, name):
    found = next(alarm for alarm in alarms(made(change)) if alarm.name == name)
    assert found.says.endswith(".")
    assert found.remedy.endswith(".")


def test_the_words_concerned_are_named():
    dead = next(alarm for alarm in alarms(made(kill)) if alarm.name == "Dead vectors")
    assert dead.words == ("w7", "w9")
    hubs = next(alarm for alarm in alarms(made(crowd)) if alarm.name == "Hubs")
    assert set(hubs.words[:3]) == {"w0", "w1", "w2"}


def test_rare_words_are_told():
    counts = np.where(np.arange(V) < 100, 50, 5)
    assert names(made(counts=counts)) == ["Too few occurrences"]


def test_without_counts_and_with_few_words_it_says_what_it_can():
    assert "Dead vectors" in names(made(kill, counts=None))
    assert alarms(Embedding(["a", "b"], np.zeros((2, 2)))) == []
