"""The job that makes a run of somebody's file of vectors."""

import pytest

from tests.formats.files import some_words, written
from tests.jobs.making import ALICE, ended, task_for
from w2v_core.errors import Cancelled, ConfigError
from w2v_core.formats.base import FormatError
from w2v_core.jobs import importing, requests
from w2v_core.jobs.execute import EXECUTORS
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.queue import JobQueue
from w2v_core.query.neighbours import neighbours
from w2v_core.runs.folder import load_run


@pytest.fixture
def alice(tmp_path):
    return Workspace(tmp_path, ALICE)


def brought(alice, data, name="vectors.vec", form="auto"):
    upload = new_id()
    alice.keep_upload(upload, data)
    return {"upload": upload, "name": name, "format": form}


def test_a_file_becomes_a_run_and_is_gone(alice):
    words = some_words()
    payload = brought(alice, written(words, "word2vec-binary"), "my.bin")
    task, published = task_for(alice, payload)
    assert importing.run(task)
    record, embedding = load_run(alice.run_folder(task.id))
    assert embedding.words == words.words
    assert neighbours(embedding, "wört3") == [
        type(n)(n.word, n.cosine, None, n.id) for n in neighbours(words, "wört3")
    ]
    assert (record.name, record.imported.format) == ("my.bin", "word2vec-binary")
    assert (record.model.dim, record.corpus.vocabulary, record.result.words) == (7, 50, 0)
    assert not alice.upload(payload["upload"]).exists()
    assert published and all(0 <= fraction <= 1 for fraction, *_ in published)


def test_what_was_mended_is_kept_with_the_run(alice):
    task, _ = task_for(alice, brought(alice, b"3 1\na 1\na 2\nb 3\n"))
    importing.run(task)
    assert "came before" in load_run(alice.run_folder(task.id))[0].imported.notes[0]


def test_a_bad_file_leaves_no_run_and_no_upload(alice):
    payload = brought(alice, b"Call me Ishmael.\n")
    task, _ = task_for(alice, payload)
    with pytest.raises(FormatError):
        importing.run(task)
    assert alice.count("runs") == 0
    assert not alice.upload(payload["upload"]).exists()


def test_a_stopped_import_leaves_no_run(alice):
    task, _ = task_for(alice, brought(alice, written(some_words(), "glove")), lambda: True)
    with pytest.raises(Cancelled):
        importing.run(task)
    assert alice.count("runs") == 0


def test_a_file_that_is_gone_is_told(alice):
    task, _ = task_for(alice, {"upload": new_id(), "name": "x", "format": "auto"})
    with pytest.raises(ConfigError, match="bring it again"):
        importing.run(task)


def test_what_is_not_admitted(alice):
    fine = {"upload": new_id(), "name": "x.vec", "format": "glove"}
    importing.admit(alice, fine, Limits())
    for wrong in ({"format": "projector"}, {"name": " \n"}):
        with pytest.raises(ConfigError):
            importing.admit(alice, fine | wrong, Limits())


def test_the_queue_imports_for_its_owner_alone(tmp_path, alice):
    queue = JobQueue(tmp_path, EXECUTORS)
    upload = brought(alice, written(some_words(), "glove"))["upload"]
    job = requests.import_vectors(queue, ALICE, upload, "g.txt", "auto")
    ended(queue, job)
    queue.shutdown(5.0)
    assert [run.name for run in alice.runs()] == ["g.txt"]
    assert not Workspace(tmp_path, "bobby-00").runs()
