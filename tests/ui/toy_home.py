"""A home with one owner, to whom corpora and runs are given through the core, without a server."""

from dataclasses import dataclass
from pathlib import Path

from streamlit.testing.v1 import AppTest

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.jobs import training
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.jobs.task import Task
from w2v_core.text import library

APP = str(Path(__file__).parents[2] / "app.py")
OWNER = "tester-1"
SECONDS = 60  # a limit for hangs, not a measure


@dataclass(frozen=True)
class ToyHome:
    workspace: Workspace

    @classmethod
    def at(cls, folder: Path):
        """The home in a folder, which `W2V_HOME` has to name."""
        return cls(Workspace(folder, OWNER))

    def corpus(self, text, name="Small text", **config):
        """A kept and built corpus; returns its id."""
        id = new_id()
        folder = self.workspace.new_corpus_folder(id)
        library.keep_text(folder, name, "pasted", text, TextConfig(**config))
        library.build(folder)
        return id

    def unread(self, text, name="Unread"):
        """A kept corpus that was not built; returns its id."""
        id = new_id()
        folder = self.workspace.new_corpus_folder(id)
        library.keep_text(folder, name, "pasted", text, TextConfig())
        return id

    def run(self, corpus_id, name="Small run", engine="numpy_reference", **model):
        """A run trained on a corpus; returns its id."""
        options = {"dim": 12, "epochs": 2, "min_count": 2} | model
        payload = {
            "corpus_id": corpus_id,
            "name": name,
            "model": TrainConfig(**options).to_dict(),
            "setup": EngineConfig(engine=engine, device="cpu", threads=1).to_dict(),
        }
        task = Task(new_id(), self.workspace, payload, lambda *_: None, lambda: False)
        assert training.run(task)
        return task.id


def open_page(file, owner=OWNER, **asked):
    """The app on one of its pages, as a browser with the owner's cookie sees it."""
    app = AppTest.from_file(APP, default_timeout=SECONDS)
    app.session_state["owner"] = owner
    app.run()
    assert not app.exception
    app.switch_page(f"pages/{file}")
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app
