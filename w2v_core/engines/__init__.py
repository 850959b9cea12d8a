"""The table of engines: which can train what, where, and which is taken when none is named.

Nothing falls back silently: an engine that cannot run here says why and what to do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from w2v_core.config import (
    COUNTED,
    METHODS,
    SAMPLED,
    TRAINED,
    EngineConfig,
    TrainConfig,
    method_named,
    methods_with,
)
from w2v_core.engines.base import Engine
from w2v_core.engines.devices import why_no_cuda, why_no_triton
from w2v_core.engines.on_device import DeviceEngine, OnDevice, free_memory
from w2v_core.errors import EngineUnavailable


def nothing_lacks() -> str | None:
    """Why an engine that needs nothing beside its device cannot run: never."""
    return None


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """One engine: what it serves, and how to make it.

    Attributes:
        name: as in options and run records.
        summary: one sentence for people.
        methods: names of the methods it trains.
        devices: "cpu", "cuda" or both.
        make: from model, options and device, the engine; imports what it needs.
        optimizers: those it has.
        fixed: options that it takes at one value only, whatever was asked for.
        exact: whether an epoch is one step on the whole text's loss.
        why_not_here: why this machine lacks what it needs beside the device, a clause, or None.
    """

    name: str
    summary: str
    methods: tuple[str, ...]
    devices: tuple[str, ...]
    make: Callable[[TrainConfig, EngineConfig, str], Engine]
    optimizers: tuple[str, ...] = ("sgd", "adagrad")
    fixed: Mapping[str, Any] = field(default_factory=dict)
    exact: bool = False
    why_not_here: Callable[[], str | None] = nothing_lacks


def _numpy_reference(model: TrainConfig, setup: EngineConfig, device: str) -> Engine:
    from w2v_core.engines.numpy_reference import NumpyReference

    return NumpyReference()


def _numba_cpu(model: TrainConfig, setup: EngineConfig, device: str) -> Engine:
    from w2v_core.engines.numba_cpu import NumbaCpu

    return NumbaCpu(setup.threads)


def _triton_cuda(model: TrainConfig, setup: EngineConfig, device: str) -> Engine:
    if method_named(model.method).loss == "softmax":
        from w2v_core.engines.triton_softmax import TritonSoftmax

        return TritonSoftmax(device)
    from w2v_core.engines.triton_cuda import TritonCuda

    return TritonCuda(device, in_order=setup.threads == 1)


def _torch(model: TrainConfig, setup: EngineConfig, device: str) -> Engine:
    from w2v_core.engines.torch_blocks import TorchBlocks

    return TorchBlocks(device)


def _exact(model: TrainConfig, setup: EngineConfig, device: str) -> Engine:
    from w2v_core.engines.exact import Exact

    return Exact(device, setup.threads)


def _count_svd(model: TrainConfig, setup: EngineConfig, device: str) -> Engine:
    from w2v_core.engines.count_svd import CountSvd

    return CountSvd(setup.seed, setup.threads, device)


ENGINES: tuple[EngineEntry, ...] = (
    EngineEntry(
        "numba_cpu",
        "Compiled loops on all processor cores; the fast way without a GPU.",
        (*SAMPLED, *methods_with(loss="hs")),
        ("cpu",),
        _numba_cpu,
        optimizers=("sgd",),
    ),
    EngineEntry(
        "triton_cuda",
        "Kernels of its own on an NVIDIA GPU, where text and vectors stay.",
        (*SAMPLED, *methods_with(loss="softmax")),
        ("cuda",),
        _triton_cuda,
        optimizers=("sgd",),
        why_not_here=why_no_triton,
    ),
    EngineEntry(
        "exact",
        "Works from the counts of all pairs of words: a pass costs the same however long the "
        "text is, and its loss is exact.",
        ("skipgram-softmax", "skipgram-ns"),
        ("cpu", "cuda"),
        _exact,
        optimizers=("adagrad",),
        fixed={"sample": 0.0, "optimizer": "adagrad", "skip_hits": False},
        exact=True,
    ),
    EngineEntry(
        "count_svd",
        "Counts once, weights the counts and keeps the largest singular vectors.",
        (COUNTED,),
        ("cpu", "cuda"),
        _count_svd,
    ),
    EngineEntry(
        "torch",
        "Tensor operations, on an NVIDIA GPU or the processor.",
        TRAINED,
        ("cpu", "cuda"),
        _torch,
    ),
    EngineEntry(
        "numpy_reference",
        "One example at a time in plain NumPy: slow, to be read and to be checked against.",
        TRAINED,
        ("cpu",),
        _numpy_reference,
    ),
)

AUTO: dict[tuple[str, str], str] = {  # (method, device) -> engine, for plain gradient descent
    ("skipgram-ns", "cpu"): "numba_cpu",
    ("skipgram-ns", "cuda"): "torch",
    ("cbow-ns", "cpu"): "numba_cpu",
    ("cbow-ns", "cuda"): "torch",
    ("skipgram-softmax", "cpu"): "exact",
    ("skipgram-softmax", "cuda"): "exact",
    ("cbow-softmax", "cpu"): "torch",
    ("cbow-softmax", "cuda"): "torch",
    ("skipgram-hs", "cpu"): "numba_cpu",
    ("skipgram-hs", "cuda"): "torch",
    ("cbow-hs", "cpu"): "numba_cpu",
    ("cbow-hs", "cuda"): "torch",
    ("svd", "cpu"): "count_svd",
    ("svd", "cuda"): "count_svd",
}
ON_GPU = frozenset(SAMPLED + methods_with(loss="softmax"))  # of large products


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine and the device that a run will use."""

    entry: EngineEntry
    device: str

    def make(self, model: TrainConfig, setup: EngineConfig) -> Engine:
        """A new engine; on a GPU one that tells what goes wrong there in sentences."""
        engine = self.entry.make(model, setup, self.device)
        if self.device == "cpu":
            return engine
        return OnDevice(cast(DeviceEngine, engine), free_memory)

    def note(self, model: TrainConfig) -> str:
        """A sentence on the options that the engine takes otherwise than set; "" if none."""
        fixed = self.settled(model, 1)
        says = [
            f"{name} {getattr(fixed, name)}"
            for name in self.entry.fixed
            if getattr(fixed, name) != getattr(model, name)
        ]
        return f"The engine {self.entry.name} runs with {', '.join(says)}." if says else ""

    def settled(self, model: TrainConfig, n_words: int) -> TrainConfig:
        """The model as it will run on a text of `n_words`: epochs, rate and fixed options set."""
        model = model.resolved(n_words, self.entry.exact)
        used = [spec.name for spec in model.options() if spec.serves(model.method)]
        return model.replace(**{n: v for n, v in self.entry.fixed.items() if n in used})


