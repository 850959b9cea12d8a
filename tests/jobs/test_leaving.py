"""What an owner keeps is listed, taken along whole, removed whole, and aged out by running days."""

import io
import json
import time
import zipfile

import pytest

from tests.jobs.making import ALICE, MODEL, SETUP, SOON, prepared
from w2v_core.errors import NotFound, StorageError
from w2v_core.jobs import leaving, requests
from w2v_core.jobs.home import Workspace


@pytest.fixture
def berta(tmp_path):
    return Workspace(tmp_path, "berta-00")


@pytest.fixture
def run_id(queue, alice):
    id = requests.train(queue, ALICE, prepared(alice), "Court", MODEL, SETUP)
    queue.wait(id, SOON)
    alice.publish_run(id)
    return id


def test_all_is_listed(alice, run_id):
    text, run = leaving.items(alice)
    assert (text.shelf, text.name, text.published) == ("corpora", "Court", False)
    assert (run.shelf, run.id, run.name, run.published) == ("runs", run_id, "Court", True)
    assert text.n_bytes > 1_000 and run.n_bytes > 500


def test_the_archive_holds_all_but_what_can_be_made_again(alice, berta, run_id):
    prepared(berta)
    data = b"".join(leaving.archive(alice, [{"id": run_id}]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert json.loads(archive.read("jobs.json")) == [{"id": run_id}]
        for name in names - {"jobs.json"}:
            assert archive.read(name) == (alice.folder / name).read_bytes()
    assert f"runs/{run_id}/vectors.safetensors" in names
    assert any(name.endswith("/text.txt") for name in names)
    assert not any("built" in name or berta.owner in name for name in names)


def test_to_remove_takes_all_of_it_and_nothing_of_others(queue, tmp_path, alice, berta, run_id):
    theirs = prepared(berta)
    other = requests.train(queue, berta.owner, theirs, "Other", MODEL, SETUP)
    queue.wait(other, SOON)
    leaving.remove(queue, ALICE)
    assert not alice.folder.exists()
    assert alice.runs() == () and queue.views(ALICE) == ()
    with pytest.raises(NotFound):
        berta.shown_by(run_id)
    assert list((tmp_path / "published").iterdir()) == []
    assert berta.run_folder(other) and queue.view(berta.owner, other).state == "done"
    leaving.remove(queue, ALICE)  # again, for nothing


def test_to_remove_ends_what_trains_first(queue, alice):
    long = MODEL.replace(epochs=9_999)
    ids = [
        requests.train(queue, ALICE, prepared(alice), f"{n}", long, SETUP.replace(seed=n))
        for n in (1, 2)
    ]
    leaving.remove(queue, ALICE, SOON)
    assert not alice.folder.exists()
    for id in ids:
        with pytest.raises(NotFound):
            queue.view(ALICE, id)


def test_what_does_not_end_in_time_is_said(queue, alice):
    id = requests.train(queue, ALICE, prepared(alice), "x", MODEL.replace(epochs=9_999), SETUP)
    while queue.view(ALICE, id).state != "running":
        time.sleep(0.01)
    with pytest.raises(StorageError, match="delete again"):
        leaving.remove(queue, ALICE, 0.0)


def test_days_are_counted_however_the_clock_jumps(tmp_path):
    days = ["2026-01-01", "2026-01-01", "2099-01-01", "2026-01-02", "1970-01-01"]
    assert [leaving.days_run(tmp_path, day) for day in days] == [1, 1, 2, 3, 4]
    (tmp_path / leaving.DAYS).write_bytes(b"{")
    assert leaving.days_run(tmp_path, "2026-01-03") == 1


def test_who_does_not_come_is_aged_out_and_nobody_else(queue, alice, berta, run_id):
    prepared(berta)
    assert leaving.age_out(queue, 10, 5) == 0  # never seen: counts as seen on day 5
    assert leaving.note_visit(berta, 12) and not leaving.note_visit(berta, 12)
    assert leaving.age_out(queue, 10, 15) == 0
    assert leaving.age_out(queue, 0, 999) == 0
    assert leaving.age_out(queue, 10, 16) == 1
    assert not alice.folder.exists() and berta.count("corpora") == 1


def test_who_keeps_nothing_leaves_no_trace(alice):
    assert not leaving.note_visit(alice, 1)
    assert not alice.folder.exists()
