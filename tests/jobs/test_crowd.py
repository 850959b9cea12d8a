"""200 trainings of 20 owners, with random stops, pauses and failures, through the real queue.

    python -m pytest tests/jobs/test_crowd.py --run-slow -s

It prints how long a stop took that met a waiting job, and one that met a running one.
"""

import gc
import sys
import threading
import time
import weakref
from collections import defaultdict

import numpy as np
import pytest

from tests.jobs.making import MODEL, SETUP, prepared
from w2v_core.engines.numpy_reference import NumpyReference
from w2v_core.jobs import requests, states
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.start_up import open_jobs
from w2v_core.runs.folder import load_run

pytestmark = pytest.mark.slow
OWNERS, JOBS, PATIENCE = 20, 200, 300


@pytest.fixture
def watched(monkeypatch):
    """What the engines of all trainings were: how many at once, and which still live."""
    seen = {"now": 0, "most": 0, "alive": []}
    start, close = NumpyReference.start, NumpyReference.close

    def started(engine, *arguments):
        seen["alive"].append(weakref.ref(engine))
        seen["now"] += 1
        seen["most"] = max(seen["most"], seen["now"])
        return start(engine, *arguments)

    def closed(engine):
        seen["now"] -= 1
        return close(engine)

    monkeypatch.setattr(NumpyReference, "start", started)
    monkeypatch.setattr(NumpyReference, "close", closed)
    return seen


def asked_for(queue, home, rng):
    """All jobs, by owner in the order asked for; some can only fail."""
    jobs = defaultdict(list)
    corpora = {f"owner-{n:02d}": prepared(Workspace(home, f"owner-{n:02d}")) for n in range(OWNERS)}
    for n in range(JOBS):
        owner = f"owner-{n % OWNERS:02d}"
        fails = rng.random() < 0.15
        model = MODEL.replace(min_count=10_000 if fails else 1, epochs=1 + int(rng.integers(4)))
        setup = SETUP.replace(seed=n)
        id = requests.train(queue, owner, corpora[owner], f"run {n}", model, setup)
        jobs[owner].append((id, fails))
    return jobs


def meddle(queue, jobs, rng, took):
    """Stop and pause jobs at random while they wait and run."""
    everyone = [(owner, id) for owner, listed in jobs.items() for id, _ in listed]
    for n, pick in enumerate(rng.permutation(len(everyone))[: JOBS // 3]):
        running = (job for job in everyone if queue.view(*job).state == states.RUNNING)
        owner, id = next(running, everyone[pick]) if n % 2 else everyone[pick]
        before = queue.view(owner, id).state
        begin = time.perf_counter()
        if rng.random() < 0.7:
            queue.stop(owner, id)
            if before == states.RUNNING:
                queue.wait(id, PATIENCE)
            took[before].append(time.perf_counter() - begin)
        else:
            queue.pause(owner, id)
        time.sleep(rng.uniform(0, 0.1))


def test_a_crowd_loses_nothing(tmp_path, watched):
    rng = np.random.default_rng(int(time.time()))
    queue = open_jobs(tmp_path, Limits(queued=JOBS), warm=False)
    jobs = asked_for(queue, tmp_path, rng)
    took = defaultdict(list)
    meddling = threading.Thread(target=meddle, args=(queue, jobs, rng, took))
    meddling.start()
    meddling.join(PATIENCE)
    for owner, listed in jobs.items():
        for id, _ in listed:
            queue.wait(id, PATIENCE)
            if queue.view(owner, id).state == states.PAUSED:
                queue.resume(owner, id)
                queue.wait(id, PATIENCE)
    for owner, listed in jobs.items():
        own = Workspace(tmp_path, owner)
        views = {view.id: view for view in queue.views(owner)}
        assert set(views) == {id for id, _ in listed}  # none lost, none doubled
        kept = {run.id for run in own.runs()}
        for id, fails in listed:
            state = views[id].state
            assert state in ((states.FAILED, states.STOPPED) if fails else
                             (states.DONE, states.STOPPED))  # fmt: skip
            assert state != states.DONE or id in kept
            if id in kept:
                load_run(own.run_folder(id))
    queue.shutdown(PATIENCE)
    gc.collect()
    assert watched["most"] == 1 and watched["now"] == 0
    assert not any(ref() is not None for ref in watched["alive"]), "an engine is still held"
    for state, times in sorted(took.items()):
        sys.stdout.write(f"\nstop of {state}: {len(times)}, longest {1000 * max(times):.0f} ms")
