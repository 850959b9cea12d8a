"""Files that are no text: one sentence, and what was there before stays."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

GOOD = ("good.txt", b"the ship left the harbour\nthe storm tore the sail\n" * 50)
BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\n", "holds only blanks"),
    "binary": (bytes(range(256)) * 40, "is not a text file"),
    "one word": (b"word word word\n" * 9, "two"),
}


def test_each_bad_file_is_one_sentence_and_the_earlier_text_stays(visitor):
    visitor.open()
    visitor.upload(*GOOD)
    expect(visitor.button("Train on this text")).to_be_visible()
    good = visitor.asked("corpus")
    for name, (data, says) in BAD.items():
        visitor.open("/corpus")
        visitor.upload(f"{name}.txt", data)
        alert = visitor.page.get_by_role("alert").filter(has_text=says)
        expect(alert).to_be_visible()
        expect(alert).not_to_contain_text("Traceback")
        visitor.open("/corpus")
        expect(visitor.page.get_by_text("Your texts (1)")).to_be_visible()
        expect(visitor.button("Train on this text")).to_be_visible()
        assert visitor.asked("corpus") == good


def test_min_count_that_leaves_nothing_is_said_before_the_start(visitor):
    visitor.open()
    visitor.upload(*GOOD)
    visitor.click("Train on this text")
    expect(visitor.button("Start training")).to_be_enabled()
    visitor.fill("Min count", "9999")
    alert = visitor.page.get_by_role("alert").filter(has_text="9,999")
    expect(alert).to_be_visible()
    expect(visitor.button("Start training")).to_be_disabled()
    visitor.fill("Min count", "5")
    expect(alert).to_have_count(0)
    expect(visitor.button("Start training")).to_be_enabled()


def test_latin_1_is_read_and_the_guess_is_told(visitor):
    visitor.open()
    visitor.upload("brief.txt", "die Straße führt über die Brücke\n".encode("latin-1") * 30)
    expect(visitor.page.get_by_text("it was read as Windows")).to_be_visible()
    expect(visitor.button("Train on this text")).to_be_visible()
    expect(visitor.page.get_by_role("alert")).to_have_count(0)
