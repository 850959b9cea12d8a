"""Which settings of some runs differ."""

from collections.abc import Sequence
from typing import Any

from w2v_core.runs.record import RunRecord


def settings_of(record: RunRecord) -> dict[str, Any]:
    """All settings of a run by name: of its text, model and machine; those that had a part.

    Of vectors that were made elsewhere no more is known than the file and their dimensions.
    """
    if record.imported is not None:
        return {"text": record.imported.file, "dim": record.model.dim}
    method = record.model.method
    used = [spec.name for spec in record.model.options() if spec.serves(method)]
    model = {name: getattr(record.model, name) for name in used}
    where = {"engine": record.engine, "device": record.device, "seed": record.setup.seed}
    text = {"text": record.corpus.name, "words": record.corpus.words}
    return text | record.text.to_dict() | model | where


def settings_that_differ(records: Sequence[RunRecord]) -> dict[str, list[Any]]:
    """By name, the value in each run, of the settings that all their methods use."""
    every = [settings_of(record) for record in records]
    shared = [name for name in every[0] if all(name in settings for settings in every)]
    rows = {name: [settings[name] for settings in every] for name in shared}
    return {name: values for name, values in rows.items() if any(v != values[0] for v in values)}
