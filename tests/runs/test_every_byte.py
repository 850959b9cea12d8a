"""Every byte of a run cut or flipped: the run is told as damaged, or is what it was; never else.

    python -m pytest tests/runs/test_every_byte.py --run-slow

The usual run takes some of the bytes; the slow one takes each, in every file of a run.
"""

import dataclasses
import shutil

import numpy as np
import pytest

from tests.runs.test_folder import EMBEDDING, RECORD
from w2v_core.errors import W2VError
from w2v_core.jobs.curve import curve_of
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.runs.folder import EVENTS, LABEL, load_run, rename, save_run
from w2v_core.storage import append_event, read_events

STEP = 13  # every so many bytes in the usual run


@pytest.fixture
def own(tmp_path):
    return Workspace(tmp_path, "alice-00")


@pytest.fixture
def run(own):
    id = new_id()
    folder = own.new_run_folder(id)
    append_event(folder / EVENTS, {"event": "start", "name": "Run", "created": "2030"})
    for n in range(3):
        append_event(folder / EVENTS, {"event": "progress", "words_done": n, "loss": 1.0 + n})
    save_run(folder, dataclasses.replace(RECORD, id=id, name="Run"), EMBEDDING)
    rename(folder, "Other name")
    return folder


def harmed(data):
    """The content of a file with each byte flipped, and cut before each byte."""
    for place in range(len(data)):
        yield place, data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :]
        yield place, data[:place]


def check(own, folder, name, events):
    """Whatever was done to a file, what is read is right, or it is said to be damaged."""
    listed = own.runs()
    assert len(listed) == 1
    try:
        record, embedding = load_run(folder)
    except W2VError as error:
        assert str(error).endswith(".") and "\n" not in str(error)
        assert listed[0].record is None or name != "run.json"
    else:
        assert embedding.words == EMBEDDING.words
        np.testing.assert_array_equal(embedding.W_in, EMBEDDING.W_in)
        same = dataclasses.replace(record, name="Run")
        assert same == dataclasses.replace(RECORD, id=record.id, name="Run")
        assert name == LABEL or record.name == "Other name"
    told = read_events(folder / EVENTS)
    assert all(event in events for event in told)
    curve_of(told)


def run_all(own, folder, step):
    events = read_events(folder / EVENTS)
    count = 0
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        for place, harm in harmed(data):
            if place % step:
                continue
            path.write_bytes(harm)
            check(own, folder, path.name, events)
            count += 1
        path.write_bytes(data)
    load_run(folder)
    return count


def test_some_bytes_of_every_file(own, run):
    assert run_all(own, run, STEP) > 200


@pytest.mark.slow
def test_each_byte_of_every_file(own, run):
    assert run_all(own, run, 1) > 4_000


def test_a_file_that_is_gone_is_named(own, run):
    for path in sorted(run.iterdir()):
        aside = run.parent / f".{path.name}"
        shutil.move(path, aside)
        check(own, run, path.name, read_events(run / EVENTS))
        shutil.move(aside, path)
    load_run(run)
