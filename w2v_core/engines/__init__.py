"""The table of engines: which can train what, where, and which is taken when none is named.

Nothing falls back silently: an engine that cannot run here says why and what to do.
"""

from collections.abc import Callable
from dataclasses import dataclass

from w2v_core.config import METHODS, EngineConfig
from w2v_core.engines.base import Engine
from w2v_core.engines.devices import why_no_cuda
from w2v_core.errors import EngineUnavailable


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """One engine: what it serves, and how to make it.

    Attributes:
        name: as in options and run records.
        summary: one sentence for people.
        methods: names of the methods it trains.
        devices: "cpu", "cuda" or both.
        make: from options and device, the engine; imports what it needs.
    """

    name: str
    summary: str
    methods: tuple[str, ...]
    devices: tuple[str, ...]
    make: Callable[[EngineConfig, str], Engine]


def _numpy_reference(setup: EngineConfig, device: str) -> Engine:
    from w2v_core.engines.numpy_reference import NumpyReference

    return NumpyReference()


def _numba_cpu(setup: EngineConfig, device: str) -> Engine:
    from w2v_core.engines.numba_cpu import NumbaCpu

    return NumbaCpu(setup.threads)


def _torch(setup: EngineConfig, device: str) -> Engine:
    from w2v_core.engines.torch_blocks import TorchBlocks

    return TorchBlocks(device)


ENGINES: tuple[EngineEntry, ...] = (
    EngineEntry(
        "numba_cpu",
        "Compiled loops on all processor cores; the fast way without a GPU.",
        ("skipgram-ns",),
        ("cpu",),
        _numba_cpu,
    ),
    EngineEntry(
        "torch",
        "Tensor operations, on an NVIDIA GPU or the processor.",
        ("skipgram-ns",),
        ("cpu", "cuda"),
        _torch,
    ),
    EngineEntry(
        "numpy_reference",
        "One pair at a time in plain NumPy: slow, to be read and to be checked against.",
        ("skipgram-ns",),
        ("cpu",),
        _numpy_reference,
    ),
)

AUTO: dict[tuple[str, str], str] = {  # (method, device) -> engine
    ("skipgram-ns", "cpu"): "numba_cpu",
    ("skipgram-ns", "cuda"): "torch",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine and the device that a run will use."""

    entry: EngineEntry
    device: str

    def make(self, setup: EngineConfig) -> Engine:
        """A new engine."""
        return self.entry.make(setup, self.device)


def choose(method: str, setup: EngineConfig) -> Choice:
    """The engine and device for a method, `auto` resolved by the table.

    The device auto is the processor, whose engine is the fastest yet; the engine torch, where it is
    named, takes a GPU if there is one.

    Raises:
        EngineUnavailable: if the engine named cannot train this method or run on this machine.
    """
    device = setup.device
    if device == "auto":
        device = "cuda" if setup.engine == "torch" and not why_no_cuda() else "cpu"
    name = AUTO[method, device] if setup.engine == "auto" else setup.engine
    entry = next(entry for entry in ENGINES if entry.name == name)
    obstacle = why_not(entry, method, device)
    if obstacle:
        raise EngineUnavailable(name, *obstacle)
    return Choice(entry, device)


def why_not(entry: EngineEntry, method: str, device: str) -> tuple[str, str] | None:
    """Why the engine cannot train the method on the device, and what to do; None if it can."""
    if method not in entry.methods:
        return f"it does not train {method}", "choose the engine auto"
    if device not in entry.devices:
        return f"it does not run on {device}", "choose the device auto or the engine torch"
    missing = why_no_cuda() if device == "cuda" else None
    return (missing, "choose the device cpu") if missing else None


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine can train a method on a device of this machine."""

    method: str
    engine: str
    device: str
    on: bool
    default: bool
    why: str
    fix: str


def report() -> list[EngineStatus]:
    """Every method x engine x device, on or off, with reasons."""
    rows = []
    for method in (method.name for method in METHODS):
        for entry in ENGINES:
            for device in entry.devices:
                why, fix = why_not(entry, method, device) or ("", "")
                default = AUTO.get((method, device)) == entry.name
                rows.append(
                    EngineStatus(method, entry.name, device, not why, default and not why, why, fix)
                )
    return rows
