"""The vectors of a run become a map, once."""

import dataclasses

import numpy as np
import pytest

from tests.jobs.making import (
    ALICE,
    Script,
    ended,
    prepared,
    task_for,
    train_payload,
)
from w2v_core.config import MapConfig
from w2v_core.embedding import Embedding
from w2v_core.errors import NotFound
from w2v_core.jobs import mapping, requests, training


@pytest.fixture
def run_id(alice):
    task, _ = task_for(alice, train_payload(prepared(alice)))
    training.run(task, _spread)
    return task.id


def _spread(corpus, model, setup, observer, *_):
    trained = Script(1)(corpus, model, setup, observer)
    table = np.random.default_rng(3).normal(size=(8, 4)).astype(np.float32)
    embedding = Embedding(trained.embedding.words, table, table, trained.embedding.counts)
    return dataclasses.replace(trained, embedding=embedding)


def test_a_map_is_made_and_found_again(queue, alice, run_id):
    folder, config = alice.run_folder(run_id), MapConfig()
    assert mapping.load_map(folder, config) is None
    ended(queue, requests.make_map(queue, ALICE, run_id, config))
    points, facts = mapping.load_map(folder, config)
    assert points.shape == (8, 2) and np.isfinite(points).all()
    assert facts["points"] == 8 and len(facts["explained"]) == 2 and facts["note"]
    with pytest.raises(ValueError, match="read-only"):
        points[0] = 0


def test_a_map_made_before_is_not_made_again(alice, run_id, monkeypatch):
    payload = {"run_id": run_id, "config": MapConfig().to_dict()}
    assert mapping.run(task_for(alice, payload)[0])
    monkeypatch.setattr(mapping, "project", None)
    assert mapping.run(task_for(alice, payload)[0])


def test_a_torn_map_is_made_again(alice, run_id):
    payload = {"run_id": run_id, "config": MapConfig().to_dict()}
    mapping.run(task_for(alice, payload)[0])
    folder = alice.run_folder(run_id)
    truth = mapping.load_map(folder, MapConfig())[0]
    (points,) = (folder / "maps").rglob("*.safetensors")
    points.write_bytes(points.read_bytes()[:-4])
    assert mapping.load_map(folder, MapConfig()) is None
    mapping.run(task_for(alice, payload)[0])
    np.testing.assert_array_equal(mapping.load_map(folder, MapConfig())[0], truth)


def test_a_map_of_a_torn_run_fails_and_names_the_file(queue, alice, run_id):
    (alice.run_folder(run_id) / "vectors.safetensors").write_bytes(b"x")
    view = ended(queue, requests.make_map(queue, ALICE, run_id, MapConfig()), "failed")
    assert "vectors.safetensors" in view.error


def test_a_map_of_a_deleted_run_does_not_bring_it_back(alice, run_id, monkeypatch):
    real = mapping.project

    def project(*args):
        alice.delete_run(run_id)
        return real(*args)

    monkeypatch.setattr(mapping, "project", project)
    with pytest.raises(NotFound):
        mapping.run(task_for(alice, {"run_id": run_id, "config": {"method": "svd"}})[0])
    assert alice.runs() == ()


def test_map_keys_tell_settings_that_matter():
    svd, umap = MapConfig(), MapConfig(method="umap")
    assert mapping.map_key(svd) == mapping.map_key(svd.replace(neighbours=99, seed=5))
    others = (
        umap.replace(neighbours=5),
        umap.replace(min_dist=0.5),
        umap.replace(seed=2),
        umap,
        svd,
    )
    assert len({mapping.map_key(config) for config in others}) == 5


def test_umap_has_one_lane_and_svd_does_not_wait_for_it():
    lanes = {m: mapping.lane({"config": MapConfig(method=m).to_dict()}) for m in ("svd", "umap")}
    assert lanes == {"svd": "project:svd", "umap": "project"}


def test_maps_of_other_owners_runs_are_refused(queue, run_id):
    with pytest.raises(NotFound):
        requests.make_map(queue, "berta-00", run_id, MapConfig())
