"""What happens where a GPU's memory runs out, or the GPU fails; a fake engine does either."""

import gc
import weakref
from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
import torch

from tests.engines.test_parity import examples_of, first_tables
from tests.engines.test_triton import DEVICE
from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.engines import Choice, entry_named, exact
from w2v_core.engines.base import ChunkStats
from w2v_core.engines.device_memory import NoRoom, attempt, halving, in_halves
from w2v_core.engines.devices import why_no_cuda
from w2v_core.engines.exact import Exact
from w2v_core.engines.on_device import OnDevice
from w2v_core.engines.torch_blocks import TorchBlocks
from w2v_core.engines.triton_cuda import TritonCuda
from w2v_core.errors import Cancelled, DeviceFailed, LimitReached

GB = 10**9


def out_of_memory(*_):
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")


def broken(*_):
    raise torch.AcceleratorError("CUDA error: an illegal memory access\nmore lines")


def room_for(size):
    """Work that gives its size where it is small enough."""
    asked = []

    def work(wanted):
        asked.append(wanted)
        return wanted if wanted <= size else out_of_memory()

    return work, asked


def test_work_is_halved_twice_at_most():
    work, asked = room_for(30)
    assert halving(work, 100) == 25 and asked == [100, 50, 25]
    work, asked = room_for(24)
    with pytest.raises(NoRoom):
        halving(work, 100)
    assert asked == [100, 50, 25]


def test_a_chunk_is_cut_into_halves_and_nothing_is_done_twice():
    done = []

    def work(first, last):
        if last - first > 3:
            out_of_memory()
        done.append((first, last))
        return ChunkStats(last - first, 1.0)

    assert in_halves(work, 0, 10) == ChunkStats(10, 4.0)
    assert done == [(0, 2), (2, 5), (5, 7), (7, 10)]
    with pytest.raises(NoRoom):
        in_halves(work, 0, 100)


def test_what_the_error_held_is_free_before_the_next_attempt():
    class Big:
        pass

    held = []

    def work():
        big = Big()
        held.append(weakref.ref(big))
        out_of_memory()

    assert attempt(work) is None
    gc.collect()
    assert held[0]() is None


def on_device(engine, free=100 * GB):
    return OnDevice(engine, lambda: free)


def test_a_run_that_cannot_fit_is_refused_with_what_would():
    engine = TorchBlocks("cpu")
    examples = examples_of("skipgram-ns", dim=1000)
    needed = engine.bytes_needed(examples, 1000)
    device = on_device(engine, needed - 4 * 4 * len(examples.keep) * 100)
    with pytest.raises(LimitReached, match=r"needs about 0\.1 GB; set dim to 900 or less, or"):
        device.start(examples, first_tables("skipgram-ns"))
    with pytest.raises(LimitReached, match=r"GB; choose the device cpu\.$"):
        on_device(engine, 10).start(examples, first_tables("skipgram-ns"))
    assert engine.W_in.numel() == 0, "it was never started"


@pytest.mark.parametrize("name", ["triton_cuda", "torch", "exact"])
def test_every_engine_of_a_gpu_says_what_it_needs(name):
    method = "skipgram-ns"
    examples = examples_of(method)
    engine = entry_named(name).make(examples.model, EngineConfig(threads=1), "cpu")
    small, large = (engine.bytes_needed(examples, dim) for dim in (100, 300))
    tables = 2 * 4 * len(examples.keep) * 200
    assert large - small >= tables and small > 0
    engine.close()


def test_running_out_while_it_trains_is_one_sentence(monkeypatch):
    device = on_device(TorchBlocks("cpu"))
    device.start(examples_of("skipgram-ns"), first_tables("skipgram-ns"))
    monkeypatch.setattr(device.engine, "run_chunk", out_of_memory)
    with pytest.raises(LimitReached, match=r"100\.0 GB of memory free") as error:
        device.run_chunk(0, 1, 0.1, np.random.default_rng(0))
    assert error.value.__context__ is None, "it holds no frames with tensors"
    device.close()


def test_other_errors_stay_what_they_are(monkeypatch):
    device = on_device(TorchBlocks("cpu"))
    device.start(examples_of("skipgram-ns"), first_tables("skipgram-ns"))
    for error in (RuntimeError("shapes differ"), Cancelled("Stopped.")):
        monkeypatch.setattr(device.engine, "run_chunk", Mock(side_effect=error))
        with pytest.raises(type(error)):
            device.run_chunk(0, 1, 0.1, np.random.default_rng(0))


