"""Make the picture of the README: the toy world's map with one word chosen.

    python -m tests.make_screenshot

Starts the app over an empty home, drives it as a visitor would, and needs a Chromium.
"""

from playwright.sync_api import expect

from tests.benchmarks.in_browser import at_a_browser
from tests.browser.visitor import MAP, visiting
from tests.serving import ROOT

PICTURE = ROOT / "pages" / "shared" / "assets" / "screenshot.png"
WORD = "queen"


def main() -> None:
    """From Start to the map, and the picture of it."""
    with at_a_browser() as (browser, served), visiting(browser, served.url) as visitor:
        visitor.open()
        visitor.button("Train on the toy world").click()
        visitor.wait_for_points(MAP, 1)
        visitor.fill("Find a word", WORD)
        expect(visitor.page.get_by_role("heading", name=WORD)).to_be_visible()
        visitor.rest()
        visitor.settle()
        chart = visitor.page.get_by_role("figure", name=MAP)
        chart.press("0")  # the whole map
        chart.blur()
        visitor.page.mouse.move(720, 20)  # off the chart, so that no label of the mouse shows
        visitor.settle()
        visitor.page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
