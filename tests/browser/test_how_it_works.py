"""How it works: the worked numbers stand on the pages, and keys step through them."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SECTION = "How it works"
LESSONS = (
    *("Lessons", "Counts", "Windows", "Objectives", "Noise", "Microscope"),
    *("Training in time", "Bridge"),
)
CELLS = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  const drawn = chart?._fullData?.[0]
  if (!drawn?.z) return null
  const names = chart.layout.xaxis.ticktext
  const found = {}
  drawn.text.forEach((row, i) => row.forEach((text, j) => {
    if (text && i <= j) found[`${names[i]} ${names[j]}`] = text
  }))
  return found
}"""
ONCE = ("all is", "all that", "ends that", "ends well", "glitters is", "glitters that",
        "gold not", "is not", "is well", "that well")  # fmt: skip
START, END = "&lt;START&gt;", "&lt;END&gt;"


def test_the_section_leads_to_each_of_its_pages(visitor):
    visitor.open()
    for name in LESSONS:
        visitor.page.get_by_text(SECTION, exact=True).click()
        visitor.page.get_by_role("menuitem", name=name).click()
        visitor.at(name)
        expect(visitor.page.get_by_role("alert")).to_have_count(0)


def test_the_worked_counts_stand_in_the_table(visitor):
    visitor.open("/counts")
    visitor.page.get_by_role("button", name="To the end").click()
    table = "Co-occurrence counts of 10 words after 28 pairs"
    visitor.page.wait_for_function(CELLS, arg=table)
    expected = dict.fromkeys(ONCE, "1")
    expected |= {f"{START} all": "2", f"{END} gold": "1", f"{END} well": "1"}
    assert visitor.page.evaluate(CELLS, table) == expected


def test_the_worked_windows_and_noise_are_read_on_their_pages(visitor):
    visitor.open("/windows")
    expect(visitor.page.get_by_text("9 words, 30 skip-gram pairs, 9 CBOW examples")).to_be_visible()
    expect(visitor.page.get_by_text("I, love, when, used → transformers")).to_be_visible()
    last = visitor.page.locator(".xtick text").filter(has_text="applications")
    expect(last).to_be_visible()
    visitor.open("/noise")
    told = visitor.cells("Counts, probabilities and draws")
    expect(told.filter(has_text="0.4007")).to_have_count(1)
    expect(told.filter(has_text="0.1199")).to_have_count(5)


def test_keys_step_and_the_numbers_come_back(visitor):
    visitor.open("/microscope?step=20")
    step = visitor.page.get_by_role("slider", name="Step")
    loss = visitor.page.get_by_test_id("stMetricValue").first
    says = visitor.page.get_by_text("Step 20 reads example")
    expect(says).to_be_visible()
    expect(step).to_have_value("20")
    first = loss.inner_text()
    visitor.page.keyboard.type("nnnnn")  # without waiting: the page is still being drawn
    expect(step).to_have_value("25")
    expect(visitor.page.get_by_text("Step 25 reads example")).to_be_visible()
    visitor.page.keyboard.type("bnbbbbb")
    expect(says).to_be_visible()
    expect(loss).to_have_text(first)
    expect(visitor.page).to_have_url(re.compile(r"[?&]step=20\b"))


def test_a_lesson_is_one_link_and_tells_what_was_found(visitor):
    visitor.open("/lessons?lesson=windows&step=3")
    expect(visitor.page.get_by_role("heading", name="One-hot rows")).to_be_visible()
    visitor.fill("How long is a one-hot row for your sentence?", "9")
    visitor.click("Run")
    expect(visitor.page.get_by_text("1 of 5 steps run, 1 as predicted")).to_be_visible()
    visitor.button("Next").click()
    expect(visitor.page.get_by_role("heading", name="Who moves in CBOW")).to_be_visible()
    expect(visitor.page).to_have_url(re.compile(r"[?&]step=4\b"))
