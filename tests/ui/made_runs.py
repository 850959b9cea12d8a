"""Runs whose vectors are written by hand, kept as if they had been trained."""

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.runs.folder import save_run
from w2v_core.runs.record import CorpusFacts, Result, RunRecord


def keep(folder, owner, embedding, corpus_name="Small text", name="Made by hand", **model):
    """Keep an embedding as a finished run in an owner's workspace; returns its id."""
    id = new_id()
    options = {"dim": embedding.shape[1]} | model
    record = RunRecord(
        id=id,
        name=name,
        created="2026-01-01T00:00:00+00:00",
        corpus=CorpusFacts("c" * 32, corpus_name, "f", 100, len(embedding), 10),
        text=TextConfig(),
        model=TrainConfig(**options).resolved(100),
        setup=EngineConfig(),
        engine="numpy_reference",
        device="cpu",
        versions={},
        result=Result(100, 1.0, 100.0, 1.0, {}),
        stopped=False,
        command="",
    )
    save_run(Workspace(folder, owner).new_run_folder(id), record, embedding)
    return id
