"""The table of engines: every cell answers, and nothing falls back in silence."""

import pytest

from w2v_core.config import ENGINE_NAMES, METHODS, EngineConfig, TrainConfig
from w2v_core.engines import AUTO, ENGINES, choose, report
from w2v_core.engines.devices import why_no_cuda
from w2v_core.errors import EngineUnavailable
from w2v_core.linear.cores import cores


def test_options_and_table_name_the_same_engines():
    assert set(ENGINE_NAMES) == {"auto"} | {entry.name for entry in ENGINES}


@pytest.mark.parametrize("method", [method.name for method in METHODS])
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_auto_names_an_engine_that_serves_the_method_there(method, device):
    entry = next(entry for entry in ENGINES if entry.name == AUTO[method, device])
    assert method in entry.methods
    assert device in entry.devices


def test_every_engine_on_the_processor_can_be_made():
    for entry in (entry for entry in ENGINES if "cpu" in entry.devices):
        for method in entry.methods:
            model = TrainConfig(method=method)
            engine = choose(model, EngineConfig(engine=entry.name, device="cpu"))
            made = engine.make(model, EngineConfig(threads=1))
            made.close()
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
        choose(TrainConfig(), EngineConfig(engine="numba_cpu", device="cuda"))


@pytest.mark.skipif(why_no_cuda() is None, reason="gpu: this machine has one")
def test_without_a_gpu_cuda_is_refused_with_a_way_out():
    with pytest.raises(EngineUnavailable, match="choose the device cpu"):
        choose(TrainConfig(), EngineConfig(device="cuda"))
    assert choose(TrainConfig(), EngineConfig()).device == "cpu"


def test_there_is_a_core():
    assert cores() >= 1


def test_counting_takes_a_gpu_only_where_it_is_told_to(monkeypatch):
    monkeypatch.setattr("w2v_core.engines.why_no_cuda", lambda: None)
    svd = TrainConfig(method="svd")
    assert choose(svd, EngineConfig()).device == "cpu"
    assert choose(svd, EngineConfig(device="cuda")).device == "cuda"


def test_adagrad_goes_to_an_engine_that_has_it():
    adagrad = TrainConfig(optimizer="adagrad")
    assert choose(adagrad, EngineConfig(device="cpu")).entry.name == "torch"
    with pytest.raises(EngineUnavailable, match="has no adagrad; choose the engine torch"):
        choose(adagrad, EngineConfig(engine="numba_cpu", device="cpu"))


def test_exact_engines_settle_what_they_take_otherwise_and_say_so():
    choice = choose(TrainConfig(method="skipgram-softmax"), EngineConfig(device="cpu"))
    settled = choice.settled(TrainConfig(method="skipgram-softmax", epochs=3), 1_000)
    assert (choice.entry.name, settled.sample, settled.optimizer) == ("exact", 0.0, "adagrad")
    assert settled.epochs == 3 and settled.skip_hits  # no option of this method
    assert "sample 0.0, optimizer adagrad" in choice.note(TrainConfig(method="skipgram-softmax"))
    assert choose(TrainConfig(), EngineConfig(device="cpu")).note(TrainConfig()) == ""


def test_epochs_follow_the_engine_and_the_size_of_the_text():
    def epochs(method, n_words, engine="auto"):
        model = TrainConfig(method=method)
        return (
            choose(model, EngineConfig(engine=engine, device="cpu")).settled(model, n_words).epochs
        )

    assert epochs("skipgram-ns", 30_000_000) == 5 and epochs("skipgram-ns", 100_000) == 20
    assert epochs("skipgram-softmax", 30_000_000) == epochs("skipgram-ns", 9, "exact") == 50
    assert epochs("skipgram-softmax", 30_000_000, "torch") == 5
    assert epochs("svd", 100) is None


def test_a_sum_of_contexts_takes_a_smaller_rate_than_their_mean():
    mean = TrainConfig(method="cbow-ns").resolved(1_000)
    added = TrainConfig(method="cbow-ns", cbow_mean=False, window=9).resolved(1_000)
    assert added.lr == pytest.approx(mean.lr / 10)  # five of nine words to each side on average
    fixed = added.replace(lr=None, shrink_window=False).resolved(1_000)
    assert fixed.lr == pytest.approx(mean.lr / 18)
