"""A run comes back from its folder as it was saved, or the torn file is named."""

import dataclasses
import json

import numpy as np
import pytest

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError, TornFile
from w2v_core.runs import folder
from w2v_core.runs.record import CorpusFacts, Result, RunRecord, versions_here

RECORD = RunRecord(
    id="a" * 32,
    name="Ein Öltext",
    created="2030-01-02T03:04:05+00:00",
    corpus=CorpusFacts("c" * 32, "oil.txt", "ff" * 32, words=900, vocabulary=3, sentences=40),
    text=TextConfig(lowercase=False),
    model=TrainConfig(dim=2, epochs=3, lr=0.05),
    setup=EngineConfig(seed=7),
    engine="numpy_reference",
    device="cpu",
    versions={"python": "3.11.2"},
    result=Result(2700, 1.5, 1800.0, None, {"softmax_nll": 2.5, "pair_mrr": None}),
    stopped=True,
    command="python -m w2v_core train oil.txt",
)
EMBEDDING = Embedding(
    ["oil", "Ölpreis", "\ud800odd"], [[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 0], [1, 1]], [9, 5, 5]
)


@pytest.fixture
def run(tmp_path):
    folder.save_run(tmp_path / "run", RECORD, EMBEDDING)
    return tmp_path / "run"


def same(one, other):
    pairs = [(one.W_in, other.W_in), (one.W_out, other.W_out), (one.counts, other.counts)]
    return one.words == other.words and all(
        (a is None and b is None) or np.array_equal(a, b) for a, b in pairs
    )


def test_round_trip(run):
    record, embedding = folder.load_run(run)
    assert record == RECORD
    assert same(embedding, EMBEDDING)
    assert sorted(path.name for path in run.iterdir()) == [
        "manifest.json",
        "run.json",
        "vectors.safetensors",
        "vocabulary.tsv",
    ]


def test_embedding_without_output_vectors_and_counts(tmp_path):
    bare = Embedding(["a", "b"], [[1.0], [2.0]])
    folder.save_run(tmp_path, RECORD, bare)
    assert same(folder.load_embedding(tmp_path), bare)


def test_vocabulary_is_for_people_too(run):
    lines = (run / "vocabulary.tsv").read_bytes().decode("utf-8", "surrogatepass").split("\n")
    assert lines[:3] == ["word\tcount", "oil\t9", "Ölpreis\t5"]


def test_saving_again_replaces_the_run_and_keeps_the_events(run):
    (run / folder.EVENTS).write_text("kept")
    again = dataclasses.replace(RECORD, stopped=False)
    folder.save_run(run, again, Embedding(["x", "y"], [[1.0], [2.0]]))
    assert folder.load_record(run) == again
    assert folder.load_embedding(run).words == ("x", "y")
    assert (run / folder.EVENTS).read_text() == "kept"


@pytest.mark.parametrize("name", ["run.json", "vectors.safetensors", "vocabulary.tsv"])
@pytest.mark.parametrize("harm", ["cut", "flip", "remove"])
def test_torn_file_is_named(run, name, harm):
    raw = bytearray((run / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    if harm == "remove":
        (run / name).unlink()
    else:
        (run / name).write_bytes(raw if harm == "flip" else raw[:-1])
    with pytest.raises(TornFile) as caught:
        folder.load_run(run)
    assert name in str(caught.value)


def test_no_run_is_a_torn_manifest(tmp_path):
    with pytest.raises(TornFile, match=r"manifest\.json"):
        folder.load_record(tmp_path)


def test_rename_changes_the_name_alone(run):
    folder.rename(run, " My\tfirst  run ")
    assert folder.load_record(run) == dataclasses.replace(RECORD, name="My first run")
    (run / folder.LABEL).write_bytes(b'["torn')
    assert folder.load_record(run) == RECORD  # the name it was born with


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u2066", "\x00"])
def test_rename_to_nothing_is_refused(run, name):
    with pytest.raises(ConfigError, match="empty"):
        folder.rename(run, name)


def test_names_are_short_and_printable():
    assert folder.clean_name("a" * 500) == "a" * 100
    assert folder.clean_name("../../etc\x00/pa\u202esswd") == "../../etc/passwd"


def change(values):
    return json.dumps(json.loads(RECORD.to_json()) | values).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        change({"surprise": 1}),
        change({"result": 5}),
        change({"model": {"dim": "many"}}),
        change({"format": "1"}),
        change({"format": 0}),
    ],
)
def test_a_record_that_is_none_is_refused(raw):
    with pytest.raises(ConfigError):
        RunRecord.from_json(raw)


def test_the_future_is_refused_with_a_clear_sentence():
    with pytest.raises(ConfigError, match="format 5, this program reads up to 4"):
        RunRecord.from_json(change({"format": 5}))


def test_a_run_of_the_first_format_opens_with_the_defaults_of_later_options():
    old = json.loads(RECORD.to_json()) | {"format": 1}
    for name in ("cbow_mean", "optimizer", "start", "skip_hits", "weighting", "sample_formula"):
        del old["model"][name]
    opened = RunRecord.from_json(json.dumps(old).encode())
    assert opened.model.optimizer == "sgd" and opened.model.skip_hits


def test_inner_nodes_are_kept_beside_the_vectors(tmp_path):
    nodes = np.arange(2.0, dtype=np.float32)[:, None]
    words = Embedding(["a", "b", "c"], np.ones((3, 1)), None, [3, 2, 1])
    folder.save_run(tmp_path / "run", RECORD, words, nodes)
    np.testing.assert_array_equal(folder.load_nodes(tmp_path / "run"), nodes)
    assert folder.load_embedding(tmp_path / "run").W_out is None
    folder.save_run(tmp_path / "run", RECORD, words)
    assert folder.load_nodes(tmp_path / "run") is None


def test_versions_name_python_and_loaded_libraries():
    assert {"python", "program", "numpy"} <= set(versions_here())
