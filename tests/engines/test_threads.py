"""The threads of the compiled engine work at the same time."""

import threading

import numpy as np

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.engines.base import ChunkStats, Examples, Parameters
from w2v_core.engines.numba_cpu import NumbaCpu
from w2v_core.text.corpus import build_corpus


def test_all_threads_are_at_work_at_once(monkeypatch):
    corpus = build_corpus(["the cat sat on the mat\n" * 40], TextConfig())
    together = threading.Barrier(3, timeout=60)

    def meet(self, first, last, lr, rng):
        together.wait()  # breaks unless three parts have begun and none has ended
        return ChunkStats(last - first, 0.0)

    monkeypatch.setattr(NumbaCpu, "run_part", meet)
    engine = NumbaCpu(EngineConfig(threads=3).threads)
    zeros = np.zeros((len(corpus.vocabulary), 2), np.float32)
    model = TrainConfig(dim=2, min_count=1).resolved(corpus.n_words)
    engine.start(Examples.of(corpus, model), Parameters(zeros, zeros))
    stats = engine.run_chunk(0, corpus.n_sentences, 0.1, np.random.default_rng(0))
    engine.close()
    assert stats.n_pairs == corpus.n_sentences
