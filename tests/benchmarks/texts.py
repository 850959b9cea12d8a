"""Real texts for benchmarks, from a folder that somebody names."""

import gzip
import lzma
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from tests.benchmarks.bench import Setting, Skipped
from w2v_core import Corpus, TextConfig, build_corpus


def reuters(setting: Setting) -> str:
    """Reuters-21578: 10,789 news items, one a line."""
    with gzip.open(setting.file("reuters-apte.txt.gz"), "rt", encoding="utf-8") as stream:
        return stream.read(200_000) if setting.brief else stream.read()


def imdb(setting: Setting) -> str:
    """The first megabytes of 100,000 film reviews, one a line."""
    n_bytes = 200_000 if setting.brief else int(setting.megabytes * 1e6)
    with lzma.open(setting.file("imdb.txt.xz"), "rt", encoding="utf-8") as stream:
        return stream.read(n_bytes).rpartition("\n")[0]


def corpus(text: str) -> Corpus:
    """The text as words, lower-cased."""
    return build_corpus([text], TextConfig())


def write_lines(corpus: Corpus, path: Path) -> None:
    """The corpus as other programs read it: a sentence a line, words with blanks between."""
    words = np.array(corpus.vocabulary.words, dtype=object)
    with path.open("w", encoding="utf-8") as stream:
        for start, end in zip(corpus.starts[:-1], corpus.starts[1:], strict=True):
            stream.write(" ".join(words[corpus.ids[start:end]]) + "\n")


def likeness(setting: Setting, words: dict[str, int], vectors: np.ndarray) -> str:
    """How well cosines rank pairs as people do: Spearman's rho on WordSim-353, known words only."""
    try:
        lines = setting.file("wordsim353.txt").read_text().splitlines()
    except Skipped:
        return ""
    pairs = [line.lower().split() for line in lines if line.strip()]
    known = [(words[a], words[b], float(s)) for a, b, s in pairs if a in words and b in words]
    if len(known) < 10:
        return ""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = [unit[a] @ unit[b] for a, b, _ in known]
    rho = spearmanr(cosines, [score for *_, score in known]).statistic
    return f"WS-353 {rho:.3f} ({len(known)} pairs)"
