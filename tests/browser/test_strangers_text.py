"""Words of a stranger's text are shown as they are; no page asks another host for anything.

That nothing was asked of another host, that no error came up and that no script of the text ran is
checked for every visitor, at the end of each test.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import MAP, PAGES

pytestmark = pytest.mark.browser

WORDS = (
    "<img/src=x/onerror=alert(1)>",
    "![i](http://tracker.example/x.png)",
    "[a](javascript:alert(1))",
    "=1+1",
    "$x^2$",
    ":material/home:",
    "**bold**",
    "<b>oil</b>",
    "http://tracker.example/page",
    "\u202etxt.exe",
    "a\u2066b\u2069",
)
TURNS = "[\u202a-\u202e\u2066-\u2069]"  # what turns the direction of writing
LESSONS = ("counts", "windows", "objectives", "noise", "microscope")
# Whether a heading reads just so; joiners that nobody sees may stand within it.
HEADED = """(word) => [...document.querySelectorAll("h3, h4")].some(
  (heading) => heading.innerText.replaceAll("\\u2060", "").trim() === word
)"""
FILE = "![n](http:__tracker.example_n.png).txt"


@pytest.fixture
def guest(visitor):
    """Somebody who trained on hostile words, each as frequent as any other."""
    visitor.open("/corpus")
    visitor.page.get_by_text("How the text becomes words").click()
    visitor.pick("What is a word", "Between spaces")
    visitor.page.get_by_text("Lower case", exact=True).click()
    visitor.rest()
    lines = "".join(f"{word} {other}\n" for word in WORDS for other in WORDS if word != other)
    visitor.upload(FILE, lines.encode() * 20)
    expect(visitor.button("Train on this text")).to_be_visible()
    visitor.click("Train on this text")
    visitor.fill("Epochs", "5")
    visitor.click("Start training")
    expect(visitor.badge("Done")).to_be_visible()
    return visitor


def harmless(visitor):
    """Nothing of the text has become an element of the page, and nothing turns its writing."""
    main = visitor.page.get_by_test_id("stMain")
    expect(main.locator("img[src^=http], img[src=x], a[href*=tracker]")).to_have_count(0)
    expect(main.get_by_text("met a defect")).to_have_count(0)
    labels = main.locator("h1, h2, h3, h4, button, label, a, [role=alert]")
    expect(labels.filter(has_text=re.compile(TURNS))).to_have_count(0)


def test_hostile_words_are_shown_as_text_on_every_page(guest, other):
    for name in PAGES:
        guest.go(name)
        harmless(guest)
    for page in (*LESSONS, "yours"):
        guest.open(f"/{page}")
        harmless(guest)
    guest.go("Map")
    assert guest.wait_for_points(MAP, len(WORDS)) == len(WORDS)
    run = guest.asked("run")
    guest.fill("Find a word", "tracker.example/x")
    guest.page.wait_for_function(HEADED, arg=WORDS[1])
    guest.go("Neighbours")
    guest.fill("Find a word", "**bold**")
    guest.page.wait_for_function(HEADED, arg="**bold**")
    guest.go("Runs")
    guest.page.get_by_role("button", name="Publish").click()
    guest.page.get_by_role("button", name="Publish it").click()
    expect(guest.page.get_by_role("button", name="Take it back")).to_be_visible()
    other.open(f"/map?run={run}")
    assert other.wait_for_points(MAP, len(WORDS)) == len(WORDS)
    harmless(other)
    other.go("Runs")
    expect(other.page.get_by_text("n.png")).to_have_count(0)


def test_every_page_stands_with_nothing_chosen_yet(visitor):
    visitor.open()
    for name in PAGES:
        visitor.go(name)
        expect(visitor.page.get_by_test_id("stMain").get_by_role("button").first).to_be_visible()
        expect(visitor.page.get_by_role("alert")).to_have_count(0)


def test_an_address_opened_directly_stands_in_its_frame(visitor):
    for name in PAGES[1:]:
        visitor.open(f"/{name.lower().replace('-', '')}")
        expect(visitor.page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        expect(visitor.page.get_by_test_id("stTopNavLink")).to_have_count(len(PAGES))
        expect(visitor.page.get_by_test_id("stSidebarNavLink")).to_have_count(0)
