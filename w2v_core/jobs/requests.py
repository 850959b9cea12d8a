"""What a page asks of the queue: each kind of job with its payload and the key that tells twins."""

from collections.abc import Sequence

from w2v_core.config import EngineConfig, MapConfig, TextConfig, TrainConfig
from w2v_core.jobs.continuing import continues
from w2v_core.jobs.home import new_id
from w2v_core.jobs.mapping import map_key
from w2v_core.jobs.queue import JobQueue
from w2v_core.runs.record import RunRecord


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
    model = record.model.replace(epochs=epochs, lr=lr)
    options = {"model": model.to_dict(), "setup": record.setup.to_dict()}
    payload = {"corpus_id": record.corpus.id, "name": name, "probes": [], **options}
    key = f"continue {record.id} {options}"
    return queue.submit(owner, "train", payload | {"continues": continues(record)}, key)


def make_map(queue: JobQueue, owner: str, run_id: str, config: MapConfig) -> str:
    """Have the map of a run made; over at once where it was made before."""
    payload = {"run_id": run_id, "config": config.to_dict()}
    return queue.submit(owner, "map", payload, key=f"map {run_id} {map_key(config)}")
