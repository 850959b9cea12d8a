"""Is it real, and would another method say the same: more models, every method, a comparison."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_from_one_run_to_sure_neighbours_every_method_and_a_comparison(trainer: Visitor):
    page = trainer.page
    trainer.start_training(epochs=3)
    expect(trainer.badge("Done")).to_be_visible()

    trainer.go("Neighbours")
    expect(page.get_by_text("More models of the same text tell")).to_be_visible()
    trainer.fill("Models", "5")
    trainer.button("Train more models").click()
    expect(page.get_by_text("5 models of this text")).to_be_visible()
    expect(trainer.cells("How sure the words are")).not_to_have_count(0)

    trainer.open("/tradeoffs")
    trainer.fill("Seconds", "1")
    trainer.button("Train every method").click()
    expect(trainer.button("Compare these runs")).to_be_visible()
    trainer.rest()
    trainer.click("Compare these runs")
    trainer.at("Compare")
    expect(page.get_by_text("words in common")).to_be_visible()
    assert trainer.wait_for_points("Two maps", 50) >= 50
