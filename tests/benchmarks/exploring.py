"""How long does a person wait who explores 200,000 words: for a lasso, a card, a heat map?

Vectors of three groups, drawn at random, are imported through the page of a real server and looked
at in a real Chromium, which draws without a graphics card. Reading a million words is measured in
the core alone, from memory.
"""

import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from playwright.sync_api import expect

from tests.benchmarks.bench import Figure, Setting, median
from tests.benchmarks.in_browser import at_a_browser
from tests.browser.visitor import MAP, Visitor, visiting
from w2v_core.embedding import Embedding
from w2v_core.formats import FORMATS
from w2v_core.formats.reading import read_vectors

WORDS, DRAWN, DIM = 200_000, 100_000, 50
MILLION = 1_000_000
# Milliseconds from now until a condition holds, looked at with each picture of the browser.
UNTIL = """([body, given]) => new Promise((seen) => {
  const holds = new Function('given', `return (${body})`), start = performance.now()
  const look = () => holds(given) ? seen(performance.now() - start) : requestAnimationFrame(look)
  look()
})"""
CHART = """document.querySelector(`[role=figure][aria-label*="${given}"] .js-plotly-plot`)"""
AREA = f"""(given) => {{
  const chart = {CHART}
  window.Plotly.relayout(chart, {{ dragmode: "lasso" }})
  const box = chart.querySelector(".nsewdrag").getBoundingClientRect()
  return [box.x, box.y, box.width, box.height]
}}"""


def measure(setting: Setting) -> Iterator[Figure]:
    """Reading a million words, then what happens at the browser."""
    yield from reading(setting)
    with TemporaryDirectory() as folder, at_a_browser() as (browser, served):
        for n_words in (DRAWN, WORDS):
            path = Path(folder) / f"{n_words}.bin"
            with path.open("wb") as file:
                FORMATS["word2vec-binary"].write(grouped(n_words), file)
            with visiting(browser, served.url) as visitor:
                yield from explored(visitor, path, n_words, setting.rounds)


def reading(setting: Setting) -> Iterator[Figure]:
    """Files of a million words; of a hundredth of them where it is only tried."""
    n_words = MILLION // 100 if setting.brief else MILLION
    embedding = grouped(n_words)
    for name in ("word2vec-binary", "word2vec-text", "glove"):
        stream = io.BytesIO()
        FORMATS[name].write(embedding, stream)
        for packed in (False, True) if name == "word2vec-text" else (False,):
            data = gzip.compress(stream.getvalue(), 1) if packed else stream.getvalue()
            seconds = timed(lambda data=data: read_vectors(io.BytesIO(data)))
            kind = f"{name}{', packed' if packed else ''}"
            yield Figure(f"import of {n_words:,} words of {DIM} numbers, {kind}", seconds, "s", 1)


def grouped(n_words: int) -> Embedding:
    """Words in three groups."""
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((n_words, DIM), dtype=np.float32) * np.float32(0.5)
    vectors[np.arange(n_words), rng.integers(0, 3, n_words)] += 3
    return Embedding([f"word{n}" for n in range(n_words)], vectors)


def timed(act: Callable[[], object]) -> float:
    """Seconds that something takes."""
    start = perf_counter()
    act()
    return perf_counter() - start


def explored(visitor: Visitor, path: Path, n_words: int, rounds: int) -> Iterator[Figure]:
    """What one visitor waits for on the map and the neighbours of a run."""
    what = f"{n_words:,} words"
    yield Figure(f"import through the page, {what}", timed(lambda: bring(visitor, path)), "s", 1)
    visitor.click("Map")
    visitor.at("Map")
    visitor.wait_for_points(MAP, n_words)
    for case, act in (
        ("typing in search to the word's card", search),
        ("click on a neighbour to its card", step),
        ("another colour on the map", recolour),
        ("lasso to the list of its words", lasso),
    ):
        seconds = [act(visitor, n) / 1000 for n in range(rounds)]
        slowest = f"slowest {max(seconds):.2f} s"
        yield Figure(f"{case}, {what}", median(seconds), "s", rounds, slowest)
    if n_words == WORDS:
        seconds = [heat_map(visitor, n) / 1000 for n in range(rounds)]
        yield Figure(f"heat map of 200 x 200 words, of {what}", median(seconds), "s", rounds)


