"""When a checkpoint is written, and what is said when it cannot be."""

import dataclasses
import math

import numpy as np
import pytest

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.errors import ConfigError, StorageError
from w2v_core.jobs import keeping
from w2v_core.jobs.keeping import SHARE, Keeper, place_of, problem_of
from w2v_core.runs.checkpoints import newest_facts
from w2v_core.text.corpus import build_corpus
from w2v_core.training.state import TrainingState

MODEL, SETUP = TrainConfig(dim=2, min_count=1), EngineConfig(engine="numpy_reference", device="cpu")


def problem(text="one two\nthree two\n", model=MODEL, setup=SETUP):
    return problem_of(build_corpus([text], TextConfig()), model, setup)


def state(chunks=1):
    tables = {"W_in": np.ones((3, 2), np.float32), "W_out": np.ones((3, 2), np.float32)}
    return TrainingState(chunks, 1, 2, 0.25, 40, 7.5, 90, None, tables)


class Clock(Keeper):
    """A keeper whose writings take a given time and leave nothing."""

    def __init__(self, every, takes):
        super().__init__(None, every, {})
        self.takes, self.written, self.now = takes, [], 0.0

    def write(self, read):
        self.written.append(self.now)
        self.took = self.takes
        self.spent += self.took

    def run(self, seconds, step=0.5):
        for self.now in np.arange(0, seconds, step):
            self.keep(self.now, state)
        return self.written


def test_one_is_written_every_so_many_seconds():
    assert Clock(30, takes=0.1).run(121) == [30, 60, 90, 120]


def test_none_unless_it_is_asked_for():
    assert Clock(0, takes=0.1).run(1_000) == []


@pytest.mark.parametrize("takes", [0.7, 3.0, 20.0])
def test_what_takes_long_is_written_seldom(takes):
    clock = Clock(30, takes)
    times = clock.run(10_000)
    for n, at in enumerate(times[1:], 2):
        assert n * takes <= SHARE * at + 1e-9, "the whole cost, this one included"
    assert len(times) >= 0.8 * SHARE * 10_000 / max(takes, SHARE * 30)


def test_a_full_disk_is_said_and_does_not_end_the_training(tmp_path, monkeypatch, caplog):
    keeper = Keeper(tmp_path, 1.0, problem())
    keeper.keep(0.0, state)

    def full(*_):
        raise StorageError("It could not be written to the disk.")

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "write_checkpoint", full)
        keeper.keep(2.0, state)
    assert "to the disk" in keeper.note
    keeper.keep(100.0, state)
    assert keeper.note == "" and newest_facts(tmp_path)["state"]["chunks"] == 1


def test_a_loss_beyond_numbers_is_kept_as_unknown(tmp_path):
    Keeper(tmp_path, 1.0, problem()).write(lambda: dataclasses.replace(state(), loss=math.nan))
    assert place_of(tmp_path, problem())[0].loss is None


def test_the_same_place_is_written_once(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(keeping, "write_checkpoint", lambda _, number, *__: written.append(number))
    keeper = Keeper(tmp_path, 1.0, problem())
    for chunks in (1, 1, 2):
        keeper.write(lambda chunks=chunks: state(chunks))
    assert written == [1, 2]


def test_a_run_that_was_deleted_is_not_made_again(tmp_path):
    Keeper(tmp_path / "gone", 1.0, problem()).write(state)
    assert not (tmp_path / "gone").exists()


def test_the_place_comes_back(tmp_path):
    Keeper(tmp_path, 1.0, problem()).write(state)
    found, torn = place_of(tmp_path, problem())
    assert torn == () and found.facts() == state().facts()
    assert np.array_equal(found.tables["W_in"], state().tables["W_in"])
    assert place_of(tmp_path / "none", problem()) == (None, ())


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"text": "one two\nthree four\n"}, "The text has changed"),
        ({"setup": SETUP.replace(engine="torch")}, "the engine numpy_reference"),
        ({"model": MODEL.replace(window=3)}, "The model of this run"),
        ({"setup": SETUP.replace(seed=9)}, "The seed of this run"),
    ],
)
def test_another_problem_is_not_gone_on_with(tmp_path, other, says):
    Keeper(tmp_path, 1.0, problem()).write(state)
    with pytest.raises(ConfigError, match=says):
        place_of(tmp_path, problem(**other))
