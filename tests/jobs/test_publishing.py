"""A published run may be read by everybody, and is changed by nobody but its owner."""

import pytest

from tests.jobs.making import ALICE, MODEL, SETUP, SOON, prepared
from w2v_core.errors import ConfigError, NotFound
from w2v_core.jobs import requests
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.runs.folder import load_embedding, load_record


@pytest.fixture
def berta(tmp_path):
    return Workspace(tmp_path, "berta-00")


@pytest.fixture
def run_id(queue, alice):
    id = requests.train(queue, ALICE, prepared(alice), "Court", MODEL, SETUP)
    queue.wait(id, SOON)
    return id


def test_a_run_is_read_by_others_while_it_is_published(alice, berta, run_id):
    with pytest.raises(NotFound):
        berta.shown_by(run_id)
    alice.publish_run(run_id)
    assert berta.shown_by(run_id) == alice == alice.shown_by(run_id)
    assert "king" in load_embedding(berta.shown_by(run_id).run_folder(run_id))
    assert alice.is_published(run_id) and not berta.is_published(run_id)
    assert berta.runs() == ()
    alice.unpublish_run(run_id)
    with pytest.raises(NotFound):
        berta.shown_by(run_id)
    assert alice.shown_by(run_id) == alice


def test_nobody_else_changes_a_published_run_or_reads_its_text(queue, alice, berta, run_id):
    alice.publish_run(run_id)
    record = load_record(alice.run_folder(run_id))
    for forbidden in (
        lambda: berta.rename_run(run_id, "Mine"),
        lambda: berta.delete_run(run_id),
        lambda: berta.publish_run(run_id),
        lambda: berta.unpublish_run(run_id),
        lambda: berta.run_folder(run_id),
        lambda: berta.corpus_folder(record.corpus.id),
        lambda: requests.train_on(queue, berta.owner, record, "More", 1, 0.02),
        lambda: queue.view(berta.owner, run_id),
        lambda: queue.resume(berta.owner, run_id),
    ):
        with pytest.raises(NotFound):
            forbidden()
    assert alice.is_published(run_id)


def test_a_stranger_with_a_text_alike_cannot_train_on_from_it(queue, alice, berta, run_id):
    alice.publish_run(run_id)
    record = load_record(alice.run_folder(run_id))
    own = requests.train(queue, berta.owner, prepared(berta), "Own", MODEL, SETUP)
    queue.wait(own, SOON)
    mine = load_record(berta.run_folder(own))
    payload = {"continues": {"run": record.id, "name": "x", "words": 1, "command": ""}}
    payload |= {"corpus_id": mine.corpus.id, "name": "More", "probes": []}
    payload |= {"model": mine.model.to_dict(), "setup": mine.setup.to_dict()}
    id = queue.submit(berta.owner, "train", payload)
    queue.wait(id, SOON)
    view = queue.view(berta.owner, id)
    assert view.state == "failed" and "not yours" in view.error


def test_a_deleted_run_is_published_no_more(tmp_path, alice, berta, run_id):
    alice.publish_run(run_id)
    alice.delete_run(run_id)
    with pytest.raises(NotFound):
        berta.shown_by(run_id)
    assert list((tmp_path / "published").iterdir()) == []


def test_only_a_run_that_ended_is_published(alice):
    cut = new_id()
    alice.new_run_folder(cut)
    with pytest.raises(ConfigError, match="when it has ended"):
        alice.publish_run(cut)


@pytest.mark.parametrize("id", ["../../etc/passwd", "", "x" * 32, "..", "a/b"])
def test_hostile_ids_are_shown_by_nobody(alice, id):
    with pytest.raises(NotFound):
        alice.shown_by(id)
    assert not alice.is_published(id)


def test_a_mark_that_was_tampered_with_shows_nothing(tmp_path, alice, berta, run_id):
    alice.publish_run(run_id)
    (tmp_path / "published" / run_id).write_text("../berta-00")
    with pytest.raises(NotFound):
        berta.shown_by(run_id)