def bring(visitor: Visitor, path: Path) -> None:
    """Import a file, and wait until it is a run."""
    visitor.open("/runs")
    visitor.button("Import vectors").click()
    visitor.page.locator("input[type=file]").set_input_files(str(path))
    expect(visitor.page.get_by_role("button", name=f"Remove {path.name}")).to_be_visible()
    visitor.rest()
    visitor.page.get_by_role("button", name="Import", exact=True).click()
    expect(visitor.page.get_by_role("heading", name=path.name)).to_be_visible()
    visitor.rest()


def until(visitor: Visitor, body: str, given: object = None) -> float:
    """Milliseconds until a condition in the page holds."""
    return float(visitor.page.evaluate(UNTIL, [body, given]))


HEADED = "[...document.querySelectorAll('h4')].some((h) => h.innerText.trim() === given)"


def search(visitor: Visitor, n: int) -> float:
    """From the last letter typed to the card of the word."""
    field = visitor.page.get_by_label("Find a word", exact=True)
    field.fill(f"word{1_000 + n}")
    found = until(visitor, HEADED, f"word{1_000 + n}")
    visitor.rest()
    visitor.settle()
    return found


def step(visitor: Visitor, n: int) -> float:
    """From the click on a neighbour in the card to its own card."""
    before = visitor.page.locator("h4").first.inner_text()
    table = visitor.page.get_by_role("region", name="Nearest words by cosine")
    box = table.bounding_box()
    visitor.page.mouse.click(box["x"] + 40, box["y"] + 36 + 18)
    other = f"{HEADED.replace('=== given', '!== given')}"
    found = until(visitor, other, before)
    visitor.rest()
    visitor.settle()
    return found


def recolour(visitor: Visitor, n: int) -> float:
    """From the click on a colour to the chart in it."""
    scale = f"JSON.stringify({CHART}._fullData[0].marker.colorscale)"
    before = visitor.page.evaluate(f"(given) => {scale}", MAP)
    name = ("Cluster", "None")[n % 2]  # the map begins with none
    visitor.page.get_by_role("radio", name=name, exact=True).click()
    changed = f"{CHART.replace('given', 'given[0]')}"
    body = f"JSON.stringify({changed}._fullData[0].marker.colorscale) !== given[1]"
    found = until(visitor, body, [MAP, before])
    visitor.rest()
    return found


def lasso(visitor: Visitor, n: int) -> float:
    """From the end of a lasso round most of the map to the list of its words."""
    left, top, width, height = visitor.page.evaluate(AREA, MAP)
    mouse = visitor.page.mouse
    mouse.move(left + 5 + n, top + 5)
    mouse.down()
    for x, y in ((0.9, 0.02), (0.98, 0.5), (0.9, 0.97), (0.05, 0.95)):
        mouse.move(left + width * x, top + height * y, steps=3)
    text = "document.body.innerText.match(/([\\d,]+) words marked/)?.[0]"
    before = visitor.page.evaluate(f"() => {text}")
    mouse.up()
    found = until(visitor, f"{text} && {text} !== given", before)
    visitor.rest()
    return found


def heat_map(visitor: Visitor, n: int) -> float:
    """From the end of typing 200 words to their heat map."""
    if n == 0:
        visitor.go("Neighbours")
        visitor.page.get_by_role("radio", name="A list of words", exact=True).click()
        visitor.rest()
    words = " ".join(f"word{id}" for id in range(n * 500, n * 500 + 200))
    field = visitor.page.get_by_label("Words", exact=True)
    field.fill(words)
    field.press("Control+Enter")
    body = f"{CHART}?._fullData?.[0]?.text?.flat().some((text) => text.includes('word{n * 500} '))"
    found = until(visitor, body, "Heat map: cosines of 200")
    visitor.rest()
    return found
