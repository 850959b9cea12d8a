"""A corpus becomes a run."""

import dataclasses
import gc
import threading
import time
import weakref

import pytest

from tests.jobs.making import (
    ALICE,
    MODEL,
    SETUP,
    SOON,
    TEXT,
    Script,
    ended,
    prepared,
    task_for,
    train_payload,
)
from w2v_core.config import TextConfig
from w2v_core.errors import Cancelled, ConfigError, LimitReached, NotFound
from w2v_core.jobs import requests, training
from w2v_core.jobs.curve import curve_of
from w2v_core.jobs.execute import EXECUTORS
from w2v_core.jobs.failure import outcome
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.task import Executor
from w2v_core.runs.folder import EVENTS, load_record, load_run
from w2v_core.runs.snapshots import load_snapshots
from w2v_core.storage import read_events
from w2v_core.text import library


def test_training_makes_a_run(queue, alice):
    corpus_id = prepared(alice)
    job = requests.train(queue, ALICE, corpus_id, " My run ", MODEL, SETUP, ["king", "unknown"])
    view = ended(queue, job)
    record, embedding = load_run(alice.run_folder(job))
    assert (record.id, record.name, record.stopped) == (job, "My run", False)
    assert record.corpus == dataclasses.replace(
        record.corpus, id=corpus_id, name="Court", words=600, vocabulary=8, sentences=120
    )
    assert record.model == MODEL.resolved(600) and record.engine == "numpy_reference"
    assert record.result.words == 1_200
    assert set(record.result.held_out) == {"softmax_nll", "noise_loss", "pair_mrr"}
    assert record.command.startswith("python -m w2v_core train Court --out RUN --dim 6")
    assert embedding.shape == (8, 6) and embedding.words[0] == "the"

    detail = view.detail
    assert detail.run_id == job and detail.progress.words_done == 1_200
    assert detail.curve[-1].words_done == 1_200
    events = read_events(alice.run_folder(job) / EVENTS)
    assert [event["event"] for event in events][:: len(events) - 1] == ["start", "end"]
    assert curve_of(events)[-1] == detail.curve[-1]


def test_rare_words_are_left_out(queue, alice):
    corpus_id = prepared(alice, TEXT + "rare words\n")
    job = requests.train(queue, ALICE, corpus_id, "Run", MODEL.replace(min_count=5), SETUP)
    ended(queue, job)
    assert load_record(alice.run_folder(job)).corpus.vocabulary == 8


def test_the_same_training_asked_for_twice_is_one_job(tmp_path, alice):
    go = threading.Event()
    table = dict(EXECUTORS) | {"train": Executor(training.lane, lambda task: go.wait(SOON))}
    queue = JobQueue(tmp_path, table)
    corpus_id = prepared(alice)
    ids = {requests.train(queue, ALICE, corpus_id, name, MODEL, SETUP) for name in ("A", "B")}
    ids |= {requests.train(queue, ALICE, corpus_id, "A", MODEL.replace(dim=7), SETUP)}
    assert len(ids) == 2
    go.set()
    queue.shutdown(SOON)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"model": {"dim": 10**9}}, ConfigError),
        ({"model": {"surprise": 1}}, ConfigError),
        ({"setup": {"engine": "abacus"}}, ConfigError),
        ({"name": "  "}, ConfigError),
        ({"corpus_id": "../../etc"}, NotFound),
    ],
)
def test_what_could_never_run_is_refused_at_once(queue, alice, wrong, error):
    with pytest.raises(error):
        queue.submit(ALICE, "train", train_payload(prepared(alice)) | wrong)
    assert queue.views(ALICE) == ()


def test_another_owners_corpus_cannot_be_trained_on(queue, tmp_path):
    theirs = prepared(Workspace(tmp_path, "berta-00"))
    with pytest.raises(NotFound):
        requests.train(queue, ALICE, theirs, "Run", MODEL, SETUP)


