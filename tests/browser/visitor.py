"""A person at a browser: what they do, by the words they read, and what went wrong meanwhile."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    TimeoutError,
    expect,
)

PATIENCE = 180_000  # milliseconds before something counts as hung; not a measure
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = (
    *("Start", "Corpus", "Train", "Map", "Neighbours", "Analogies", "Predict"),
    *("Co-occurrence", "Compare", "Runs", "About"),
)
CURVE, MAP = "Loss by words passed", "words; their neighbours"  # of the words of these charts
LONG = 10_000  # epochs: longer than any test
# Points of the first trace of the chart with these words.
POINTS = """(alt) => {
  const chart = document.querySelector(`[role=figure][aria-label*="${alt}"] .js-plotly-plot`)
  return chart?._fullData?.[0]?._length ?? 0
}"""


def chromium() -> str | None:
    """The path of a Chromium, or None."""
    named = os.environ.get("W2V_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next(filter(None, found), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """Chromium without a window, drawing WebGL in software."""
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


@dataclass(slots=True)
class Visitor:
    """One browser with its own cookies, on one page of the app."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    # ---- going about ------------------------------------------------------------------------

    def open(self, path: str = "/") -> None:
        """Go to an address of the app and wait until its page stands."""
        self.page.goto(self.url + path)
        self.rest()

    def go(self, name: str) -> None:
        """To a page, by the navigation at the top."""
        link = self.page.get_by_test_id("stTopNavLink").filter(has_text=re.compile(f"{name}$"))
        link.click()
        self.at(name)

    def at(self, name: str) -> None:
        """Wait until a page stands."""
        title = "word2vec explorer" if name == "Start" else name
        expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        self.rest()

    def reload(self) -> None:
        """F5."""
        self.page.reload()
        self.rest()

    def rest(self) -> None:
        """Wait until the script of the page has run, and nothing is being read."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)

    def settle(self) -> None:
        """Wait until two pictures of the page are the same: nothing glides or fades any more."""
        before = b""
        while before != (now := self.page.screenshot()):
            before = now

    def asked(self, name: str) -> str | None:
        """What stands in the address under a name."""
        return parse_qs(urlparse(self.page.url).query).get(name, [None])[0]

    # ---- doing ------------------------------------------------------------------------------

    def button(self, name: str) -> Locator:
        """The button of the page that says just this."""
        main = self.page.get_by_test_id("stMain")
        return main.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(name)}$"))

    def click(self, name: str) -> None:
        """Press a button, and wait until the page has answered."""
        self.button(name).first.click()
        self.rest()

    def choose(self, name: str) -> None:
        """Take one of some choices in a row."""
        self.page.get_by_role("radio", name=name, exact=True).click()
        self.rest()

    def pick(self, label: str, option: str) -> None:
        """Take an option of a list; a list that a redrawn page has closed is opened again."""
        box = self.page.get_by_role("combobox", name=label)
        found = self.page.get_by_role("option", name=option)
        for _ in range(20):
            box.click()
            with suppress(TimeoutError):
                found.click(timeout=PATIENCE / 20)
                break
        self.rest()

    def fill(self, label: str, text: str) -> None:
        """Type into the field of that label, and leave it."""
        box = self.page.get_by_label(label, exact=True).first
        box.fill(text)
        box.press("Enter")
        self.rest()

    def upload(self, name: str, data: bytes) -> None:
        """Bring a file on the Corpus page, and have it read."""
        self.go("Corpus")
        field = self.page.locator("input[type=file]")
        if not field.count():
            if not self.page.get_by_role("radio", name="Upload").is_visible():
                self.page.get_by_text("Add a text", exact=True).click()
            self.choose("Upload")
        field.set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
        expect(self.page.get_by_role("button", name=f"Remove {name}", exact=True)).to_be_visible()
        self.rest()
        self.button("Read these files").click()

    def start_training(self, epochs: int = LONG) -> str:
        """Start a training on the Train page; the run that stands in the address then."""
        self.fill("Epochs", str(epochs))
        before = self.asked("run")
        self.button("Start training").click()
        self.page.wait_for_function(
            "(old) => ![null, old].includes(new URL(location.href).searchParams.get('run'))",
            arg=before,
        )
        self.rest()
        return str(self.asked("run"))

    def stop_training(self) -> None:
        """Stop what trains, and wait until it is kept."""
        self.button("Stop training").click()
        expect(self.badge("Stopped early")).to_be_visible()

    # ---- seeing -----------------------------------------------------------------------------

    def badge(self, says: str) -> Locator:
        """The mark, an icon and some words, that says how a run stands."""
        return self.page.get_by_text(re.compile(rf"^[a-z_]+\s*{says}$"))

    def cells(self, alt: str) -> Locator:
        """The cells of the table with these words for those who cannot see it."""
        return self.page.get_by_role("region", name=alt).locator("td")

    def points(self, alt: str) -> int:
        """How many points the first trace of a chart has; 0 where there is no chart yet."""
        return int(self.page.evaluate(POINTS, alt))

    def wait_for_points(self, alt: str, at_least: int) -> int:
        """Wait until a chart has so many points; how many they are then."""
        self.page.wait_for_function(f"([alt, n]) => ({POINTS})(alt) >= n", arg=[alt, at_least])
        return self.points(alt)


@contextmanager
def visiting(browser: Browser, url: str) -> Iterator[Visitor]:
    """A new visitor; at the end nothing may have gone wrong, and no other host been asked."""
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        visitor = Visitor(page, url)
        page.on("console", lambda message: note_error(visitor, message))
        page.on("pageerror", lambda error: visitor.faults.append(f"script: {error}"))
        page.on("request", lambda request: note_foreign(visitor, request))
        page.on("dialog", lambda dialog: (visitor.faults.append("a dialog"), dialog.dismiss()))
        yield visitor
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_text("met a defect")).to_have_count(0)
        assert not visitor.faults, visitor.faults


def note_error(visitor: Visitor, message: ConsoleMessage) -> None:
    """Keep what the browser complained of.

    On a page that was opened by its address Streamlit first looks for its server below that page.
    """
    place = message.location.get("url", "")
    if message.type == "error" and not ("404" in message.text and "/_stcore/" in place):
        visitor.faults.append(f"console: {message.text[:200]}")


def note_foreign(visitor: Visitor, request: Request) -> None:
    """Keep every address that is not the app's own."""
    asked = urlparse(request.url)
    if asked.scheme.startswith(("http", "ws")) and asked.netloc != urlparse(visitor.url).netloc:
        visitor.faults.append(f"another host: {request.url[:100]}")