def test_a_broken_device_is_named_with_the_way_out(monkeypatch):
    device = on_device(TorchBlocks("cpu"))
    device.start(examples_of("skipgram-ns"), first_tables("skipgram-ns"))
    monkeypatch.setattr(device.engine, "run_chunk", broken)
    says = r"illegal memory access\) .* restart it, or choose the device cpu\.$"
    with pytest.raises(DeviceFailed, match=says) as error:
        device.run_chunk(0, 1, 0.1, np.random.default_rng(0))
    assert error.value.__context__ is None


def test_a_device_that_failed_is_off_for_later_runs(monkeypatch):
    monkeypatch.setattr("w2v_core.engines.devices.ctypes.CDLL", lambda name: None)
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)
    assert why_no_cuda() is None
    monkeypatch.setattr(torch.cuda, "synchronize", broken)
    assert "failed in an earlier run" in why_no_cuda()


def test_on_a_gpu_engines_are_watched_and_on_the_processor_they_are_not(monkeypatch):
    entry = entry_named("torch")
    assert isinstance(Choice(entry, "cpu").make(TrainConfig(), EngineConfig()), TorchBlocks)
    monkeypatch.setattr("w2v_core.engines._torch", None)
    made = Choice(on_cpu(entry), "cuda").make(TrainConfig(), EngineConfig())
    assert isinstance(made, OnDevice) and made.name == "torch"


def on_cpu(entry):
    """The entry, whose engines compute on the processor whatever they are told."""
    return replace(entry, make=lambda model, setup, device: TorchBlocks("cpu"))


def test_a_chunk_of_triton_that_runs_out_is_done_in_halves(monkeypatch):
    engine = TritonCuda(DEVICE, "ieee")
    examples = examples_of("skipgram-ns", sample=0.0)
    engine.start(examples, first_tables("skipgram-ns"))
    whole = engine.text.noise

    def scarce(n_blocks, n_noise, rng):
        return out_of_memory() if n_blocks > 6 else whole(n_blocks, n_noise, rng)

    monkeypatch.setattr(engine.text, "noise", scarce)
    stats = engine.run_chunk(12, 23, 0.02, np.random.default_rng(0))
    words = np.diff(examples.corpus.starts[[12, 23]])[0]
    assert 5 * words < stats.n_pairs < 6.5 * words, "every word once, w + 1 pairs each"
    monkeypatch.setattr(engine.text, "noise", out_of_memory)
    with pytest.raises(NoRoom):
        engine.run_chunk(12, 23, 0.02, np.random.default_rng(0))


def test_exact_losses_hold_fewer_scores_where_room_is_short(monkeypatch):
    examples = examples_of("skipgram-softmax")
    made, real = [], exact.ExactLoss

    def scarce(counts, row_loss, like, cells, stop):
        made.append(cells)
        return real(counts, row_loss, like, cells, stop) if len(made) > 2 else out_of_memory()

    monkeypatch.setattr(exact, "ExactLoss", scarce)
    Exact("cpu", threads=1).start(examples, first_tables("skipgram-softmax"))
    assert made == [exact.CELLS, exact.CELLS // 2, exact.CELLS // 4]


@pytest.mark.parametrize("name", ["triton_cuda", "torch", "exact"])
def test_closing_gives_the_tables_back(name):
    method = "skipgram-ns"
    examples = examples_of(method)
    engine = entry_named(name).make(examples.model, EngineConfig(threads=1), "cpu")
    first = first_tables(method)
    engine.start(examples, first)
    held = [weakref.ref(o) for o in tensors() if o.shape[:1] == (len(examples.keep),)]
    assert held
    engine.close()
    gc.collect()
    assert [ref for ref in held if ref() is not None] == []


def tensors():
    return [o for o in gc.get_objects() if type(o) is torch.Tensor]


@pytest.mark.gpu
@pytest.mark.skipif(why_no_cuda() is not None, reason="gpu: there is none")
@pytest.mark.parametrize("name", ["triton_cuda", "torch", "exact"])
def test_the_memory_of_a_gpu_is_what_it_was_before_the_run(name):
    examples = examples_of("skipgram-ns", sample=0.0)
    choice = Choice(entry_named(name), "cuda")
    before = torch.cuda.memory_allocated()
    engine = choice.make(examples.model, EngineConfig(threads=1))
    engine.start(examples, first_tables("skipgram-ns"))
    engine.run_chunk(0, examples.corpus.n_sentences, 0.02, np.random.default_rng(0))
    assert torch.cuda.memory_allocated() > before
    engine.close()
    assert torch.cuda.memory_allocated() == before
