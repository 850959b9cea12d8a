"""Small texts, corpora, tasks and trainings for the tests of the jobs."""

import dataclasses

import numpy as np

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.embedding import Embedding
from w2v_core.jobs.home import new_id
from w2v_core.jobs.task import Task
from w2v_core.text import library
from w2v_core.training.loop import Trained
from w2v_core.training.progress import Progress

ALICE = "alice-00"
SOON = 60  # seconds; a limit for hangs, not a measure
TEXT = "the king rules the land\nthe queen rules the land\nthe dog eats the bone\n" * 40
MODEL = TrainConfig(dim=6, min_count=1, epochs=2)
SETUP = EngineConfig(engine="numpy_reference", device="cpu")


def kept(workspace, text=TEXT):
    """The id of a text that is kept, not yet prepared."""
    id = new_id()
    folder = workspace.new_corpus_folder(id)
    library.keep_text(folder, "Court", "pasted", text, TextConfig())
    return id


def prepared(workspace, text=TEXT):
    id = kept(workspace, text)
    library.build(workspace.corpus_folder(id))
    return id


def ended(queue, job_id, state="done"):
    queue.wait(job_id, SOON)
    view = queue.view(ALICE, job_id)
    assert view.state == state, view
    return view


def task_for(workspace, payload, should_stop=lambda: False):
    published = []

    def publish(fraction, message, detail=None):
        published.append((fraction, message, detail))

    return Task(new_id(), workspace, payload, publish, should_stop), published


def train_payload(corpus_id, **more):
    payload = {"corpus_id": corpus_id, "name": "Run", "probes": []}
    return payload | {"model": MODEL.to_dict(), "setup": SETUP.to_dict()} | more


class Script:
    """A training that reports what it is told to, then hands back a tiny embedding."""

    def __init__(self, n_reports=10, act=lambda n: None, examiner=None):
        self.n_reports, self.act, self.examiner = n_reports, act, examiner
        self.reads = 0

    def read(self):
        self.reads += 1
        return Trainlike(np.ones((8, 2), np.float32))

    def __call__(self, corpus, model, setup, observer, first=None, before=None):
        stopped = False
        for n in range(self.n_reports):
            self.act(n)
            stopped = observer.should_stop()
            if stopped:
                break
            done = corpus.n_words * (n + 1) // self.n_reports
            observer.progress(Progress(done, corpus.n_words, 1, 1, 0.02, 2.0, None, n, 0.1 * n))
            observer.state(self.read)
        words = corpus.vocabulary.words
        table = np.ones((len(words), 2), np.float32)
        embedding = Embedding(words, table, table, corpus.vocabulary.counts)
        scores = {"softmax_nll": None, "noise_loss": float("nan"), "pair_mrr": 0.5}
        resolved = model.resolved(corpus.n_words)
        return Trained(
            embedding,
            resolved,
            "script",
            "cpu",
            600,
            1.0,
            2.0,
            stopped,
            None,
            self.examiner,
            scores,
        )


@dataclasses.dataclass
class Trainlike:
    W_in: np.ndarray
