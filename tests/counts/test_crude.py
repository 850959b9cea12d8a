"""The textbook picture of oil words, where it holds and where it does not.

On news of crude oil alone, raw counts, two dimensions and rows of unit length, oil words lie close
together. Leave out the scaling, or take all news, and they are no closer than chance. Wants the
folder of real texts that W2V_BENCH_DATA names.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.counts import crude as crude_news
from tests.counts.crude import OIL, corpus_of, plane
from w2v_core.linear.nearest import unit_rows

DATA = Path(os.environ.get("W2V_BENCH_DATA") or "no data")
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(
        not (DATA / crude_news.NEWS).is_file(), reason="no data: W2V_BENCH_DATA names no folder"
    ),
]
RANKS = 20  # a word of like frequency is at most so many ranks away
GROUPS = 6_000


@pytest.fixture(scope="module")
def texts():
    return crude_news.read(DATA)


@pytest.fixture(scope="module")
def news(texts):
    return texts[0]


@pytest.fixture(scope="module")
def crude(texts):
    return texts[1]


def apart(groups):
    """Mean pairwise distance (G,) of groups of points (G, n, 2)."""
    first, second = np.triu_indices(groups.shape[1], 1)
    return np.linalg.norm(groups[:, first] - groups[:, second], axis=-1).mean(axis=-1)


def told(points, corpus):
    """Distance within the oil words, to random words, and share of groups that are as tight.

    Random words occur at least 5 times. The groups are of as many words, each of like frequency.
    """
    ids = np.array([corpus.vocabulary.ids[word] for word in OIL])
    frequent = points[corpus.vocabulary.counts >= 5]
    within = apart(points[None, ids])[0]
    to_random = np.linalg.norm(points[ids][:, None] - frequent, axis=-1).mean()
    shifts = np.random.default_rng(0).integers(-RANKS, RANKS + 1, (GROUPS, len(ids)))
    groups = [g for g in np.maximum(ids + shifts, 0) if len({*g, *ids}) == 2 * len(ids)]
    return within, to_random, (apart(points[np.array(groups)]) <= within).mean()


def test_there_are_578_documents_about_crude_oil(news, crude):
    assert len(crude) == 578
    assert len(news) > 10_000


@pytest.mark.parametrize(("window", "near", "far"), [(4, 0.14, 0.26), (5, 0.11, 0.23)])
def test_on_crude_alone_and_scaled_the_oil_words_lie_together(crude, window, near, far):
    corpus = corpus_of(crude)
    within, to_random, as_tight = told(unit_rows(plane(corpus, window)), corpus)
    assert within == pytest.approx(near, abs=0.01)
    assert to_random == pytest.approx(far, abs=0.01)
    assert as_tight == pytest.approx(0.03, abs=0.01)


def test_without_the_scaling_they_are_no_closer_than_chance(crude):
    corpus = corpus_of(crude)
    within, to_random, as_tight = told(plane(corpus, 4), corpus)
    assert within > to_random
    assert as_tight > 0.2


def test_on_all_news_they_are_no_closer_than_chance(news):
    corpus = corpus_of(news)
    points = plane(corpus, 4)
    within, to_random, as_tight = told(points, corpus)
    assert within == pytest.approx(660, abs=10)
    assert within > to_random
    assert as_tight > 0.2
    assert told(unit_rows(points), corpus)[2] > 0.2