def test_runs_kept_are_limited_those_that_wait_included(tmp_path, alice):
    queue = JobQueue(tmp_path, EXECUTORS, Limits(runs=2))
    begun, go = threading.Event(), threading.Event()
    queue.when_idle("train:cpu", lambda: begun.set() or go.wait(SOON))
    assert begun.wait(SOON)
    corpus_id = prepared(alice)
    ids = [queue.submit(ALICE, "train", train_payload(corpus_id, name=f"{n}")) for n in range(2)]
    with pytest.raises(LimitReached, match="2 runs, jobs that wait included"):
        queue.submit(ALICE, "train", train_payload(corpus_id))
    go.set()
    for id in ids:
        queue.wait(id, SOON)
    with pytest.raises(LimitReached, match="2 runs"):
        queue.submit(ALICE, "train", train_payload(corpus_id))
    alice.delete_run(ids[0])
    queue.wait(queue.submit(ALICE, "train", train_payload(corpus_id)), SOON)
    queue.shutdown(SOON)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ({"numbers": 8 * 6 - 1}, "8 words × 6 dimensions are 48 numbers, and 47 is the limit"),
        ({"memory_gb": 1e-6}, r"about 0\.0 GB of memory, and 0\.0 GB is the limit"),
    ],
)
def test_what_would_take_too_much_is_refused_with_the_reason(tmp_path, alice, limits, says):
    queue = JobQueue(tmp_path, EXECUTORS, Limits(**limits))
    with pytest.raises(LimitReached, match=says):
        queue.submit(ALICE, "train", train_payload(prepared(alice)))
    assert queue.views(ALICE) == ()
    queue.shutdown(SOON)


def test_what_would_take_too_long_is_refused_once_the_speed_is_known(tmp_path, queue, alice):
    corpus_id = prepared(alice)
    ended(queue, queue.submit(ALICE, "train", train_payload(corpus_id)))
    strict = JobQueue(tmp_path, EXECUTORS, Limits(hours=1e-5))
    long = train_payload(corpus_id) | {"model": MODEL.replace(epochs=5_000).to_dict()}
    with pytest.raises(LimitReached, match="By the speed of your last run"):
        strict.submit(ALICE, "train", long)
    strict.shutdown(SOON)


def test_training_that_fails_leaves_no_run(queue, alice):
    corpus_id = prepared(alice, "one two three four\n" * 3)
    few = MODEL.replace(min_count=50)
    view = ended(queue, requests.train(queue, ALICE, corpus_id, "Run", few, SETUP), "failed")
    assert "min" in view.error
    assert alice.runs() == ()


def test_a_stopped_run_is_kept_like_any_other(alice):
    asked = []
    task, _ = task_for(alice, train_payload(prepared(alice)), lambda: bool(asked))
    whole = training.run(task, Script(act=lambda n: asked.append(n) if n == 5 else None))
    assert whole is False
    record, embedding = load_run(alice.run_folder(task.id))
    assert record.stopped and len(embedding) == 8
    events = read_events(alice.run_folder(task.id) / EVENTS)
    assert events[-1] == {"event": "end", "stopped": True}


def test_few_reports_are_logged_and_always_the_last(alice):
    task, published = task_for(alice, train_payload(prepared(alice)))
    training.run(task, Script(n_reports=500))
    logged = [
        event["words_done"]
        for event in read_events(alice.run_folder(task.id) / EVENTS)
        if event["event"] == "progress"
    ]
    assert logged[0] == 1 and logged[-1] == 600
    assert len(logged) < 100  # four a second
    details = [detail for _, _, detail in published if detail is not None]
    assert len(details) >= 500 and details[-1].curve[-1].words_done == 600
    fractions = [fraction for fraction, _, _ in published]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0


