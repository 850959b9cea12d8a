from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

ENTRY = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home of state; the queue over it is closed at the end."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def app(home):
    """The app as a new visitor meets it."""
    return AppTest.from_file(ENTRY, default_timeout=30)
