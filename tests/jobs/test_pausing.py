"""Jobs rest and go on: paused, stopped while they rest, cut by the end of the process."""

import shutil
import threading
import time

import pytest

from tests.jobs.making import ALICE, MODEL, SETUP, SOON, ended, kept, prepared
from w2v_core.config import TextConfig
from w2v_core.errors import ConfigError, NotFound
from w2v_core.jobs import requests, training
from w2v_core.jobs.curve import curve_of
from w2v_core.jobs.execute import EXECUTORS
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.queue import JobQueue
from w2v_core.jobs.start_up import open_jobs
from w2v_core.jobs.task import Executor
from w2v_core.runs.checkpoints import CHECKPOINTS, newest_facts
from w2v_core.runs.folder import EVENTS, VECTORS, load_record, load_run
from w2v_core.storage import read_events
from w2v_core.text import library

LONG = MODEL.replace(epochs=16, sample=0.0, window=3)  # seconds, with the reference engine
BERTA = "berta-00"


@pytest.fixture
def corpus_id(alice):
    return prepared(alice)


def asked(queue, corpus_id, **more):
    return requests.train(queue, ALICE, corpus_id, "Run", LONG.replace(**more), SETUP)


def trains(queue, id):
    """Wait until a job has reported something new."""
    before = queue.view(ALICE, id).detail
    end = time.monotonic() + SOON
    while queue.view(ALICE, id).detail in (None, before):
        assert time.monotonic() < end, queue.view(ALICE, id)
        time.sleep(0.005)


def paused(queue, id):
    queue.pause(ALICE, id)
    return ended(queue, id, "paused")


def vectors(alice, id):
    return (alice.run_folder(id) / VECTORS).read_bytes()


@pytest.fixture
def whole(queue, alice, corpus_id):
    id = asked(queue, corpus_id)
    ended(queue, id)
    return vectors(alice, id)


def test_paused_and_gone_on_with_twice_it_ends_as_if_never_paused(queue, alice, corpus_id, whole):
    id = asked(queue, corpus_id)
    places = []
    for _ in range(2):
        trains(queue, id)
        view = paused(queue, id)
        assert view.finished is None and 0 < view.fraction < 1
        assert not (alice.run_folder(id) / VECTORS).exists()
        places.append(newest_facts(alice.run_folder(id))["state"]["words_done"])
        queue.resume(ALICE, id)
        queue.resume(ALICE, id)  # a double click
    assert 0 < places[0] < places[1]
    ended(queue, id)
    assert vectors(alice, id) == whole
    record = load_record(alice.run_folder(id))
    assert not record.stopped and record.result.words == 16 * 600
    assert not (alice.run_folder(id) / CHECKPOINTS).exists()
    words = [point.words_done for point in curve_of(read_events(alice.run_folder(id) / EVENTS))]
    assert words == sorted(set(words))


def test_a_paused_job_lets_the_next_one_train(queue, corpus_id):
    first = asked(queue, corpus_id)
    trains(queue, first)
    second = asked(queue, corpus_id, epochs=1, dim=3)
    paused(queue, first)
    ended(queue, second)
    assert queue.view(ALICE, first).state == "paused"
    queue.stop(ALICE, first)


def test_a_waiting_job_is_paused_at_once_and_waits_again(queue, alice, corpus_id):
    running = asked(queue, corpus_id)
    trains(queue, running)
    waiting = asked(queue, corpus_id, epochs=1)
    assert paused(queue, waiting).started is None
    queue.resume(ALICE, waiting)
    assert queue.view(ALICE, waiting).rank == 1
    paused(queue, waiting)
    queue.stop(ALICE, waiting)
    assert queue.view(ALICE, waiting).state == "stopped"
    queue.stop(ALICE, running)
    queue.wait(running, SOON)


def test_stopped_while_it_rests_it_keeps_the_vectors_of_then(queue, alice, corpus_id):
    id = asked(queue, corpus_id)
    trains(queue, id)
    other = asked(queue, corpus_id, dim=3)  # the lane is busy, and that must not matter
    paused(queue, id)
    trains(queue, other)
    at = newest_facts(alice.run_folder(id))["state"]["words_done"]
    queue.stop(ALICE, id)
    ended(queue, id, "stopped")
    assert queue.view(ALICE, other).state == "running"
    record, embedding = load_run(alice.run_folder(id))
    assert record.stopped and record.result.words == at and len(embedding) == 8
    queue.stop(ALICE, other)
    queue.wait(other, SOON)


def test_stopped_while_it_is_being_paused_it_is_stopped(queue, alice, corpus_id):
    id = asked(queue, corpus_id)
    trains(queue, id)
    queue.pause(ALICE, id)
    queue.stop(ALICE, id)
    queue.wait(id, SOON)
    if queue.view(ALICE, id).state == "paused":  # it was quicker
        pytest.skip("no data: the pause was over before the stop")
    assert load_record(alice.run_folder(id)).stopped


