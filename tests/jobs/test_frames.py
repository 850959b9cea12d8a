"""Snapshots taken while a job trains: on a schedule, kept with the run, whole after a resume."""

import dataclasses

import numpy as np
import pytest

from tests.jobs.making import ALICE, SETUP, prepared, task_for, train_payload
from w2v_core.config import TrainConfig
from w2v_core.jobs import training
from w2v_core.jobs.home import Workspace
from w2v_core.runs.folder import load_embedding
from w2v_core.runs.snapshots import load_snapshots
from w2v_core.training.schedule import SHARES_TO_SEE

MODEL = TrainConfig(dim=6, min_count=1, epochs=20)


@pytest.fixture
def alice(tmp_path):
    return Workspace(tmp_path, ALICE)


def payload(alice):
    setup = SETUP.replace(checkpoint_every=0).to_dict()
    return train_payload(prepared(alice), model=MODEL.to_dict(), setup=setup)


def test_they_are_taken_more_densely_at_first_and_once_at_the_end(alice):
    task, _ = task_for(alice, payload(alice))
    assert training.run(task)
    folder = alice.run_folder(task.id)
    taken = load_snapshots(folder)
    places = np.array([snapshot.words_done for snapshot in taken])
    assert 5 < len(taken) <= len(SHARES_TO_SEE)
    assert places[-1] == 20 * 600
    assert np.diff(places)[-1] > 3 * np.diff(places)[0]
    last = load_embedding(folder).W_in
    np.testing.assert_allclose(taken[-1].W_in, last, rtol=1e-3, atol=1e-4)
    assert np.abs(taken[0].W_in - last).max() > 0.01
    assert taken[-1].loss < taken[0].loss


def test_a_training_that_rests_and_goes_on_has_the_same_ones(alice):
    asked = payload(alice)
    whole, _ = task_for(alice, asked)
    assert training.run(whole)
    calls = iter(range(10_000))
    first, _ = task_for(alice, asked, should_stop=lambda: next(calls) > 60)
    rests = dataclasses.replace(first, is_break=lambda: True)
    assert not training.run(rests)
    assert training.run(dataclasses.replace(rests, should_stop=lambda: False))
    one, two = (load_snapshots(alice.run_folder(task.id)) for task in (whole, rests))
    marks = [snapshot.words_done for snapshot in two]
    assert {snapshot.words_done for snapshot in one} <= set(marks)
    assert marks == sorted(set(marks))
    np.testing.assert_array_equal(one[-1].W_in, two[-1].W_in)
