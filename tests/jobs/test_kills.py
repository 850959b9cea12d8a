"""`kill -9` at random moments: nothing is torn, only what came after the last checkpoint is lost.

    python -m pytest tests/jobs/test_kills.py --run-slow -s

A process with the queue of the app is killed again and again, in each of three phases after that
phase's first event: while it trains, while it writes a checkpoint, while it writes to the registry.
Then the next one takes over its home, resumes the run and is killed in turn. W2V_KILLS sets how
often in all (1,000).
"""

import contextlib
import dataclasses
import os
import select
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter

import numpy as np
import pytest

from tests.jobs.making import ALICE, MODEL, SETUP, prepared
from w2v_core.jobs import keeping, requests, states
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.registry import Registry
from w2v_core.jobs.start_up import open_jobs
from w2v_core.jobs.watcher import Watcher
from w2v_core.runs.checkpoints import newest_checkpoint
from w2v_core.runs.folder import VECTORS, load_run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks"),
]
BERTA = "berta-00"
PHASES = ("training", "checkpointing", "registry")
KILLS = int(os.environ.get("W2V_KILLS", "1000"))
LONGEST = 0.06  # seconds of a phase before the kill
PATIENCE = 60
LONG = MODEL.replace(epochs=16, sample=0.0, window=3)
OFTEN = SETUP.replace(checkpoint_every=0.02)


def in_child(home, corpus_id, phase, pipe):
    """The process that is to be killed; says ! at the phase's first event, # n at a checkpoint."""

    def say(text):
        os.write(pipe, f"{text}\n".encode())

    began, write, keep = threading.Event(), keeping.write_checkpoint, Watcher.keep

    def begin():
        if not began.is_set():
            began.set()
            say("!")

    def writing(folder, number, facts, tables):
        if phase == "checkpointing":
            begin()
        write(folder, number, facts, tables)
        say(f"# {number}")

    def training(watcher, seconds, read):
        if phase == "training":
            begin()
        keep(watcher, seconds, read)

    keeping.SHARE, keeping.write_checkpoint, Watcher.keep = 1.0, writing, training
    queue = open_jobs(home, warm=False)
    id = run_of(queue) or requests.train(queue, ALICE, corpus_id, "Run", LONG, OFTEN)
    queue.resume(ALICE, id)
    if phase == "registry":
        registry = Registry(home / "jobs.sqlite")
        begin()
        other = dataclasses.replace(registry.row(id), id="another", owner=BERTA, state="done")
        with contextlib.suppress(sqlite3.IntegrityError):  # it is there
            registry.add(other)
        while queue.view(ALICE, id).state in states.ACTIVE:
            registry.set_state("another", "done")
    queue.wait(id, PATIENCE)
    queue.shutdown(PATIENCE)


def run_of(queue):
    """The run that was begun and has not ended."""
    rests = (*states.OPEN, states.INTERRUPTED)
    return next((job.id for job in queue.views(ALICE, "train") if job.state in rests), None)


def fork(work, *arguments):
    """Run something in a process of its own; its id, and the end of a pipe that it writes to."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read
    try:
        work(*arguments, write)
        os._exit(0)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.__stderr__, flush=True)
        os._exit(1)


def told(pipe, seconds):
    """What a child wrote within some seconds."""
    ready, _, _ = select.select([pipe], [], [], seconds)
    return os.read(pipe, 1 << 16).decode() if ready else ""


def killed(child, pipe, delay):
    """Kill a child some time after its phase began; what it said, or None if it had ended."""
    said, end = "", time.monotonic() + PATIENCE
    while "!" not in said:
        more = told(pipe, PATIENCE)
        if not more:
            assert time.monotonic() < end, "the phase did not begin"
            _, status = os.waitpid(child, 0)
            assert status == 0, "a process did not start from what the last one left"
            return None
        said += more
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := told(pipe, 0):
        said += more
    return said


def checked(home, said, places, count):
    """Look at what a kill left; `places` holds the newest checkpoint of each run."""
    registry = sqlite3.connect(home / "jobs.sqlite")
    count["corrupt registries"] += registry.execute("PRAGMA integrity_check").fetchone() != ("ok",)
    jobs = {id for (id,) in registry.execute("SELECT id FROM jobs WHERE owner = ?", (ALICE,))}
    registry.close()
    own = Workspace(home, ALICE)
    runs = own.runs()
    count["lost runs"] += len(places.keys() - jobs) + len(places.keys() - {r.id for r in runs})
    unfinished = [run for run in runs if run.record is None]
    count["unreadable runs"] += sum(not run.unfinished for run in unfinished)
    for run in unfinished:
        found, torn = newest_checkpoint(own.run_folder(run.id))
        count["torn checkpoints"] += len(torn)
        number = found.facts["state"]["chunks"] if found else 0
        written = [int(line[2:]) for line in said.splitlines() if line.startswith("# ")]
        count["more than an interval lost"] += number < max([places.get(run.id, 0), *written])
        places[run.id] = number


def test_kills_lose_nothing(tmp_path):
    home = tmp_path
    corpus_id = prepared(Workspace(home, ALICE))
    rng = np.random.default_rng(int(time.time()))
    count, places, begun, kills = Counter(), {}, time.monotonic(), 0
    while kills < KILLS:
        child, pipe = fork(in_child, home, corpus_id, PHASES[kills % len(PHASES)])
        said = killed(child, pipe, rng.uniform(0, LONGEST))
        os.close(pipe)
        if said is not None:
            kills += 1
            checked(home, said, places, count)
    queue = open_jobs(home, warm=False)
    if (last := run_of(queue)) is not None:
        queue.resume(ALICE, last)
        queue.wait(last, PATIENCE)
    whole = requests.train(queue, ALICE, corpus_id, "Whole", LONG, SETUP)
    queue.wait(whole, PATIENCE)
    queue.shutdown(PATIENCE)
    own = Workspace(home, ALICE)
    expected = (own.run_folder(whole) / VECTORS).read_bytes()
    for run in own.runs():
        assert load_run(own.run_folder(run.id))[0].result.words == 16 * 600
        count["other vectors"] += (own.run_folder(run.id) / VECTORS).read_bytes() != expected
    took, ended = time.monotonic() - begun, len(own.runs()) - 1
    sys.stdout.write(f"\n{kills:,} kills in {took:.0f} s, {ended} runs ended\n{dict(count)}\n")
    assert kills == KILLS and not any(count.values()), count
