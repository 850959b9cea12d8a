"""The command line that makes a run again."""

import shlex
from collections.abc import Sequence

from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.options import Options


def train_command(
    sources: Sequence[str], out: str, text: TextConfig, model: TrainConfig, setup: EngineConfig
) -> str:
    """The `train` command for text `sources` into folder `out`, with all that is not default.

    >>> train_command(["my novel.txt"], "run", TextConfig(lowercase=False),
    ...               TrainConfig(dim=50, epochs=3), EngineConfig())
    "python -m w2v_core train 'my novel.txt' --out run --no-lowercase --dim 50 --epochs 3"
    """
    words = ["python", "-m", "w2v_core", "train", *sources, "--out", out]
    for options in (text, model, setup):
        words += flags(options)
    return shlex.join(words)


def continued_command(before: str, command: str) -> str:
    """The commands that make a run which continues another: those of the other, then its own.

    >>> print(continued_command("train t --out RUN", "train t --out RUN --epochs 2"))
    train t --out RUN
    train t --out RUN2 --epochs 2 --continue-from RUN
    """
    number = before.count("\n") + 1
    earlier = "RUN" if number == 1 else f"RUN{number}"
    own = command.replace("--out RUN", f"--out RUN{number + 1}", 1)
    return f"{before}\n{own} --continue-from {earlier}"


def flags(options: Options) -> list[str]:
    """The options that differ from their defaults, as flags."""
    found: list[str] = []
    for spec in options.options():
        value, flag = getattr(options, spec.name), spec.name.replace("_", "-")
        if value == spec.default:
            continue
        if isinstance(value, bool):
            found.append(f"--{flag}" if value else f"--no-{flag}")
        else:
            found += [f"--{flag}", str(value)]
    return found
