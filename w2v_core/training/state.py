"""Where a training stands between two chunks, so that it can go on as if it had never stopped.

Chance is no part of it: each chunk draws from a generator of its own, made of the seed and the
chunk's number. So what is drawn after a rest is what would have been drawn without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from w2v_core.engines.base import Parameters, Tables


@dataclass(frozen=True, slots=True, eq=False)
class TrainingState:
    """All that the rest of a training depends on, beside its text and settings.

    Attributes:
        chunks: how many are done.
        epoch: of the last chunk, from 1.
        sentence: the first one after the last chunk, in the text that is trained on.
        share_done: of the whole run.
        words_done: corpus words passed, all epochs, subsampled ones included.
        seconds: training time so far.
        pairs: trained so far.
        loss: last mean training loss per pair, in nats; None before the first report.
        tables: what the engine gave; arrays may change with the next chunk.
    """

    chunks: int
    epoch: int
    sentence: int
    share_done: float
    words_done: int
    seconds: float
    pairs: int
    loss: float | None
    tables: Tables

    def facts(self) -> dict[str, Any]:
        """All but the tables, as plain values."""
        return {item.name: getattr(self, item.name) for item in fields(self)[:-1]}

    @classmethod
    def of(cls, facts: Mapping[str, Any], tables: Tables) -> "TrainingState":
        """The state whose `facts` these are."""
        return cls(**facts, tables=tables)

    def parameters(self) -> Parameters:
        """The two tables of the model, in float32."""
        W_in, W_out = (np.array(self.tables[name], np.float32) for name in ("W_in", "W_out"))
        return Parameters(W_in, W_out)
