"""One file of settings; the environment comes before it; what is wrong is named."""

import pytest

from tests.jobs.making import ALICE, kept
from w2v_core.errors import ConfigError, LimitReached
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.settings import read_settings
from w2v_core.jobs.start_up import open_jobs


def test_without_a_file_the_defaults_hold(tmp_path):
    settings = read_settings(tmp_path, {})
    assert settings.limits == Limits()
    assert (settings.kept_days, settings.hosts) == (400, ())


def test_the_file_is_read_and_the_environment_comes_before_it(tmp_path):
    (tmp_path / "settings.toml").write_text(
        'kept_days = 30\nhosts = ["Words.Example.org"]\n[limits]\nqueued = 2\nhours = 1.5\n'
    )
    settings = read_settings(tmp_path, {"W2V_HOME": "x", "W2V_LIMITS_QUEUED": "9"})
    assert (settings.limits.queued, settings.limits.hours) == (9, 1.5)
    assert (settings.kept_days, settings.hosts) == (30, ("words.example.org",))
    settings = read_settings(tmp_path, {"W2V_KEPT_DAYS": "0", "W2V_HOSTS": "a.b, C"})
    assert (settings.kept_days, settings.hosts) == (0, ("a.b", "c"))
    assert settings.limits.queued == 2


@pytest.mark.parametrize(
    ("text", "environment", "says"),
    [
        ("kept_days = ", {}, "settings.toml cannot be read"),
        ("days = 3", {}, "settings.toml: Unknown setting days"),
        ("[limits]\nqueue = 3", {}, "Unknown setting queue"),
        ("[limits]\nqueued = 0", {}, "between 1 and"),
        ("[limits]\nqueued = 'x'", {}, "must be of type int"),
        ("limits = 3", {}, "settings.toml"),
        ("hosts = 'a'", {}, "list of names"),
        ("kept_days = -1", {}, "between 0 and"),
        ("", {"W2V_KEPT_DAYS": "many"}, "W2V_KEPT_DAYS is 'many'"),
        ("", {"W2V_LIMITS_RUNS": "-1"}, "between 0 and"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, environment, says):
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(ConfigError, match=says):
        read_settings(tmp_path, environment)


def test_a_queue_is_opened_with_the_limits_of_its_home(tmp_path, alice, monkeypatch):
    (tmp_path / "settings.toml").write_text("[limits]\nqueued = 1\n")
    monkeypatch.setenv("W2V_LIMITS_CORPORA", "0")
    queue = open_jobs(tmp_path, warm=False)
    assert (queue.limits.queued, queue.limits.corpora) == (1, 0)
    with pytest.raises(LimitReached, match="0 is the limit"):
        queue.submit(ALICE, "corpus", {"corpus_id": "x", "built_in": "toy-world", "config": {}})
    kept(alice)
    queue.shutdown(1.0)
