"""A run with what it predicts: vectors, settings, and the probabilities of words."""

from dataclasses import dataclass
from pathlib import Path

from w2v_core.config import method_named
from w2v_core.embedding import Embedding
from w2v_core.engines.predictor import predictor
from w2v_core.query.prediction import Predictor
from w2v_core.runs.folder import load_embedding, load_nodes, load_record
from w2v_core.runs.record import RunRecord


@dataclass(frozen=True, eq=False)
class Model:
    """What a run holds.

    Attributes:
        predictor: None where the method gives no probabilities (counts and SVD).
    """

    record: RunRecord
    embedding: Embedding
    predictor: Predictor | None


def load_model(folder: Path, embedding: Embedding | None = None) -> Model:
    """The model of a run folder; raises TornFile naming what is torn.

    Args:
        folder: of the run.
        embedding: its vectors, where they were loaded before: they are not read again.
    """
    record = load_record(folder)
    if embedding is None:
        embedding = load_embedding(folder)
    has_tree = method_named(record.model.method).loss == "hs"
    W_out = load_nodes(folder) if has_tree else embedding.W_out
    if W_out is None or embedding.counts is None:
        return Model(record, embedding, None)
    return Model(record, embedding, predictor(record.model, embedding.counts, W_out))
