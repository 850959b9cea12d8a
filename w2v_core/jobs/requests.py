"""What a page asks of the queue: each kind of job with its payload and the key that tells twins."""

from collections.abc import Sequence
from dataclasses import asdict

from w2v_core.config import EngineConfig, MapConfig, TextConfig, TrainConfig
from w2v_core.jobs.continuing import continues
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.mapping import map_key
from w2v_core.jobs.queue import JobQueue
from w2v_core.runs.record import RunRecord
from w2v_core.training.tradeoffs import Budget


def prepare(queue: JobQueue, owner: str, corpus_id: str) -> str:
    """Have a kept text read into words; returns the job's id, like all here."""
    return queue.submit(owner, "corpus", {"corpus_id": corpus_id}, key=f"corpus {corpus_id}")


def prepare_built_in(
    queue: JobQueue, owner: str, built_in: str, config: TextConfig | None = None
) -> str:
    """Have a built-in text made and read into a new corpus, whose id is in the job's payload."""
    options = (config or TextConfig()).to_dict()
    payload = {"corpus_id": new_id(), "built_in": built_in, "config": options}
    return queue.submit(owner, "corpus", payload, key=f"built-in {built_in} {options}")


def train(
    queue: JobQueue,
    owner: str,
    corpus_id: str,
    name: str,
    model: TrainConfig,
    setup: EngineConfig,
    probes: Sequence[str] = (),
) -> str:
    """Have a corpus trained on; the run will have the job's id.

    Args:
        queue: of the home.
        owner: whose corpus it is, and whose the run will be.
        corpus_id: a corpus that was prepared.
        name: of the run.
        model: what to compute.
        setup: on what to compute it.
        probes: up to six words to watch; none: frequent ones are chosen.
    """
    options = {"model": model.to_dict(), "setup": setup.to_dict()}
    payload = {"corpus_id": corpus_id, "name": name, "probes": list(probes), **options}
    key = f"train {corpus_id} {options}"
    return queue.submit(owner, "train", payload, key)


def train_on(
    queue: JobQueue, owner: str, record: RunRecord, name: str, epochs: int, lr: float
) -> str:
    """Have a kept run continued for more epochs, as a run of its own.

    Args:
        queue: of the home.
        owner: whose run it is.
        record: of the run to go on from, which stays as it is.
        name: of the new run.
        epochs: more passes over the text.
        lr: learning rate at the start; it falls over the added epochs.
    """
    Workspace(queue.home, owner).run_folder(record.id)  # nobody goes on from another's run
    model = record.model.replace(epochs=epochs, lr=lr)
    options = {"model": model.to_dict(), "setup": record.setup.to_dict()}
    payload = {"corpus_id": record.corpus.id, "name": name, "probes": [], **options}
    key = f"continue {record.id} {options}"
    return queue.submit(owner, "train", payload | {"continues": continues(record)}, key)


def make_map(queue: JobQueue, owner: str, run_id: str, config: MapConfig) -> str:
    """Have the map of a run made; over at once where it was made before."""
    payload = {"run_id": run_id, "config": config.to_dict()}
    return queue.submit(owner, "map", payload, key=f"map {run_id} {map_key(config)}")


def more_models(queue: JobQueue, owner: str, run_id: str, kind: str, n: int) -> str:
    """Have `n` more models of a run trained, to tell how sure it is.

    Args:
        queue: of the home.
        owner: whose run it is.
        run_id: of the run.
        kind: "seeds", or "sentences" for samples of the text's sentences.
        n: how many; they replace those of this kind that were there.
    """
    payload = {"run_id": run_id, "kind": kind, "n": n}
    return queue.submit(owner, "confidence", payload, key=f"confidence {run_id} {kind} {n}")


def import_vectors(queue: JobQueue, owner: str, upload: str, name: str, form: str) -> str:
    """Have a file of vectors that came in made a run, which will have the job's id.

    Args:
        queue: of the home.
        owner: whose run it will be.
        upload: the id under which the file was kept.
        name: of the file.
        form: name of its format, or `auto`.
    """
    payload = {"upload": upload, "name": name, "format": form}
    return queue.submit(owner, "import", payload, key=f"import {upload}")


def every_method(
    queue: JobQueue, owner: str, corpus_id: str, model: TrainConfig, budget: Budget
) -> str:
    """Have every method trained on a text within one budget; each will be a run of its own.

    Args:
        queue: of the home.
        owner: whose text it is.
        corpus_id: a corpus that was prepared.
        model: what all methods share: dim, window, min_count.
        budget: of each method.
    """
    options = {"model": model.to_dict(), "budget": asdict(budget)}
    payload = {"corpus_id": corpus_id, **options}
    return queue.submit(owner, "tradeoffs", payload, key=f"tradeoffs {corpus_id} {options}")


def growing_parts(queue: JobQueue, owner: str, corpus_id: str, model: TrainConfig) -> str:
    """Have methods trained on tenths of a text, to see how much of it is enough."""
    payload = {"corpus_id": corpus_id, "model": model.to_dict()}
    return queue.submit(owner, "learning", payload, key=f"learning {payload}")
