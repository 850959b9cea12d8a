import pytest

from w2v_core.errors import ConfigError, LimitReached
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.lists import FILE, MOST_LISTS, drop_list, keep_list, word_lists


@pytest.fixture
def alice(tmp_path):
    return Workspace(tmp_path, "alice-00")


def test_lists_are_kept_replaced_and_dropped_for_their_owner_alone(alice, tmp_path):
    assert word_lists(alice) == {}
    assert keep_list(alice, " oil\n", ["oil", "gas", "oil", " "]) == "oil"
    keep_list(alice, "b", ["\ud800"])
    assert word_lists(alice) == {"oil": ("oil", "gas"), "b": ("\ud800",)}
    keep_list(alice, "oil", ["opec"])
    drop_list(alice, "b")
    drop_list(alice, "never was")
    assert word_lists(alice) == {"oil": ("opec",)}
    assert word_lists(Workspace(tmp_path, "bobby-00")) == {}


def test_too_much_or_nothing_is_refused(alice):
    with pytest.raises(ConfigError, match="no word"):
        keep_list(alice, "x", [" "])
    with pytest.raises(ConfigError, match="name"):
        keep_list(alice, " ", ["a"])
    with pytest.raises(LimitReached, match="choose fewer"):
        keep_list(alice, "x", map(str, range(10_001)))
    for n in range(MOST_LISTS):
        keep_list(alice, str(n), ["a"])
    keep_list(alice, "3", ["b"])
    with pytest.raises(LimitReached, match="delete one"):
        keep_list(alice, "one more", ["a"])


@pytest.mark.parametrize("torn", [b"", b"[1]", b'{"a": 3}', b"\xff", b"null"])
def test_a_damaged_file_counts_as_no_lists_and_can_be_written_anew(alice, torn):
    keep_list(alice, "x", ["a"])
    (alice.folder / FILE).write_bytes(torn)
    assert word_lists(alice) == {}
    keep_list(alice, "y", ["b"])
    assert word_lists(alice) == {"y": ("b",)}