def choose(model: TrainConfig, setup: EngineConfig) -> Choice:
    """The engine and device for a model, `auto` resolved by the table.

    The device auto is the processor, for no engine's speed on a GPU has been measured yet; engines
    that are named take a GPU if they can use one and it is there. Where the table's engine lacks
    the optimizer, torch runs.

    Raises:
        EngineUnavailable: if the engine named cannot train this model or run on this machine.
    """
    name, device = setup.engine, setup.device
    if device == "auto":
        device = device_for(name, model.method)
    if name == "auto":
        name = AUTO[model.method, device]
        if lacks(entry_named(name), model):
            name = "torch"
    entry = entry_named(name)
    obstacle = why_not(entry, model.method, device) or lacks(entry, model)
    if obstacle:
        raise EngineUnavailable(name, *obstacle)
    return Choice(entry, device)


def device_for(engine: str, method: str) -> str:
    """The device that auto stands for, with the engine named or "auto"."""
    devices = ("cpu",) if engine == "auto" else entry_named(engine).devices
    if len(devices) == 1:
        return devices[0]
    try:
        gpu = method in ON_GPU and not why_no_cuda()
    except Exception:  # a torch that cannot even be asked is no reason not to use the processor
        gpu = False
    return "cuda" if gpu else "cpu"


def entry_named(name: str) -> EngineEntry:
    """The entry of an engine."""
    return next(entry for entry in ENGINES if entry.name == name)


def is_exact(method: str, engine: str) -> bool:
    """Whether the engine named, or the table's on the processor for "auto", is exact."""
    return entry_named(AUTO[method, "cpu"] if engine == "auto" else engine).exact


def lacks(entry: EngineEntry, model: TrainConfig) -> tuple[str, str] | None:
    """Why the engine cannot take the model's optimizer, and what to do; None if it can."""
    fits = model.optimizer in entry.optimizers or "optimizer" in entry.fixed
    if fits or not method_named(model.method).loss:
        return None
    return f"it has no {model.optimizer}", "choose the engine torch or the optimizer sgd"


def why_not(entry: EngineEntry, method: str, device: str) -> tuple[str, str] | None:
    """Why the engine cannot train the method on the device, and what to do; None if it can."""
    if method not in entry.methods:
        return f"it does not train {method}", "choose the engine auto"
    if device not in entry.devices:
        torch = " or the engine torch" if method_named(method).loss else ""
        return f"it does not run on {device}", f"choose the device auto{torch}"
    missing = (why_no_cuda() if device == "cuda" else None) or entry.why_not_here()
    if missing and entry.devices == ("cuda",):
        return f"it needs a CUDA device, and {missing}", "choose the device cpu and the engine auto"
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
