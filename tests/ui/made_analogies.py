"""Runs of hand-made vectors for the Analogies page, and the files that a page offers."""

import csv
import io

import numpy as np
import streamlit as st

from w2v_core.embedding import Embedding
from w2v_core.text.toy_world import GROUPS

HOSTILE = "![i](http://tracker.example/x.png)"
WORDS = ("man", "woman", "king", "queen", "tea", HOSTILE, "=1+1")
VECTORS = [
    [0.6, 0, 0.8], [-0.6, 0, 0.8], [0.6, 0.8, 0], [-0.6, 0.8, 0], [0, -1, 0], [-0.5, 0.9, 0.1],
    [-0.3, -0.9, 0.1],
]  # fmt: skip


def small():
    """man : king = woman : queen holds exactly; tea stands opposite."""
    return Embedding(WORDS, VECTORS, counts=[9, 8, 7, 6, 5, 4, 3])


def toys():
    """The planted words of the toy world, with vectors by chance."""
    words = [word for group in GROUPS.values() for word in group]
    return Embedding(words, np.random.default_rng(1).standard_normal((len(words), 8)))


def watch_downloads(monkeypatch):
    """Rows of the last file that a page offers under each name."""
    offered = {}
    button = st.download_button

    def offer(label, data, file_name, **options):
        assert data.startswith(b"\xef\xbb\xbf")
        offered[file_name] = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        return button(label, data, file_name, **options)

    monkeypatch.setattr(st, "download_button", offer)
    return offered
