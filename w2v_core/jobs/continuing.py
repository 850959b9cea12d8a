"""A run that goes on from another's vectors, for more epochs.

It is a run of its own, so that the other stays as it is. Its learning rate begins anew and falls
over the added epochs; what an optimizer had learned of past gradients is begun anew too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from w2v_core.config import COUNTED, TrainConfig, method_named
from w2v_core.engines.base import Parameters
from w2v_core.errors import ConfigError
from w2v_core.runs.command import continued_command
from w2v_core.runs.folder import load_embedding, load_nodes
from w2v_core.runs.record import Continues, RunRecord


def tables_of(folder: Path, words: Sequence[str], model: TrainConfig) -> Parameters:
    """The tables of a kept run, to begin with.

    Args:
        folder: of the run.
        words: of the vocabulary that will be trained.
        model: settings of the training to come.

    Raises:
        TornFile: naming what is torn.
        ConfigError: if they do not fit the text or the settings.
    """
    embedding = load_embedding(folder)
    tree = method_named(model.method).loss == "hs"
    W_out = load_nodes(folder) if tree else embedding.W_out
    if model.method == COUNTED or W_out is None:
        raise ConfigError(f"A run cannot be continued by {model.method}; choose its own method.")
    if embedding.words != tuple(words):
        raise ConfigError(
            "The run to be continued has other words than this text gives; use the same text, "
            "with the same settings for words."
        )
    if embedding.shape[1] != model.dim:
        raise ConfigError(
            f"dim is {model.dim}, and the run to be continued has {embedding.shape[1]}; "
            "use the same."
        )
    return Parameters(embedding.W_in, W_out)


def continues(record: RunRecord) -> dict[str, Any]:
    """What a run that continues this one remembers of it, as plain values."""
    words = record.result.words + (record.continues.words if record.continues else 0)
    facts = {"run": record.id, "name": record.name, "words": words}
    return facts | {"command": record.command}


def continued(record: RunRecord, earlier: Mapping[str, Any] | None) -> RunRecord:
    """The record with what it continues, if it continues anything."""
    if not earlier:
        return record
    known = Continues(earlier["run"], earlier["name"], earlier["words"])
    command = continued_command(earlier["command"], record.command)
    return replace(record, continues=known, command=command)