def test_stopped_just_after_its_place_was_kept_it_keeps_a_result(tmp_path):
    kept = []

    def work(task):
        end = time.monotonic() + SOON
        while not task.should_stop() and time.monotonic() < end:
            time.sleep(0.001)
        if task.is_break():
            queue.stop(ALICE, task.id)  # the page is quicker than the end of this
        else:
            kept.append(task.id)
        return False

    queue = JobQueue(tmp_path, {"train": Executor(lambda payload: "one", work, resumes=True)})
    id = queue.submit(ALICE, "train", {})
    while queue.view(ALICE, id).state != "running":
        time.sleep(0.001)
    queue.pause(ALICE, id)
    ended(queue, id, "stopped")
    assert kept == [id]
    queue.shutdown(SOON)


def test_a_failed_job_is_stopped_and_keeps_what_it_had(queue, alice, corpus_id, monkeypatch):
    id = asked(queue, corpus_id)
    trains(queue, id)
    paused(queue, id)
    with monkeypatch.context() as patched:
        patched.setattr(training.library, "load", lambda _: 1 / 0)
        queue.resume(ALICE, id)
        ended(queue, id, "failed")
    queue.stop(ALICE, id)
    ended(queue, id, "stopped")
    assert load_record(alice.run_folder(id)).stopped
    with pytest.raises(ConfigError, match="cannot go on"):
        queue.resume(ALICE, id)


def test_the_end_of_the_program_keeps_the_place_and_the_next_start_offers_it(
    tmp_path, alice, corpus_id, whole
):
    first = open_jobs(tmp_path, warm=False)
    id = asked(first, corpus_id)
    trains(first, id)
    first.shutdown(SOON)
    again = open_jobs(tmp_path, warm=False)
    assert again.view(ALICE, id).state == "interrupted"
    assert newest_facts(alice.run_folder(id)) is not None
    (entry,) = (run for run in alice.runs() if run.id == id)
    assert entry.unfinished
    again.resume(ALICE, id)
    ended(again, id)
    assert vectors(alice, id) == whole
    again.shutdown(SOON)


def test_a_paused_job_stays_paused_over_a_restart(tmp_path, alice, corpus_id, whole):
    first = open_jobs(tmp_path, warm=False)
    id = asked(first, corpus_id)
    trains(first, id)
    paused(first, id)
    first.shutdown(SOON)
    again = open_jobs(tmp_path, warm=False)
    assert again.view(ALICE, id).state == "paused"
    again.resume(ALICE, id)
    ended(again, id)
    assert vectors(alice, id) == whole
    again.shutdown(SOON)


def test_one_that_only_keeps_what_it_had_does_no_more_after_a_restart(tmp_path, alice, corpus_id):
    first = open_jobs(tmp_path, warm=False)
    id = asked(first, corpus_id)
    trains(first, id)
    paused(first, id)
    first._lanes.closed = True  # as if the process died before the job was begun
    first.stop(ALICE, id)
    assert first.view(ALICE, id).state == "queued"
    first._boot.close()
    again = open_jobs(tmp_path, warm=False)
    ended(again, id, "stopped")
    assert load_record(alice.run_folder(id)).stopped
    again.shutdown(SOON)
    first._registry.close()


def test_the_same_asked_for_while_it_rests_is_the_one_that_rests(queue, corpus_id):
    id = asked(queue, corpus_id)
    trains(queue, id)
    paused(queue, id)
    assert asked(queue, corpus_id) == id
    assert queue.view(ALICE, id).state == "paused"
    queue.stop(ALICE, id)
    queue.wait(id, SOON)


def test_a_cut_job_does_not_go_on_while_its_twin_trains(tmp_path, corpus_id):
    first = open_jobs(tmp_path, warm=False)
    cut = asked(first, corpus_id)
    trains(first, cut)
    first.shutdown(SOON)
    again = open_jobs(tmp_path, warm=False)
    twin = asked(again, corpus_id)
    assert twin != cut
    with pytest.raises(ConfigError, match="another job"):
        again.resume(ALICE, cut)
    again.stop(ALICE, twin)
    again.wait(twin, SOON)
    again.resume(ALICE, cut)
    again.shutdown(SOON)


def test_what_it_needs_must_still_be_there(queue, alice, corpus_id):
    id = asked(queue, corpus_id)
    trains(queue, id)
    paused(queue, id)
    alice.delete_corpus(corpus_id)
    with pytest.raises(NotFound, match="corpus"):
        queue.resume(ALICE, id)
    assert queue.view(ALICE, id).state == "paused"
    assert newest_facts(alice.run_folder(id)) is not None


def test_a_text_prepared_anew_is_no_text_to_go_on_with_and_nothing_is_lost(queue, alice, corpus_id):
    id = asked(queue, corpus_id)
    trains(queue, id)
    paused(queue, id)
    folder = alice.corpus_folder(corpus_id)
    shutil.rmtree(folder)
    folder.mkdir()
    library.keep_text(folder, "Court", "pasted", "the king\nthe queen\n" * 60, TextConfig())
    library.build(folder)
    queue.resume(ALICE, id)
    view = ended(queue, id, "failed")
    assert "The text has changed" in view.error
    assert newest_facts(alice.run_folder(id)) is not None


