"""Why a word has no vector."""

import pytest

from w2v_core.query.missing import near_spellings, why_missing
from w2v_core.text.vocabulary import Vocabulary

LOWER = Vocabulary(("oil", "petroleum", "barrel", "benzene"), [50, 20, 5, 2])
MIXED = Vocabulary(("Oil", "US", "us", "tea"), [50, 20, 9, 1])


@pytest.mark.parametrize(
    ("word", "vocabulary", "lowercase", "reason", "part"),
    [
        ("benzene", LOWER, True, "rare", "2 times; with a min count of 5"),
        ("Benzene", LOWER, True, "rare", "2 times"),
        ("tea", MIXED, False, "rare", "once"),
        ("OIL", LOWER, True, "case", "“oil”"),
        ("oil", MIXED, False, "case", "“Oil”"),
        ("Us", MIXED, False, "case", "“US”"),  # the more frequent of two spellings
        ("gas", LOWER, True, "absent", "not in the text"),
        ("", LOWER, True, "absent", "not in the text"),
    ],
)
def test_the_reason_is_named(word, vocabulary, lowercase, reason, part):
    missing = why_missing(word, vocabulary, min_count=5, lowercase=lowercase)
    assert missing.reason == reason
    assert part in missing.sentence


def test_a_word_with_a_vector_is_not_missing():
    assert why_missing("barrel", LOWER, min_count=5, lowercase=True) is None
    assert why_missing("barrel", LOWER, min_count=6, lowercase=True).reason == "rare"


def test_near_spellings_are_words_of_the_run():
    assert why_missing("petrolium", LOWER, 5, True).near == ("petroleum",)
    assert why_missing("benzeen", LOWER, 5, True).near == ()
    assert near_spellings("barel", LOWER.words) == ("barrel",)
    assert near_spellings("zzz", LOWER.words) == ()
