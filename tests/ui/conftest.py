from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import state
from pages.shared.queues import QUEUES

ENTRY = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home of state; the queue over it is closed at the end."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    yield tmp_path
    state.queue().shutdown(1.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An empty home for all tests of a file, for what takes long to make."""
    kept = tmp_path_factory.mktemp("home")
    yield kept
    QUEUES.over(kept).shutdown(1.0)


@pytest.fixture
def shared_home(folder, monkeypatch):
    """The app lives over `folder`."""
    monkeypatch.setenv("W2V_HOME", str(folder))


@pytest.fixture
def app(home):
    """The app as a new visitor meets it."""
    return AppTest.from_file(ENTRY, default_timeout=30)
