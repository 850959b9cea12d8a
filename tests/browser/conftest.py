import os

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.small_world import FILE, TEXT
from tests.browser.visitor import PATIENCE, chromium, launch, visiting
from tests.serving import serving


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The app, started once for all tests of this folder."""
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="module")  # while Playwright runs, no other test can run an event loop
def browser():
    path = chromium()
    if path is None:
        says = "no Chromium; install one (Debian: apt-get install chromium) or name W2V_CHROMIUM"
        pytest.fail(says) if os.environ.get("CI") else pytest.skip(says)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        made = launch(playwright, path)
        yield made
        made.close()


@pytest.fixture
def visitor(browser, server):
    with visiting(browser, server.url) as someone:
        yield someone


@pytest.fixture
def other(browser, server):
    """Another person, at another browser."""
    with visiting(browser, server.url) as someone:
        yield someone


@pytest.fixture
def trainer(visitor):
    """Somebody whose small file has been read; what they leave training is stopped."""
    visitor.open()
    visitor.upload(FILE, TEXT)
    expect(visitor.button("Train on this text")).to_be_visible()
    visitor.click("Train on this text")
    yield visitor
    visitor.go("Train")
    if visitor.button("Stop training").is_visible():
        visitor.stop_training()
