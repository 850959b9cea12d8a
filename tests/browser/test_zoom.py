"""What one zoomed to stays while the data change."""

import pytest

from tests.browser.visitor import CURVE, MAP

pytestmark = pytest.mark.browser

SCALE = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  return JSON.stringify(chart._fullData[0].marker.colorscale)
}"""
RANGE = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  const ends = [...chart.layout.xaxis.range, ...chart.layout.yaxis.range]
  return ends.map((end) => Number(end.toPrecision(6)))
}"""


def zoomed(visitor, alt):
    """Zoom in with the keyboard, as one can on each chart; the view then, which is another one."""
    whole = visitor.page.evaluate(RANGE, alt)
    chart = visitor.page.get_by_role("figure", name=alt)
    for key in ("+", "+", "ArrowLeft"):
        chart.press(key)
    view = visitor.page.evaluate(RANGE, alt)
    assert view != whole
    return view


def test_the_loss_chart_keeps_its_zoom_while_points_come(trainer):
    trainer.start_training()
    points = trainer.wait_for_points(CURVE, 3)
    view = zoomed(trainer, CURVE)
    trainer.wait_for_points(CURVE, points + 4)
    assert trainer.page.evaluate(RANGE, CURVE) == view
    trainer.stop_training()
    assert trainer.page.evaluate(RANGE, CURVE) == view


def test_the_map_keeps_its_zoom_while_its_colours_change(visitor):
    visitor.open()
    visitor.button("Train on the toy world").click()
    visitor.at("Map")
    visitor.wait_for_points(MAP, 1)
    view = zoomed(visitor, MAP)
    coloured = visitor.page.evaluate(SCALE, MAP)
    visitor.choose("Frequency")
    visitor.page.wait_for_function(f"([alt, old]) => ({SCALE})(alt) !== old", arg=[MAP, coloured])
    left, right, low, high = visitor.page.evaluate(RANGE, MAP)
    assert [left, right] == view[:2]
    # A scale of colours takes room from the map, so its height changes, but not its middle.
    assert (low + high) / 2 == pytest.approx(sum(view[2:]) / 2, abs=1e-4)
