"""The About page: the table of engines with reasons, versions, and no path of the server."""

import platform
import sys
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from pages.shared import devices
from tests.ui.toy_home import open_page
from w2v_core.config import METHODS, EngineConfig, TrainConfig
from w2v_core.engines import report
from w2v_core.errors import EngineUnavailable


@pytest.fixture
def page(home):
    devices._looked().result(60)
    return open_page("about.py")


def everything(page):
    """All that is written on the page, tables with their columns too."""
    kinds = (
        "title",
        "subheader",
        "markdown",
        "caption",
        "text",
        "error",
        "warning",
        "info",
        "code",
    )
    said = [str(item.value) for kind in kinds for item in page.get(kind)]
    return "\n".join([*said, *(item.value.to_csv() for item in page.dataframe)])


def table_with(page, column):
    return next(item.value for item in page.dataframe if column in item.value)


def test_every_method_has_its_row_and_every_engine_its_column(page):
    table = page.dataframe[0].value.set_index("Method")
    assert table.index.tolist() == [method.label for method in METHODS]
    rows = report()
    assert table.columns.tolist() == list(dict.fromkeys(f"{r.engine}, {r.device}" for r in rows))
    labels = {method.name: method.label for method in METHODS}
    for row in rows:
        cell = table.loc[labels[row.method], f"{row.engine}, {row.device}"]
        assert cell == ("default" if row.default else "on" if row.on else "off")


def test_whatever_is_off_has_a_reason_and_a_way_out(page):
    table = table_with(page, "Why")
    assert len(table) == sum(not row.on for row in report())
    assert (table["Why"].str.len() > 10).all()
    assert (table["What to do"].str.len() > 10).all()


def test_versions_are_those_installed(page):
    table = table_with(page, "Version").set_index("Part")["Version"]
    assert table["Python"] == platform.python_version()
    assert table["numpy"].split(".")[0].isdigit()


def test_no_path_of_the_server_is_told(page, home):
    told = everything(page)
    assert "W2V_HOME" in told
    for path in (str(home), str(Path(__file__).parents[2]), sys.prefix, "/home/", "/tmp", "\\"):
        assert path not in told


def test_a_path_in_a_table_would_be_seen(home, monkeypatch):
    rows = tuple(replace(row, why=f"{row.why} {home}") for row in report())
    monkeypatch.setattr(devices, "engines", lambda: rows)
    assert str(home) in everything(open_page("about.py"))


def test_what_is_kept_is_told(page):
    told = everything(page)
    assert "two cookies" in told
    assert "what stays is the list of jobs" in told.replace("\n", " ")
    assert "nats an example" in told
    assert "most frequent ones that take part" in told


def test_a_broken_torch_is_one_sentence_and_can_be_checked_again(home, monkeypatch):
    broken = Future()
    broken.set_exception(OSError("/opt/secret/libtorch.so: *undefined* symbol"))
    again = []
    monkeypatch.setattr(devices, "_looked", lambda: broken)
    monkeypatch.setattr(devices, "look_again", lambda: again.append(True))
    page = open_page("about.py")
    assert not page.exception
    (error,) = page.error
    assert "The engine torch cannot run" in error.value
    assert "secret" not in everything(page)
    assert "numpy" in table_with(page, "Version")["Part"].tolist(), "the rest is there"
    assert "Cosine" in everything(page)
    next(button for button in page.button if button.label == "Check again").click().run()
    assert not page.exception
    assert again == [True]


def test_looking_again_looks_anew(home, monkeypatch):
    seen = iter([OSError("broken"), None])

    def report_of():
        error = next(seen)
        if error is not None:
            raise error
        return report()

    monkeypatch.setattr("w2v_core.engines.report", report_of)
    devices.look_again()
    with pytest.raises(EngineUnavailable, match="OSError"):
        settled()
    with pytest.raises(EngineUnavailable):
        devices.engines()
    devices.look_again()
    assert settled() == tuple(report())


def settled():
    """The engines, once the devices are known."""
    with suppress(OSError):
        devices._looked().result(60)
    return devices.engines()


def test_with_a_broken_torch_the_processor_still_trains(home, monkeypatch):
    broken = Future()
    broken.set_exception(OSError("broken"))

    def fails():
        raise OSError("broken")

    monkeypatch.setattr(devices, "_looked", lambda: broken)
    monkeypatch.setattr("w2v_core.engines.why_no_cuda", fails)
    assert devices.choice(TrainConfig(), EngineConfig()).entry.name == "numba_cpu"
    with pytest.raises(EngineUnavailable, match="OSError"):
        devices.choice(TrainConfig(), EngineConfig(device="cuda"))


def test_while_devices_are_checked_the_page_says_so_and_then_shows_them(home, monkeypatch):
    checked = Future()
    monkeypatch.setattr(devices, "_looked", lambda: checked)
    page = open_page("about.py")
    assert "Checking which devices" in page.caption[1].value
    assert "Why" not in [column for item in page.dataframe for column in item.value]
    checked.set_result(tuple(report()))
    page.run()
    assert not page.exception
    assert len(page.dataframe[0].value) == len(METHODS)
