"""Two owners and every way in: no method, request or job of one reaches what is the other's.

The ways in are found by looking, so that a new one is tried too, or has to be named here.
"""

import inspect

import pytest

from tests.jobs.making import ALICE, MODEL, SETUP, SOON, prepared
from w2v_core.config import MapConfig
from w2v_core.errors import NotFound
from w2v_core.jobs import requests
from w2v_core.jobs.execute import EXECUTORS
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.queue import JobQueue
from w2v_core.runs.folder import load_record
from w2v_core.training.tradeoffs import Budget

BERTA = "berta-00"
FRESH = {"new_run_folder", "new_corpus_folder", "upload", "keep_upload"}  # ids made by the program
ANSWERS = {"is_published": False}
MORE = {"rename_run": ("name",), "annotate_run": ("note",)}


def taking(kind, parameter):
    """The public methods of a class that take a parameter."""
    functions = inspect.getmembers(kind, inspect.isfunction)
    public = ((name, function) for name, function in functions if not name.startswith("_"))
    return [name for name, f in public if parameter in inspect.signature(f).parameters]


@pytest.fixture
def run_id(queue, alice):
    id = requests.train(queue, ALICE, prepared(alice), "Court", MODEL, SETUP)
    queue.wait(id, SOON)
    return id


@pytest.fixture
def record(alice, run_id):
    return load_record(alice.run_folder(run_id))


def test_no_method_of_a_workspace_reaches_another(tmp_path, alice, run_id, record):
    berta = Workspace(tmp_path, BERTA)
    tried = 0
    for name in set(taking(Workspace, "id")) - FRESH:
        for id in (run_id, record.corpus.id):
            if name in ANSWERS:
                assert getattr(berta, name)(id) == ANSWERS[name]
                continue
            with pytest.raises(NotFound):
                getattr(berta, name)(id, *MORE.get(name, ()))
            tried += 1
    assert tried >= 16
    assert berta.runs() == berta.corpora() == () and berta.count("runs") == 0
    assert alice.run_folder(run_id) and alice.corpus_folder(record.corpus.id)


def test_no_method_of_the_queue_reaches_another(queue, run_id):
    both = set(taking(JobQueue, "owner")) & set(taking(JobQueue, "job_id"))
    assert both >= {"view", "stop", "pause", "resume"}
    for name in both:
        with pytest.raises(NotFound):
            getattr(queue, name)(BERTA, run_id)
    assert queue.views(BERTA) == ()


def test_no_request_reaches_another(queue, run_id, record):
    tries = {
        "prepare": lambda: requests.prepare(queue, BERTA, record.corpus.id),
        "train": lambda: requests.train(queue, BERTA, record.corpus.id, "x", MODEL, SETUP),
        "train_on": lambda: requests.train_on(queue, BERTA, record, "x", 1, 0.02),
        "make_map": lambda: requests.make_map(queue, BERTA, run_id, MapConfig()),
        "more_models": lambda: requests.more_models(queue, BERTA, run_id, "seeds", 2),
        "every_method": lambda: requests.every_method(
            queue, BERTA, record.corpus.id, MODEL, Budget(epochs=1)
        ),
        "growing_parts": lambda: requests.growing_parts(queue, BERTA, record.corpus.id, MODEL),
    }
    made = {name for name, f in inspect.getmembers(requests, inspect.isfunction)
            if f.__module__ == requests.__name__}  # fmt: skip
    assert made - set(tries) == {"prepare_built_in", "import_vectors"}  # take no id of the kind
    for attempt in tries.values():
        with pytest.raises(NotFound):
            attempt()
    assert queue.views(BERTA) == ()


def test_no_job_is_admitted_for_what_is_anothers(tmp_path, run_id, record):
    options = {"model": MODEL.to_dict(), "setup": SETUP.to_dict()}
    payloads = {
        "corpus": {"corpus_id": record.corpus.id},
        "train": {"corpus_id": record.corpus.id, "name": "x", **options},
        "map": {"run_id": run_id, "config": MapConfig().to_dict()},
        "confidence": {"run_id": run_id, "kind": "seeds", "n": 2},
        "learning": {"corpus_id": record.corpus.id, "model": MODEL.to_dict()},
        "tradeoffs": {
            "corpus_id": record.corpus.id,
            "model": MODEL.to_dict(),
            "budget": {"epochs": 1},
        },
    }
    assert set(EXECUTORS) - set(payloads) == {"import"}  # its file is brought by the same owner
    for kind, payload in payloads.items():
        with pytest.raises(NotFound):
            EXECUTORS[kind].admit(Workspace(tmp_path, BERTA), payload, Limits())


def test_an_upload_is_read_from_ones_own_folder_alone(queue, tmp_path, alice):
    upload = new_id()
    alice.keep_upload(upload, b"2 2\nking 1 0\nqueen 0 1\n")
    id = requests.import_vectors(queue, BERTA, upload, "x", "auto")
    queue.wait(id, SOON)
    assert queue.view(BERTA, id).state == "failed"
    assert Workspace(tmp_path, BERTA).runs() == ()
    assert alice.upload(upload).exists()
