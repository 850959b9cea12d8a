"""Search as you type, against a plain loop over all words."""

from hypothesis import given
from hypothesis import strategies as st

from w2v_core.query.search import WordSearch, search_words


def by_loop(words, text, limit):
    """What a search should find, the slow way: kind of hit first, then frequency."""

    def kind(word):
        folded, piece = word.casefold(), text.strip().casefold()
        if folded == piece:
            return 0 if word == text.strip() else 1
        return 2 if folded.startswith(piece) else 3 if piece in folded else None

    hits = [(kind(word), id) for id, word in enumerate(words) if kind(word) is not None]
    return [words[id] for _, id in sorted(hits)[:limit]]


@given(
    words=st.lists(st.text("abABß", min_size=1, max_size=5), max_size=30, unique=True),
    text=st.text("abABß", min_size=1, max_size=3),
    limit=st.integers(1, 10),
)
def test_finds_what_the_loop_finds(words, text, limit):
    assert search_words(words, text, limit) == by_loop(words, text, limit)


def test_equal_then_beginning_then_inside():
    words = ["soil", "oily", "Oil", "oil", "boiling", "tea"]
    assert search_words(words, "oil") == ["oil", "Oil", "oily", "soil", "boiling"]
    assert search_words(words, "OIL", limit=2) == ["Oil", "oil"]


def test_no_text_shows_the_first_words_and_no_hit_none():
    search = WordSearch(["a", "b", "c"])
    assert search.find("  ", limit=2) == ["a", "b"]
    assert search.find("zz") == []
    assert search.find_ids("c") == [2]
    assert WordSearch([]).find("a") == []


def test_characters_that_mean_something_elsewhere_are_plain_here():
    words = ["a.b", "axb", "[x]", "c\nd"]
    assert search_words(words, ".") == ["a.b"]
    assert search_words(words, "[") == ["[x]"]
    assert search_words(words, "d") == ["c\nd"]
    assert search_words(words, "b\na") == []


def test_a_limit_is_kept_in_a_large_vocabulary():
    words = [f"word{i}" for i in range(20_000)]
    assert search_words(words, "ord", limit=50) == words[:50]
    assert search_words(words, "d19999") == ["word19999"]
