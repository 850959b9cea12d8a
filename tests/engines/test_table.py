"""The table of engines: every cell answers, and nothing falls back in silence."""

import pytest

from w2v_core.config import ENGINE_NAMES, METHODS, EngineConfig
from w2v_core.engines import AUTO, ENGINES, choose, report
from w2v_core.engines.devices import cores, why_no_cuda
from w2v_core.errors import EngineUnavailable


def test_options_and_table_name_the_same_engines():
    assert set(ENGINE_NAMES) == {"auto"} | {entry.name for entry in ENGINES}


@pytest.mark.parametrize("method", [method.name for method in METHODS])
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_auto_names_an_engine_that_serves_the_method_there(method, device):
    entry = next(entry for entry in ENGINES if entry.name == AUTO[method, device])
    assert method in entry.methods
    assert device in entry.devices


def test_every_engine_on_the_processor_can_be_made():
    for entry in ENGINES:
        engine = choose(entry.methods[0], EngineConfig(engine=entry.name, device="cpu"))
        made = engine.make(EngineConfig(threads=1))
        assert (made.name, made.device) == (entry.name, "cpu")


def test_report_has_a_reason_for_everything_that_is_off():
    rows = report()
    assert {row.method for row in rows} == {method.name for method in METHODS}
    assert all(bool(row.why and row.fix) != row.on for row in rows)
    for method in METHODS:
        on = [row.engine for row in rows if row.method == method.name and row.default]
        assert AUTO[method.name, "cpu"] in on


def test_an_engine_on_the_wrong_device_says_why():
    with pytest.raises(EngineUnavailable, match=r"numba_cpu cannot run: .* cuda; choose"):
        choose("skipgram-ns", EngineConfig(engine="numba_cpu", device="cuda"))


@pytest.mark.skipif(why_no_cuda() is None, reason="gpu: this machine has one")
def test_without_a_gpu_cuda_is_refused_with_a_way_out():
    with pytest.raises(EngineUnavailable, match="choose the device cpu"):
        choose("skipgram-ns", EngineConfig(device="cuda"))
    assert choose("skipgram-ns", EngineConfig()).device == "cpu"


def test_there_is_a_core():
    assert cores() >= 1
