"""The table of jobs: here training, text and runs, which do not know each other, are joined."""

from collections.abc import Mapping
from types import MappingProxyType

from w2v_core.jobs import mapping, preparing, training
from w2v_core.jobs.task import Executor

EXECUTORS: Mapping[str, Executor] = MappingProxyType(
    {
        "corpus": Executor(lambda payload: "corpus", preparing.run, preparing.admit),
        "train": Executor(training.lane, training.run, training.admit, resumes=True),
        "map": Executor(mapping.lane, mapping.run, mapping.admit),
    }
)
