"""The whole way on a small file: upload, train, watch, stop, look; and a reload on the way."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.small_world import FILE, TEXT
from tests.browser.visitor import CURVE, MAP

pytestmark = pytest.mark.browser

MIN_COUNT = 5  # the default


def vocabulary(text):
    """How many words of a text occur often enough to get a vector."""
    words = text.decode().split()
    return sum(words.count(word) >= MIN_COUNT for word in set(words))


def test_from_a_file_to_a_map_with_all_words(trainer):
    trainer.start_training()
    first = trainer.wait_for_points(CURVE, 3)
    assert trainer.wait_for_points(CURVE, first + 3) > first
    expect(trainer.badge("Training")).to_be_visible()
    trainer.stop_training()
    expect(trainer.badge("Failed")).to_have_count(0)

    trainer.click("Map")
    trainer.at("Map")
    assert trainer.wait_for_points(MAP, 1) == vocabulary(TEXT)

    trainer.fill("Find a word", "queen")
    expect(trainer.page.get_by_role("heading", name="queen")).to_be_visible()
    expect(trainer.page.get_by_text("No word like")).to_have_count(0)

    trainer.go("Neighbours")
    trainer.fill("Find a word", "king")
    expect(trainer.page.get_by_role("heading", name="king", exact=True)).to_be_visible()
    cells = trainer.cells("Words nearest to king")
    expect(cells).not_to_have_count(0)
    expect(cells.filter(has_text=re.compile("^king$"))).to_have_count(0)


def test_a_reload_amid_training_finds_the_same_run_with_its_whole_curve(trainer):
    run = trainer.start_training()
    before = trainer.wait_for_points(CURVE, 6)
    trainer.reload()
    assert trainer.asked("run") == run
    assert trainer.wait_for_points(CURVE, 1) >= before
    expect(trainer.badge("Training")).to_be_visible()
    trainer.wait_for_points(CURVE, before + 3)
    expect(trainer.page.get_by_text("Nothing has been trained yet")).to_have_count(0)


def test_a_stopped_run_is_kept_and_opened_like_any_other(trainer):
    run = trainer.start_training()
    trainer.wait_for_points(CURVE, 2)
    trainer.stop_training()
    trainer.reload()
    expect(trainer.badge("Stopped early")).to_be_visible()
    assert trainer.wait_for_points(CURVE, 2) >= 2
    trainer.go("Runs")
    expect(trainer.page.get_by_text("This run is damaged")).to_have_count(0)
    trainer.click("Map")
    trainer.at("Map")
    assert trainer.asked("run") == run
    assert trainer.wait_for_points(MAP, 1) == vocabulary(TEXT)


def test_a_second_browser_sees_none_of_it(trainer, other):
    run = trainer.start_training()
    trainer.wait_for_points(CURVE, 2)
    corpus = trainer.asked("corpus")
    for page in ("", "corpus", "train", "map", "runs"):
        other.open(f"/{page}?run={run}&corpus={corpus}")
        expect(other.page.get_by_text(FILE)).to_have_count(0)
        assert other.points(CURVE) == other.points(MAP) == 0
    other.open(f"/map?run={run}")
    expect(other.page.get_by_text("This run is not here")).to_be_visible()
    other.open(f"/train?run={run}")
    expect(other.page.get_by_text("This run is not here")).to_be_visible()
    expect(other.button("Stop training")).to_have_count(0)
    other.open(f"/corpus?corpus={corpus}")
    expect(other.page.get_by_text("This corpus is not here")).to_be_visible()
    other.open("/runs")
    expect(other.page.get_by_text("Nothing trained yet")).to_be_visible()
