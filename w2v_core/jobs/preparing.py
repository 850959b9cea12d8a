"""The job `corpus`: a kept text, or a built-in one made here, becomes a corpus."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from w2v_core.config import TextConfig
from w2v_core.errors import ConfigError
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.task import Task
from w2v_core.storage import replace_file
from w2v_core.text import library
from w2v_core.text.library import CorpusInfo
from w2v_core.text.python_prose import collect
from w2v_core.text.toy_world import toy_world

MAKING = 0.7  # share of the job that goes into collecting the docstrings


def make_toy_world(task: Task) -> str:
    """The made-up world, seconds' work."""
    task.publish(0.0, "Making up the toy world")
    return toy_world()


def python_prose(task: Task) -> str:
    """Python's own prose, collected once a home and kept for everybody."""
    kept = shared_text(task.workspace.home, "python-prose")
    if not kept.exists():

        def progress(done: int, total: int) -> None:
            share = MAKING * done / max(total, 1)
            task.publish(share, f"Reading Python's own prose: file {done:,} of {total:,}")

        text = collect(progress, task.should_stop)
        kept.parent.mkdir(parents=True, exist_ok=True)
        replace_file(kept, text.encode())
    return kept.read_text(encoding="utf-8")


BUILT_IN: Mapping[str, tuple[str, Callable[[Task], str]]] = MappingProxyType(
    {
        "toy-world": ("Toy world", make_toy_world),
        "python-prose": ("Python's own prose", python_prose),
    }
)


def source_of(info: CorpusInfo) -> str:
    """What the command line would be given for a corpus: a built-in name, or a file's name."""
    if info.kind == "built-in":
        for built_in, (name, _) in BUILT_IN.items():
            if name == info.name:
                return f"built-in:{built_in}"
    return info.name


def shared_text(home: Path, name: str) -> Path:
    """Where a built-in text lies that is made once for all owners."""
    return home / "shared" / f"{name}.txt"


def admit(workspace: Workspace, payload: Mapping[str, Any], limits: Limits) -> None:
    """Refuse at once bad settings, unknown texts and one corpus too many."""
    built_in = payload.get("built_in")
    if built_in is None:
        workspace.corpus_folder(payload["corpus_id"])
        return
    if built_in not in BUILT_IN:
        raise ConfigError(f"{built_in!r} is no built-in text; choose {' or '.join(BUILT_IN)}.")
    TextConfig.from_dict(payload["config"])
    limits.check_bytes(workspace.n_bytes("corpora"), 0)


def adds(payload: Mapping[str, Any]) -> str | None:
    """A built-in text is made anew; any other is there already."""
    return "corpora" if payload.get("built_in") else None


def run(task: Task) -> bool:
    """Read the text of payload `corpus_id` into words.

    Where the payload names a `built_in` text, that is made and kept first, to be read as its
    `config` says. A corpus that is stopped keeps its text.
    """
    built_in = task.payload.get("built_in")
    done = 0.0
    if built_in is None:
        folder = task.workspace.corpus_folder(task.payload["corpus_id"])
    else:
        name, make = BUILT_IN[built_in]
        text = make(task)
        folder = task.workspace.new_corpus_folder(task.payload["corpus_id"])
        config = TextConfig.from_dict(task.payload["config"])
        library.keep_text(folder, name, "built-in", text, config)
        done = MAKING

    def progress(n_characters: int, total: int) -> None:
        share = done + (1 - done) * n_characters / max(total, 1)
        task.publish(share, f"Reading: {n_characters:,} of {total:,} characters")

    library.build(folder, progress, task.should_stop)
    return True
