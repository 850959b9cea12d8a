import pytest

from w2v_core.errors import ConfigError
from w2v_core.runs.migrate import FORMAT, STEPS, upgrade

STEPS_TO_3 = {
    1: lambda old: {"format": 1, "b": old["a"] * 10},
    2: lambda old: {"format": 2, "c": old["b"] + 1},
}


def test_steps_are_applied_in_order_and_leave_the_stored_values():
    stored = {"format": 1, "a": 4}
    assert upgrade(stored, STEPS_TO_3, 3) == {"format": 3, "c": 41}
    assert upgrade({"format": 2, "b": 7}, STEPS_TO_3, 3) == {"format": 3, "c": 8}
    assert upgrade({"format": 3, "c": 1}, STEPS_TO_3, 3) == {"format": 3, "c": 1}
    assert stored == {"format": 1, "a": 4}


def test_every_older_format_has_its_step():
    assert set(STEPS) == set(range(1, FORMAT))


@pytest.mark.parametrize("number", [4, 10**9])
def test_newer_formats_are_refused(number):
    with pytest.raises(ConfigError, match="up to 3"):
        upgrade({"format": number}, STEPS_TO_3, 3)


@pytest.mark.parametrize("number", [None, 0, -1, "1", 1.0, True])
def test_senseless_formats_are_refused(number):
    with pytest.raises(ConfigError, match="format number"):
        upgrade({"format": number})
