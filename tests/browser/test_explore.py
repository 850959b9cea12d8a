"""Vectors that somebody brings are explored from the list of runs to the map and its lists."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.visitor import MAP

pytestmark = pytest.mark.browser

FILE = "brought.vec"
HOSTILE = "<img/src=x/onerror=alert(1)>"
DRAG = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  window.Plotly.relayout(chart, { dragmode: "select" })
  const box = chart.querySelector(".nsewdrag").getBoundingClientRect()
  return [box.x, box.y, box.width, box.height]
}"""
CELLS = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  return chart?._fullData?.[0]?.z?.length ?? 0
}"""


def vectors(n_words=60, dim=8):
    """Words in three groups, one of them a piece of HTML; as a file of text."""
    rng = np.random.default_rng(0)
    rows = np.repeat(np.eye(3, dim), n_words // 3, axis=0) + rng.normal(0, 0.2, (n_words, dim))
    words = [HOSTILE, *(f"word{n}" for n in range(1, n_words))]
    lines = (
        f"{word} " + " ".join(f"{x:.6f}" for x in row)
        for word, row in zip(words, rows, strict=True)
    )
    return f"{n_words} {dim}\n".encode() + "\n".join(lines).encode()


@pytest.fixture
def brought(visitor):
    """A visitor who has imported vectors; the id of their run."""
    visitor.open("/runs")
    visitor.button("Import vectors").click()
    file = {"name": FILE, "mimeType": "text/plain", "buffer": vectors()}
    visitor.page.locator("input[type=file]").set_input_files(file)
    expect(visitor.page.get_by_role("button", name=f"Remove {FILE}", exact=True)).to_be_visible()
    visitor.rest()
    visitor.page.get_by_role("button", name="Import", exact=True).click()
    expect(visitor.page.get_by_role("heading", name=FILE)).to_be_visible()
    visitor.page.wait_for_url(re.compile(r"[?&]run="))
    visitor.rest()
    return visitor.asked("run")


def test_brought_vectors_are_explored_and_nobody_else_sees_them(visitor, other, brought):
    visitor.click("Map")
    visitor.at("Map")
    visitor.wait_for_points(MAP, 60)
    left, top, width, height = visitor.page.evaluate(DRAG, MAP)
    visitor.page.mouse.move(left + 2, top + 2)
    visitor.page.mouse.down()
    visitor.page.mouse.move(left + width / 2, top + height / 2, steps=4)
    visitor.page.mouse.move(left + width - 3, top + height - 3, steps=4)
    visitor.page.mouse.up()
    expect(visitor.page.get_by_text("60 words marked")).to_be_visible()
    visitor.rest()
    visitor.click("Compare")
    visitor.at("Neighbours")
    visitor.page.wait_for_function(f"(alt) => ({CELLS})(alt) === 60", arg="Heat map: cosines of 60")
    expect(visitor.page.locator("img[src=x]")).to_have_count(0)
    other.open(f"/neighbours?run={brought}")
    expect(other.page.get_by_text("This run is not here")).to_be_visible()
    expect(other.page.get_by_text("word1", exact=True)).to_have_count(0)


def test_a_deleted_run_is_gone_from_the_map_until_it_is_undone(visitor, brought):
    visitor.button("Delete").click()
    visitor.page.get_by_role("button", name="Delete", exact=True).last.click()
    expect(visitor.button("Undo")).to_be_visible()
    expect(visitor.page.get_by_role("heading", name=FILE)).to_have_count(0)
    visitor.click("Undo")
    expect(visitor.page.get_by_role("heading", name=FILE)).to_be_visible()
    visitor.go("Neighbours")
    expect(visitor.page.get_by_role("region", name="Words nearest to")).to_be_visible()
