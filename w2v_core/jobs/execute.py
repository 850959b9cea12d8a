"""The table of jobs: here training, text and runs, which do not know each other, are joined."""

from collections.abc import Mapping
from types import MappingProxyType

from w2v_core.jobs import confidence, importing, learning, mapping, preparing, tradeoffs, training
from w2v_core.jobs.task import Executor

EXECUTORS: Mapping[str, Executor] = MappingProxyType(
    {
        "corpus": Executor(
            lambda payload: "corpus", preparing.run, preparing.admit, adds=preparing.adds
        ),
        "train": Executor(
            training.lane, training.run, training.admit, resumes=True, adds=lambda payload: "runs"
        ),
        "import": Executor(
            lambda payload: "import", importing.run, importing.admit, adds=lambda payload: "runs"
        ),
        "map": Executor(mapping.lane, mapping.run, mapping.admit),
        "confidence": Executor(confidence.lane, confidence.run, confidence.admit),
        "learning": Executor(learning.lane, learning.run, learning.admit),
        "tradeoffs": Executor(tradeoffs.lane, tradeoffs.run, tradeoffs.admit),
    }
)