def test_a_deleted_run_does_not_come_back(queue, alice, corpus_id):
    id = asked(queue, corpus_id)
    trains(queue, id)
    paused(queue, id)
    alice.delete_run(id)
    queue.stop(ALICE, id)
    ended(queue, id, "stopped")
    assert alice.runs() == ()


def test_a_pause_in_the_first_pass_begins_again(queue, alice, corpus_id):
    model = MODEL.replace(method="skipgram-softmax", epochs=3)
    setup = SETUP.replace(engine="exact")
    whole = requests.train(queue, ALICE, corpus_id, "Whole", model, setup)
    ended(queue, whole)
    id = requests.train(queue, ALICE, corpus_id, "Run", model, setup)
    queue.pause(ALICE, id)
    queue.wait(id, SOON)
    if queue.view(ALICE, id).state == "paused":
        queue.resume(ALICE, id)
        ended(queue, id)
    assert vectors(alice, id) == vectors(alice, whole)


def test_strangers_pause_and_resume_nothing(queue, corpus_id):
    id = asked(queue, corpus_id)
    for act in (queue.pause, queue.resume, queue.stop):
        with pytest.raises(NotFound):
            act(BERTA, id)
    paused(queue, id)
    for act in (queue.pause, queue.resume, queue.stop):
        with pytest.raises(NotFound):
            act(BERTA, id)
    assert queue.view(ALICE, id).state == "paused"


def test_ended_jobs_do_not_go_on_and_other_work_is_not_paused(tmp_path, alice):
    go = threading.Event()
    table = dict(EXECUTORS) | {"deaf": Executor(lambda payload: "one", lambda task: go.wait(SOON))}
    queue = JobQueue(tmp_path, table)
    id = queue.submit(ALICE, "deaf", {})
    with pytest.raises(ConfigError, match="cannot be paused"):
        queue.pause(ALICE, id)
    go.set()
    ended(queue, id)
    with pytest.raises(ConfigError, match="cannot go on"):
        queue.resume(ALICE, id)
    queue.pause(ALICE, id)  # too late, for nothing
    assert queue.view(ALICE, id).state == "done"
    queue.shutdown(SOON)


def test_the_limit_of_kept_runs_lets_a_run_that_is_kept_go_on(tmp_path, alice, corpus_id):
    queue = JobQueue(tmp_path, EXECUTORS, Limits(runs=1, queued=1))
    id = asked(queue, corpus_id)
    trains(queue, id)
    paused(queue, id)
    queue.resume(ALICE, id)
    assert queue.view(ALICE, id).state in ("queued", "running")
    queue.shutdown(SOON)


def test_more_epochs_for_a_finished_run(queue, alice, corpus_id):
    first = asked(queue, corpus_id, epochs=2)
    ended(queue, first)
    record = load_record(alice.run_folder(first))
    ids = {requests.train_on(queue, ALICE, record, "More", 3, 0.01) for _ in range(2)}
    assert len(ids) == 1, "asked for twice, it is one job"
    (more,) = ids
    ended(queue, more)
    record = load_record(alice.run_folder(more))
    assert (record.model.epochs, record.model.lr) == (3, 0.01)
    assert (record.continues.run, record.continues.words) == (first, 2 * 600)
    assert record.command.count("\n") == 1 and record.command.endswith("--continue-from RUN")
    before, after = (load_run(alice.run_folder(id))[1].W_in for id in (first, more))
    assert 0 < abs(after - before).max() < abs(before).max()


def test_a_continuation_goes_on_from_its_own_place(queue, alice, corpus_id):
    first = asked(queue, corpus_id, epochs=1)
    ended(queue, first)
    record = load_record(alice.run_folder(first))
    whole = requests.train_on(queue, ALICE, record, "More", 16, 0.02)
    ended(queue, whole)
    id = requests.train_on(queue, ALICE, record, "More", 16, 0.02)
    trains(queue, id)
    paused(queue, id)
    alice.delete_run(first)  # it is not needed any more
    queue.resume(ALICE, id)
    ended(queue, id)
    assert vectors(alice, id) == vectors(alice, whole)


def test_a_run_whose_text_is_gone_is_not_continued(queue, alice, corpus_id):
    first = asked(queue, corpus_id, epochs=1)
    ended(queue, first)
    record = load_record(alice.run_folder(first))
    alice.delete_corpus(corpus_id)
    with pytest.raises(NotFound, match="corpus"):
        requests.train_on(queue, ALICE, record, "More", 3, 0.01)


def test_another_home_knows_nothing_of_it(tmp_path_factory, queue, corpus_id):
    id = asked(queue, corpus_id)
    other = JobQueue(tmp_path_factory.mktemp("other"), EXECUTORS)
    with pytest.raises(NotFound):
        other.pause(ALICE, id)
    assert kept(Workspace(other.home, ALICE))
    other.shutdown(SOON)
    queue.stop(ALICE, id)
    queue.wait(id, SOON)
