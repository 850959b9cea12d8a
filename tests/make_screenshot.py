"""Make the picture of the README: the toy world's map with one word chosen.

    python -m tests.make_screenshot

Starts the app over an empty home, drives it as a visitor would, and needs a Chromium.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.visitor import MAP, PATIENCE, chromium, launch, visiting
from tests.serving import ROOT, serving

PICTURE = ROOT / "pages" / "shared" / "assets" / "screenshot.png"
WORD = "queen"


def main() -> None:
    """From Start to the map, and the picture of it."""
    path = chromium()
    if path is None:
        raise SystemExit("There is no Chromium; install one (Debian: apt-get install chromium).")
    expect.set_options(timeout=PATIENCE)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "served") as served,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, path)
        with visiting(browser, served.url) as visitor:
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
        browser.close()


if __name__ == "__main__":
    main()
