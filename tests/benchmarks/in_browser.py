"""How long does a person wait: for the first page, for the toy world's map, for a stop?

A real server and a real Chromium, which share the processor with the training.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser, expect, sync_playwright

from tests.benchmarks.bench import Figure, Setting, Skipped, median
from tests.browser.small_world import FILE, TEXT
from tests.browser.visitor import CURVE, MAP, PATIENCE, Visitor, chromium, launch, visiting
from tests.serving import Served, serving

# Milliseconds from the click on a button until some words stand on the page; the browser's clock.
CLICK_UNTIL = """([label, words]) => new Promise((seen) => {
  const button = [...document.querySelectorAll('button')].find((b) => b.innerText.includes(label))
  const look = () => document.body.innerText.includes(words)
  const start = performance.now()
  const watch = new MutationObserver(() => {
    if (look()) { watch.disconnect(); seen(performance.now() - start) }
  })
  watch.observe(document.body, { childList: true, subtree: true, characterData: true })
  button.click()
})"""


def measure(setting: Setting) -> Iterator[Figure]:
    """The first visitor of a fresh server, then others."""
    with at_a_browser() as (browser, served):
        first = timed(browser, served, to_the_map)
        yield Figure("click to map of the toy world, fresh server", first, "s", 1)
        for case, act in (
            ("click to map of the toy world", to_the_map),
            ("first page, warm server", to_the_front),
            ("stop click to stopped and kept", to_the_stop),
        ):
            seconds = [timed(browser, served, act) for _ in range(setting.rounds)]
            slowest = f"slowest {max(seconds):.2f} s"
            yield Figure(case, median(seconds), "s", len(seconds), slowest)


@contextmanager
def at_a_browser() -> Iterator[tuple[Browser, Served]]:
    """A fresh server, and a Chromium; raises Skipped where there is none."""
    path = chromium()
    if path is None:
        raise Skipped("no Chromium")
    expect.set_options(timeout=PATIENCE)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "served") as served,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, path)
        yield browser, served
        browser.close()


def timed(browser: Browser, served: Served, act: Callable[[Visitor], float]) -> float:
    """What a new visitor measures."""
    with visiting(browser, served.url) as visitor:
        return act(visitor)


def to_the_map(visitor: Visitor) -> float:
    """From the click on Start until the map is drawn."""
    visitor.open()
    start = perf_counter()
    visitor.button("Train on the toy world").click()
    visitor.wait_for_points(MAP, 1)
    return perf_counter() - start


def to_the_front(visitor: Visitor) -> float:
    """From the address to the first page, all of it."""
    start = perf_counter()
    visitor.page.goto(visitor.url)
    expect(visitor.button("Train on the toy world")).to_be_visible()
    return perf_counter() - start


def to_the_stop(visitor: Visitor) -> float:
    """From the click that stops a training until the page says that it is kept."""
    visitor.open()
    visitor.upload(FILE, TEXT)
    expect(visitor.button("Train on this text")).to_be_visible()
    visitor.click("Train on this text")
    visitor.start_training()
    visitor.wait_for_points(CURVE, 2)
    return float(visitor.page.evaluate(CLICK_UNTIL, ["Stop training", "Stopped early"])) / 1000
