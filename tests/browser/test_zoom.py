"""What one zoomed to stays while the data change."""

import pytest

from tests.browser.visitor import CURVE, MAP

pytestmark = pytest.mark.browser

ZOOM = """([alt, low, high]) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  return Plotly.relayout(chart, {"xaxis.range": [low, high]}).then(() => true)
}"""
SCALE = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  return JSON.stringify(chart._fullData[0].marker.colorscale)
}"""
RANGE = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  return chart.layout.xaxis.range.map((end) => Number(end.toPrecision(6)))
}"""


def test_the_loss_chart_keeps_its_zoom_while_points_come(trainer):
    trainer.start_training()
    points = trainer.wait_for_points(CURVE, 3)
    trainer.page.evaluate(ZOOM, [CURVE, 100, 5000])
    trainer.wait_for_points(CURVE, points + 4)
    assert trainer.page.evaluate(RANGE, CURVE) == [100, 5000]
    trainer.stop_training()
    assert trainer.page.evaluate(RANGE, CURVE) == [100, 5000]


def test_the_map_keeps_its_zoom_while_its_colours_change(visitor):
    visitor.open()
    visitor.button("Train on the toy world").click()
    visitor.wait_for_points(MAP, 1)
    whole = visitor.page.evaluate(RANGE, MAP)
    visitor.page.evaluate(ZOOM, [MAP, -0.5, 0.25])
    zoomed = visitor.page.evaluate(RANGE, MAP)
    assert zoomed != whole
    coloured = visitor.page.evaluate(SCALE, MAP)
    visitor.choose("Frequency")
    visitor.page.wait_for_function(f"([alt, old]) => ({SCALE})(alt) !== old", arg=[MAP, coloured])
    assert visitor.page.evaluate(RANGE, MAP) == zoomed
