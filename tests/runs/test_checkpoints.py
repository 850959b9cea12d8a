"""The last two checkpoints are kept; a torn one is named, and the one before it taken."""

import errno
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import ConfigError, StorageError
from w2v_core.runs import checkpoints
from w2v_core.runs.checkpoints import (
    CHECKPOINTS,
    FACTS,
    TABLES,
    drop_checkpoints,
    newest_checkpoint,
    newest_facts,
    write_checkpoint,
)
from w2v_core.storage import MANIFEST, sync_folder, write_set


def tables(n):
    return {
        "W_in": np.full((3, 2), n, np.float32),
        "W_out": np.arange(6.0).reshape(3, 2).T,  # float64, and not in one piece
        "past": np.zeros((0, 0)),
    }


def written(run, *numbers):
    for n in numbers:
        write_checkpoint(run, n, {"n": n}, tables(n))
    return run


def names(run):
    return sorted(path.name for path in (run / CHECKPOINTS).iterdir())


def test_what_was_written_comes_back_to_the_bit(tmp_path):
    found, torn = newest_checkpoint(written(tmp_path, 5))
    assert torn == () and found.facts == {"n": 5}
    for name, table in tables(5).items():
        assert found.tables[name].dtype == table.dtype
        assert np.array_equal(found.tables[name], table)


def test_without_one_there_is_nothing(tmp_path):
    assert newest_checkpoint(tmp_path) == (None, ())
    assert newest_facts(tmp_path / "gone") is None


def test_the_last_two_are_kept(tmp_path):
    written(tmp_path, 1, 2, 3)
    assert names(tmp_path) == ["0000000002", "0000000003"]


def test_those_of_a_future_that_did_not_come_are_dropped(tmp_path):
    written(tmp_path, 1, 9)
    written(tmp_path, 4)
    assert names(tmp_path) == ["0000000001", "0000000004"]
    assert newest_facts(tmp_path) == {"n": 4}


def test_the_same_one_again_replaces_it(tmp_path):
    written(tmp_path, 1, 2, 2)
    assert names(tmp_path) == ["0000000001", "0000000002"]


@given(name=st.sampled_from([FACTS, TABLES, MANIFEST]), place=st.integers(0), cut=st.booleans())
def test_every_damage_is_named_and_the_one_before_is_taken(tmp_path_factory, name, place, cut):
    run = written(tmp_path_factory.mktemp("run"), 1, 2)
    file = run / CHECKPOINTS / "0000000002" / name
    data = bytearray(file.read_bytes())
    at = place % len(data)
    data[at] ^= 0x01
    file.write_bytes(data[:at] if cut else data)
    found, torn = newest_checkpoint(run)
    if found.facts == {"n": 2}:  # a manifest may say the same in other bytes
        assert name == MANIFEST and np.array_equal(found.tables["W_in"], tables(2)["W_in"])
    else:
        assert found.facts == {"n": 1} and len(torn) == 1
        assert f"0000000002/{name}" in torn[0] or name == MANIFEST


def test_one_of_the_first_format_is_read_and_one_of_a_newer_program_refused(tmp_path):
    for number, stored in ((1, {"n": 1}), (2, {"format": 99, "facts": {"n": 2}})):
        files = {FACTS: json.dumps(stored).encode(), TABLES: checkpoints._writer(tables(number))}
        write_set(tmp_path / CHECKPOINTS / f"{number:010d}", files)
        if number == 1:
            assert newest_checkpoint(tmp_path)[0].facts == newest_facts(tmp_path) == {"n": 1}
    for read in (newest_checkpoint, newest_facts):
        with pytest.raises(ConfigError, match="format 99"):
            read(tmp_path)


def test_with_both_damaged_both_are_named(tmp_path):
    written(tmp_path, 1, 2)
    for folder in (tmp_path / CHECKPOINTS).iterdir():
        (folder / TABLES).unlink()
    found, torn = newest_checkpoint(tmp_path)
    assert found is None and len(torn) == 2
    assert newest_facts(tmp_path) == {"n": 2}


def test_one_that_was_cut_while_it_was_written_was_never_there(tmp_path):
    written(tmp_path, 1)
    half = tmp_path / CHECKPOINTS / "0000000002"
    half.mkdir()
    (half / f".{TABLES}.ab12.staged").write_bytes(b"half")
    found, torn = newest_checkpoint(tmp_path)
    assert found.facts == {"n": 1} and torn == ()
    written(tmp_path, 3)
    assert names(tmp_path) == ["0000000001", "0000000003"]


def test_a_full_disk_leaves_the_ones_before(tmp_path, monkeypatch):
    written(tmp_path, 1)

    def full(*_):
        raise StorageError("no room")

    monkeypatch.setattr(checkpoints, "write_set", full)
    with pytest.raises(StorageError):
        written(tmp_path, 2)
    assert newest_facts(tmp_path) == {"n": 1}


def test_a_disk_without_room_for_a_folder_is_said_to_people(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path))

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(StorageError, match="No space left") as raised:
        written(tmp_path, 1)
    assert str(tmp_path) not in str(raised.value)


def test_a_deleted_run_is_not_made_again(tmp_path):
    with pytest.raises(FileNotFoundError):
        written(tmp_path / "gone", 1)
    assert not (tmp_path / "gone").exists()


def test_dropped_they_are_gone(tmp_path):
    written(tmp_path, 1, 2)
    shutil.copytree(
        tmp_path / CHECKPOINTS, tmp_path / f".{CHECKPOINTS}.old"
    )  # a deletion cut short
    drop_checkpoints(tmp_path)
    drop_checkpoints(tmp_path)
    sync_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []
