"""A run with what it predicts."""

import numpy as np
import pytest

from w2v_core.config import METHODS, EngineConfig, TextConfig, TrainConfig
from w2v_core.jobs.training import finished_run
from w2v_core.runs.folder import save_run
from w2v_core.runs.model import load_model
from w2v_core.text.corpus import build_corpus
from w2v_core.training.loop import train

TEXT = "the king rules the land\nthe queen rules the land\na dog eats a bone\n" * 40


@pytest.mark.parametrize("method", [method.name for method in METHODS])
def test_a_kept_run_predicts_as_it_did_when_it_was_trained(tmp_path, method):
    corpus = build_corpus([TEXT], TextConfig())
    model, setup = TrainConfig(method=method, dim=4, epochs=2, min_count=1), EngineConfig(threads=1)
    trained = train(corpus, model, setup)
    record = finished_run("id", "Court", ["x"], corpus, TextConfig(), setup, trained)
    save_run(tmp_path, record, trained.embedding, trained.nodes)
    kept = load_model(tmp_path)
    assert (kept.predictor is None) == (method == "svd")
    if kept.predictor is not None:
        log_p = kept.predictor.log_probabilities(kept.embedding.W_in)
        np.testing.assert_allclose(np.exp(log_p).sum(axis=1), 1.0, rtol=1e-4)
        assert np.exp(log_p).std(axis=1).min() > 0
    assert (kept.embedding.W_out is None) == method.endswith("-hs")
