"""More models of a run, every method on a text, growing parts: as jobs of the queue."""

import json

import pytest

from tests.jobs.making import ALICE, prepared, task_for, train_payload
from w2v_core.config import TrainConfig
from w2v_core.errors import Cancelled, ConfigError, NotFound
from w2v_core.jobs import confidence, learning, tradeoffs, training
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.runs.confidence import VECTORS, load_ensemble
from w2v_core.runs.folder import CONFIDENCE, load_record


@pytest.fixture
def own(tmp_path):
    return Workspace(tmp_path, ALICE)


@pytest.fixture
def corpus_id(own):
    return prepared(own)


@pytest.fixture
def run_id(own, corpus_id):
    task, _ = task_for(own, train_payload(corpus_id))
    assert training.run(task)
    return task.id


def asked(run_id, kind="seeds", n=5):
    return {"run_id": run_id, "kind": kind, "n": n}


def test_models_are_kept_with_the_run_and_found_again(own, run_id):
    task, published = task_for(own, asked(run_id))
    confidence.admit(own, task.payload, Limits())
    assert confidence.run(task)
    assert "Training model 5 of 5" in {message for _, message, _ in published}
    kept = load_ensemble(own.run_folder(run_id), "seeds")
    assert len(kept) == 5
    assert {near.word for near in kept.neighbours("king", 3)} <= set(kept.words)
    assert load_ensemble(own.run_folder(run_id), "sentences") is None


def test_stopped_work_leaves_nothing(own, run_id):
    task, _ = task_for(own, asked(run_id), should_stop=lambda: True)
    with pytest.raises(Cancelled):
        confidence.run(task)
    assert not (own.run_folder(run_id) / CONFIDENCE).exists()


def test_torn_models_count_as_not_made(own, run_id):
    task, _ = task_for(own, asked(run_id))
    confidence.run(task)
    path = own.run_folder(run_id) / CONFIDENCE / "seeds" / VECTORS
    path.write_bytes(path.read_bytes()[:-1])
    assert load_ensemble(own.run_folder(run_id), "seeds") is None


def test_a_run_without_its_text_or_of_another_gets_a_clear_sentence(own, run_id, corpus_id):
    own.delete_corpus(corpus_id)
    with pytest.raises(NotFound, match="text of this run is not here"):
        confidence.admit(own, asked(run_id), Limits())
    with pytest.raises(NotFound, match="not yours"):
        confidence.admit(Workspace(own.home, "berta-00"), asked(run_id), Limits())


def test_a_text_that_has_changed_is_refused(own, run_id):
    from w2v_core.text import library

    record = load_record(own.run_folder(run_id))
    other = library.load(own.corpus_folder(prepared(own, "a b c d\n" * 50)))
    with pytest.raises(ConfigError, match="text has changed"):
        confidence.train_more(record, other, "seeds", 5)


def test_a_forecast_grows_with_the_number_of_models(own, run_id):
    record = load_record(own.run_folder(run_id))
    five, fifty = confidence.forecast(record, 5), confidence.forecast(record, 50)
    assert fifty.seconds == pytest.approx(10 * five.seconds)
    assert fifty.kept == 10 * five.kept
    assert five.words == record.corpus.vocabulary


def test_every_method_becomes_a_run_of_its_own(own, corpus_id):
    model = TrainConfig(dim=4, min_count=1).to_dict()
    budget = {"epochs": 1, "seconds": None}
    task, published = task_for(own, {"corpus_id": corpus_id, "model": model, "budget": budget})
    tradeoffs.admit(own, task.payload, Limits())
    assert tradeoffs.run(task)
    found = tradeoffs.load_table(own.corpus_folder(corpus_id))
    assert len(found) == 7
    assert {run.id for run in own.runs()} == {outcome.run for outcome in found}
    assert published[-1][2].outcomes == found
    json.dumps([outcome.to_dict() for outcome in found])


def test_a_curve_is_kept_beside_its_text(own, corpus_id):
    model = TrainConfig(dim=4, min_count=1).to_dict()
    task, published = task_for(own, {"corpus_id": corpus_id, "model": model})
    assert learning.run(task)
    points = learning.load_curve(own.corpus_folder(corpus_id))
    assert len(points) == 30
    assert published[-1][0] == pytest.approx(1)
