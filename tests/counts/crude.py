"""News of crude oil, and the plane of its words: for a test and for the README's picture."""

import gzip
from pathlib import Path

import numpy as np

from w2v_core.config import TextConfig
from w2v_core.counts.boundaries import padded
from w2v_core.counts.matrix import count_matrix
from w2v_core.linear.svd import truncated_svd, vectors
from w2v_core.text.corpus import Corpus, build_corpus

OIL = ("barrels", "bpd", "ecuador", "energy", "industry", "kuwait", "oil", "output", "petroleum")
NEWS, CATEGORIES = "reuters-apte.txt.gz", "reuters-apte-categories.txt"


def read(folder: Path) -> tuple[list[str], list[str]]:
    """All news of a folder of real texts, and those about crude oil."""
    news = gzip.decompress((folder / NEWS).read_bytes()).decode("utf-8").splitlines()
    categories = (folder / CATEGORIES).read_text(encoding="utf-8").splitlines()
    some = [text for text, of in zip(news, categories, strict=True) if "crude" in of.split()]
    return news, some


def corpus_of(documents: list[str]) -> Corpus:
    """A document is a sentence; words and punctuation, lower-cased, with <START> and <END>."""
    return padded(build_corpus(documents, TextConfig(tokenizer="words-and-punctuation")))


def plane(corpus: Corpus, window: int) -> np.ndarray:
    """The words (V, 2) by raw counts, two singular vectors and p = 1."""
    return vectors(*truncated_svd(count_matrix(corpus, window), 2), power=1)[0]
