"""Versions of this program and of what it stands on, told without loading any of it."""

import platform
from importlib.metadata import PackageNotFoundError, version

import w2v_core

LIBRARIES = (
    "numpy", "scipy", "numba", "torch", "scikit-learn", "umap-learn", "streamlit", "plotly",
)  # fmt: skip


def versions() -> dict[str, str]:
    """Names and versions; a library that is not installed is said to be missing."""
    found = {"word2vec explorer": w2v_core.__version__, "Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