def test_the_model_is_read_about_once_a_second(alice, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    script = Script(n_reports=50, act=lambda n: clock.__setitem__(0, clock[0] + 0.1))
    task, published = task_for(alice, train_payload(prepared(alice), probes=["king"]))
    training.run(task, script)
    looks = script.reads - len(load_snapshots(alice.run_folder(task.id)))
    assert 4 <= looks <= 6
    glimpse = published[-2][2].glimpse  # the last of all says that it is being scored
    assert [probe.word for probe in glimpse.probes] == ["king"]
    assert glimpse.points.shape == (8, 2)


def test_scores_that_are_not_finite_are_stored_as_unknown(alice):
    task, _ = task_for(alice, train_payload(prepared(alice)))
    training.run(task, Script())
    held_out = load_record(alice.run_folder(task.id)).result.held_out
    assert held_out == {"softmax_nll": None, "noise_loss": None, "pair_mrr": 0.5}


class Examiner:
    """Looks whether the run is kept when its scores are asked for."""

    def __init__(self, look):
        self.look = look

    def scores(self, parameters):
        self.look()
        return {"softmax_nll": 1.0, "noise_loss": 2.0, "pair_mrr": 0.25}


def test_a_run_is_kept_before_it_is_scored(alice):
    task, _ = task_for(alice, train_payload(prepared(alice)))
    before = []
    look = Examiner(lambda: before.append(load_run(alice.run_folder(task.id))[0]))
    training.run(task, Script(examiner=look))
    assert before[0].result.held_out["pair_mrr"] == 0.5  # what the script said
    after = load_run(alice.run_folder(task.id))[0].result
    assert after.held_out == {"softmax_nll": 1.0, "noise_loss": 2.0, "pair_mrr": 0.25}


def test_a_run_outlives_the_memory_that_its_scores_want(alice):
    def fail():
        raise MemoryError

    task, _ = task_for(alice, train_payload(prepared(alice)))
    assert training.run(task, Script(examiner=Examiner(fail)))
    assert load_run(alice.run_folder(task.id))[0].result.words == 600


def test_a_run_deleted_while_it_is_scored_stays_deleted(alice):
    task, _ = task_for(alice, train_payload(prepared(alice)))
    training.run(task, Script(examiner=Examiner(lambda: alice.delete_run(task.id))))
    assert alice.count("runs") == 0


def test_a_run_deleted_while_it_trains_stays_deleted(alice):
    task, _ = task_for(alice, train_payload(prepared(alice)))
    script = Script(act=lambda n: alice.delete_run(task.id) if n == 3 else None)
    with pytest.raises(Cancelled):
        training.run(task, script)
    assert alice.runs() == ()


def test_a_crash_in_training_leaves_no_half_run(alice):
    task, _ = task_for(alice, train_payload(prepared(alice)))

    def crash(n):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        training.run(task, Script(act=crash))
    assert alice.runs() == ()


def test_each_device_has_its_lane():
    assert training.lane(train_payload("x")) == "train:cpu"


def test_arrays_of_a_training_are_let_go(queue, alice, monkeypatch):
    seen = []
    real = training.save_run
    monkeypatch.setattr(
        training,
        "save_run",
        lambda folder, record, embedding, nodes: (
            seen.append(weakref.ref(embedding)),
            real(folder, record, embedding, nodes),
        ),
    )
    ended(queue, requests.train(queue, ALICE, prepared(alice), "Run", MODEL, SETUP))
    deadline = time.monotonic() + SOON
    while seen[0]() is not None and time.monotonic() < deadline:
        gc.collect()
        time.sleep(0.01)
    assert seen[0]() is None


def test_the_last_look_at_the_model_is_shown(alice):
    task, published = task_for(alice, train_payload(prepared(alice)))
    training.run(task, Script(n_reports=1))
    assert published[-2][2].glimpse is not None


def test_the_command_names_a_built_in_text_as_the_command_line_does(alice):
    id = new_id()
    folder = alice.new_corpus_folder(id)
    library.keep_text(folder, "Toy world", "built-in", TEXT, TextConfig())
    library.build(folder)
    task, _ = task_for(alice, train_payload(id))
    training.run(task, Script())
    assert " train built-in:toy-world --out" in load_record(alice.run_folder(task.id)).command


def test_a_job_stopped_before_there_was_anything_to_keep_says_so_and_leaves_no_run(alice):
    def stopped(*_):
        raise Cancelled("Stopped before the counts were made; nothing was kept.")

    task, _ = task_for(alice, train_payload(prepared(alice)))
    assert outcome(lambda: training.run(task, stopped)) == (
        "stopped",
        "Stopped before the counts were made; nothing was kept.",
    )
    assert alice.count("runs") == 0
