import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.shared.text import LONGEST, label, plain, visible


def test_html_is_shown_as_written():
    assert label("<img src=x onerror=alert(1)>") == "&lt;img src=x onerror=alert(1)&gt;"
    assert label("""o'clock "x" """) == """o'clock "x" """


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200f", "\x07", "\x9b", "\u2028", "\ud800"]
)
def test_marks_nobody_sees_are_left_out(hidden):
    assert visible(f"oil{hidden}lio") == "oillio"


def test_a_word_of_nothing_visible_still_shows_something():
    assert visible("\u202e\x00") == "\ufffd"


def test_a_long_word_is_cut():
    assert len(visible("x" * 200)) == LONGEST
    assert visible("x" * 200).endswith("…")


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("![i](http://t.example/x.png)", "\\!\\[i\\]\\(http:\u2060//\u2060t\\.example/x\\.png\\)"),
        (":material/home:", ":\u2060material/home:\u2060"),
        ("$x^2$", "\\$x\\^2\\$"),
        ("a@b", "a@\u2060b"),
    ],
)
def test_markdown_of_a_word_is_disarmed(word, shown):
    assert plain(word) == shown


@given(st.text(max_size=80))
def test_escaping_loses_nothing_that_is_visible(word):
    bare = plain(word).replace("\u2060", "")
    unescaped = "".join(c for i, c in enumerate(bare) if not _escapes(bare, i))
    assert unescaped == visible(word).replace("\u2060", "")


def _escapes(text, i):
    """Whether the backslash at i escapes what follows it."""
    run = len(text[: i + 1]) - len(text[: i + 1].rstrip("\\"))
    return text[i] == "\\" and run % 2 == 1
