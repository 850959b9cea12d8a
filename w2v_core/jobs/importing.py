"""The job `import`: a file of vectors from elsewhere becomes a run like any other."""

import shlex
from collections.abc import Mapping
from typing import Any

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.errors import ConfigError
from w2v_core.formats.base import FromFile
from w2v_core.formats.reading import AUTO, READABLE, read_vectors
from w2v_core.jobs.home import Workspace, now
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.task import Task
from w2v_core.runs.folder import clean_name
from w2v_core.runs.record import CorpusFacts, Imported, Result, RunRecord, versions_here

ENGINE = "imported"


def admit(workspace: Workspace, payload: Mapping[str, Any], limits: Limits) -> None:
    """Refuse at once a format that is not read, and a nameless file."""
    check_format(payload["format"])
    clean_name(payload["name"])


def check_format(name: str) -> None:
    """Raise ConfigError for a format that is not read."""
    if name not in (AUTO, *READABLE):
        raise ConfigError(f"{name!r} is not read; choose {', '.join((AUTO, *READABLE))}.")


def run(task: Task) -> bool:
    """Read the file of payload `upload` into a run; the file is gone afterwards, come what may."""
    upload, name = task.workspace.upload(task.payload["upload"]), task.payload["name"]

    def progress(share: float) -> None:
        task.publish(0.9 * share, "Reading the vectors")

    try:
        with upload.open("rb") as file:
            form, found = read_vectors(
                file, task.payload["format"], progress=progress, should_stop=task.should_stop
            )
        task.publish(0.9, f"Keeping {len(found.embedding):,} words")
        record = imported_run(task.id, name, form, found)
        task.workspace.keep_run(record, found.embedding)
    except FileNotFoundError as error:
        raise ConfigError("The file that was brought is not here any more; bring it again.") from (
            error
        )
    finally:
        upload.unlink(missing_ok=True)
    return True


def imported_run(id: str, file: str, form: str, found: FromFile) -> RunRecord:
    """The record of vectors that were not made here.

    Args:
        id: of the run.
        file: name of the file.
        form: name of its format.
        found: what it held.
    """
    n_words, dim = found.embedding.shape
    name = clean_name(file)
    words = ["python", "-m", "w2v_core", "import", name, "--out", "RUN", "--format", form]
    return RunRecord(
        id=id,
        name=name,
        created=now(),
        corpus=CorpusFacts("", name, "", words=0, vocabulary=n_words, sentences=0),
        text=TextConfig(),
        model=TrainConfig(dim=dim),
        setup=EngineConfig(),
        engine=ENGINE,
        device="",
        versions=versions_here(),
        result=Result(0, 0.0, 0.0, None, {}),
        stopped=False,
        command=shlex.join(words),
        imported=Imported(name, form, found.notes),
    )
