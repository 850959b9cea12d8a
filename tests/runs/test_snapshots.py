"""Snapshots of a training: small, in order, verified, and taken again where it was cut."""

import numpy as np
import pytest

from w2v_core.errors import TornFile
from w2v_core.runs.snapshots import (
    MOST_WORDS,
    SNAPSHOTS,
    Snapshot,
    add_snapshot,
    forget_snapshots,
    load_snapshots,
)


def put(run, *words, loss=1.5):
    for n in words:
        add_snapshot(run, Snapshot(n, loss, np.full((5, 3), n / 7, np.float32)))


def test_what_was_kept_comes_back_in_order_and_half_precision(tmp_path):
    put(tmp_path, 20, 3, 100)
    found = load_snapshots(tmp_path)
    assert [snapshot.words_done for snapshot in found] == [3, 20, 100]
    np.testing.assert_allclose(found[0].W_in, 3 / 7, rtol=1e-3)
    assert found[0].W_in.dtype == np.float32
    assert found[0].loss == 1.5


def test_an_unknown_loss_stays_unknown(tmp_path):
    put(tmp_path, 1, loss=None)
    assert load_snapshots(tmp_path)[0].loss is None


def test_only_the_most_frequent_words_are_kept(tmp_path):
    add_snapshot(tmp_path, Snapshot(1, None, np.zeros((2 * MOST_WORDS, 4), np.float32)))
    assert load_snapshots(tmp_path)[0].W_in.shape == (MOST_WORDS, 4)


def test_a_damaged_one_is_named(tmp_path):
    put(tmp_path, 1, 2)
    damaged = sorted((tmp_path / SNAPSHOTS).glob("0*"))[1]
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    with pytest.raises(TornFile, match=damaged.name):
        load_snapshots(tmp_path)
    forget_snapshots(tmp_path, after=1)
    assert [snapshot.words_done for snapshot in load_snapshots(tmp_path)] == [1]


def test_a_run_that_was_deleted_is_not_made_again(tmp_path):
    with pytest.raises(FileNotFoundError):
        put(tmp_path / "gone", 1)
    assert not (tmp_path / "gone").exists()


def test_a_run_without_any_has_none(tmp_path):
    assert load_snapshots(tmp_path) == ()
    forget_snapshots(tmp_path, after=0)
    assert not (tmp_path / SNAPSHOTS).exists()
