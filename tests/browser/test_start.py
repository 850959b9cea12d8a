"""Start: one click, and the toy world stands there as a map."""

import pytest
from playwright.sync_api import expect

from w2v_core.text.toy_world import GROUPS

pytestmark = pytest.mark.browser

LEGEND = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  return [...new Set(chart.data.map((trace) => trace.name))].filter(Boolean)
}"""
COLOURS = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  const trace = chart._fullData[0]
  return [...new Set(Array.from(trace.marker.color))].length
}"""


def test_one_click_leads_to_a_map_of_the_planted_groups(visitor):
    visitor.open()
    visitor.button("Train on the toy world").click()
    expect(visitor.page.get_by_role("heading", name="Map", exact=True)).to_be_visible()
    planted = sum(map(len, GROUPS.values()))
    assert visitor.wait_for_points("Map of", planted) >= planted
    names = visitor.page.evaluate(LEGEND, "Map of")
    assert {name.capitalize() for name in GROUPS} <= set(names)
    assert visitor.page.evaluate(COLOURS, "Map of") >= len(GROUPS)
    expect(visitor.page.get_by_text("The training failed")).to_have_count(0)
    assert visitor.asked("run")

    visitor.go("Start")  # the way begins anew; it does not lead back to the map by itself
    expect(visitor.button("Train on the toy world")).to_be_visible()
    expect(visitor.page.get_by_text("Where you left off")).to_be_visible()
