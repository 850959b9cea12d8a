"""What a run was: its text, settings, machine and outcome, as stored in `run.json`."""

import dataclasses
import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.errors import ConfigError
from w2v_core.runs.migrate import FORMAT, upgrade


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """The text of a run, so that it can be told from others even when it is gone.

    Attributes:
        words: words read, rare ones included.
        vocabulary: distinct words trained on, rare ones left out.
    """

    id: str
    name: str
    fingerprint: str
    words: int
    vocabulary: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Result:
    """How a training ended.

    Attributes:
        words: corpus words passed, all epochs, subsampled ones included.
        train_seconds: time of training alone, without reading, scoring and keeping.
        loss: last mean training loss per pair, in nats.
        held_out: held-out losses by name: softmax_nll, noise_loss, pair_mrr; None: not measured.
    """

    words: int
    train_seconds: float
    words_per_second: float
    loss: float | None
    held_out: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Continues:
    """The run whose vectors a run began with.

    Its learning rate began at `model.lr` and fell over `model.epochs`, as in any other run.

    Attributes:
        run: its id.
        name: as it was then.
        words: corpus words passed until then, in all runs that led there.
    """

    run: str
    name: str
    words: int


@dataclass(frozen=True, slots=True)
class Imported:
    """Where vectors came from that were not made here.

    Attributes:
        file: its name, as the person's computer has it.
        format: name of its format.
        notes: a sentence for each thing that was mended or left out.
    """

    file: str
    format: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """Everything about a run but its vectors.

    Attributes:
        created: when the run was made, ISO 8601 in UTC.
        model: the settings as they were used, epochs and learning rate filled in.
        engine: the engine that computed; `setup` is what was asked for.
        versions: of Python, the libraries that took part, and this program.
        stopped: whether it was stopped before its last epoch ended.
        command: the command line that makes the run again.
        continues: the run that it went on from, None where it began with fresh vectors.
        imported: the file that the vectors came from, None where they were made here. Corpus,
            settings and result are empty then: nothing is known of them but words and dimensions.
    """

    id: str
    name: str
    created: str
    corpus: CorpusFacts
    text: TextConfig
    model: TrainConfig
    setup: EngineConfig
    engine: str
    device: str
    versions: Mapping[str, str]
    result: Result
    stopped: bool
    command: str
    continues: Continues | None = None
    imported: Imported | None = None

    def to_json(self) -> bytes:
        """The record as readable JSON, with the format number."""
        values = {item.name: _plain(getattr(self, item.name)) for item in dataclasses.fields(self)}
        text = json.dumps({"format": FORMAT} | values, indent=1, ensure_ascii=False)
        return text.encode("utf-8", "surrogatepass")

    @classmethod
    def from_json(cls, data: bytes) -> "RunRecord":
        """The record that `to_json` wrote, older formats brought up to date.

        Raises:
            ConfigError: if it is of a newer format, or its fields are not those of a run.
        """
        try:
            stored = json.loads(data.decode("utf-8", "surrogatepass"))
            values = upgrade(stored)
            del values["format"]
            for name, kind in {"corpus": CorpusFacts, "result": Result}.items():
                values[name] = kind(**values[name])
            if values.get("continues"):
                values["continues"] = Continues(**values["continues"])
            if values.get("imported"):
                facts = values["imported"]
                values["imported"] = Imported(**facts | {"notes": tuple(facts["notes"])})
            for name, options in _OPTIONS.items():
                values[name] = options.from_dict(values[name])
            return cls(**values)
        except (ValueError, TypeError, KeyError) as error:
            raise ConfigError("run.json does not describe a run; train it again.") from error


_OPTIONS: dict[str, type[TextConfig] | type[TrainConfig] | type[EngineConfig]] = {
    "text": TextConfig,
    "model": TrainConfig,
    "setup": EngineConfig,
}


def _plain(value: Any) -> Any:
    if isinstance(value, TextConfig | TrainConfig | EngineConfig):
        return value.to_dict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return dict(value) if isinstance(value, Mapping) else value


def versions_here() -> dict[str, str]:
    """Versions of Python, this program, and the libraries that are loaded (none is loaded here)."""
    loaded = {
        name: str(sys.modules[name].__version__)
        for name in ("numpy", "numba", "scipy", "torch")
        if hasattr(sys.modules.get(name), "__version__")
    }
    program = str(getattr(sys.modules.get("w2v_core"), "__version__", "0"))
    return {"python": platform.python_version(), "program": program, **loaded}
