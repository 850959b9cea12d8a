"""Sets of files are old or new after any crash; event logs never lie."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core import storage
from w2v_core.errors import StorageError, TornFile

OLD = {"a.txt": b"old a", "b.bin": b"old b" * 1000, "gone.txt": b"only old"}
NEW = {"a.txt": b"new a!", "b.bin": b"new b" * 2000, "c.txt": b"only new"}


class Crash(BaseException):
    """The process dies here: no cleaning up, as with a power cut."""


def crash_at(monkeypatch, name, n):
    """Let the n-th call of os.<name> kill the process, before it does anything."""
    real, calls = getattr(os, name), []

    def dying(*args, **kwargs):
        calls.append(args)
        if len(calls) == n:
            raise Crash
        return real(*args, **kwargs)

    monkeypatch.setattr(os, name, dying)


def content(folder):
    """What a reader sees, or None where the set is torn."""
    try:
        storage.check_set(folder)
    except TornFile:
        return None
    names = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    known = [name for name in sorted(set(OLD) | set(NEW)) if name in names]
    readable = {}
    for name in known:
        try:
            readable[name] = storage.read_file(folder, name)
        except TornFile:
            assert name in {"gone.txt", "c.txt"}  # a stray file, not of the set
    return readable


def test_set_round_trip_with_bytes_and_writers(tmp_path):
    storage.write_set(tmp_path / "run", {"x": b"abc", "y": lambda stream: stream.write(b"def")})
    storage.check_set(tmp_path / "run")
    assert storage.read_file(tmp_path / "run", "x") == b"abc"
    assert storage.check_file(tmp_path / "run", "y").read_bytes() == b"def"
    assert sorted(p.name for p in (tmp_path / "run").iterdir()) == ["manifest.json", "x", "y"]


def test_set_written_again_drops_old_files_and_leaves_strangers(tmp_path):
    storage.write_set(tmp_path, OLD)
    (tmp_path / "events.jsonl").write_bytes(b"stranger")
    storage.write_set(tmp_path, NEW)
    assert content(tmp_path) == NEW
    assert not (tmp_path / "gone.txt").exists()
    assert (tmp_path / "events.jsonl").read_bytes() == b"stranger"


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_an_update_cut_anywhere_leaves_the_old_file_or_the_new_and_all_others(
    tmp_path, monkeypatch, call
):
    seen = []
    for n in range(1, 8):
        folder = tmp_path / str(n)
        storage.write_set(folder, OLD)
        name = next(iter(OLD))
        with monkeypatch.context() as patch:
            crash_at(patch, call, n)
            with contextlib.suppress(Crash):
                storage.update_set(folder, {name: b"another"})
        seen.append(content(folder))
        assert seen[-1] in (OLD, OLD | {name: b"another"})
    assert OLD in seen and OLD | {name: b"another"} in seen


def test_there_must_be_a_set_to_update(tmp_path):
    with pytest.raises(TornFile):
        storage.update_set(tmp_path / "none", {"a": b""})
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("call", ["replace", "fsync"])
@pytest.mark.parametrize("n", range(1, 12))
def test_first_writing_cut_anywhere_is_torn_or_whole(tmp_path, monkeypatch, call, n):
    with monkeypatch.context() as patch:
        crash_at(patch, call, n)
        with contextlib.suppress(Crash):
            storage.write_set(tmp_path / "set", NEW)
    assert content(tmp_path / "set") in (None, NEW)
    storage.write_set(tmp_path / "set", NEW)  # and it can be repaired
    assert content(tmp_path / "set") == NEW
    assert not list((tmp_path / "set").glob(".*.staged"))


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_second_writing_cut_anywhere_leaves_old_or_new(tmp_path, monkeypatch, call):
    seen = []
    for n in range(1, 12):
        folder = tmp_path / str(n)
        storage.write_set(folder, OLD)
        with monkeypatch.context() as patch:
            crash_at(patch, call, n)
            with contextlib.suppress(Crash):
                storage.write_set(folder, NEW)
        seen.append(content(folder))
        assert seen[-1] in (OLD, NEW)
    assert OLD in seen and NEW in seen  # both sides of the moment were tried


def test_recovery_itself_may_be_cut(tmp_path, monkeypatch):
    storage.write_set(tmp_path, OLD)
    for n in (2, 1, 2):  # after the manifest; then in the reader that finishes the writing
        with monkeypatch.context() as patch:
            crash_at(patch, "replace", n)
            with pytest.raises(Crash):
                storage.write_set(tmp_path, NEW) if n == 2 else storage.check_set(tmp_path)
    assert content(tmp_path) == NEW


def test_a_writer_that_fails_leaves_the_old_set_and_no_litter(tmp_path):
    storage.write_set(tmp_path, OLD)

    def full(stream):
        raise OSError("no space left")

    with pytest.raises(StorageError, match=r"no space left.*make room"):
        storage.write_set(tmp_path, {"a.txt": b"x" * 10_000, "b.bin": full})
    assert content(tmp_path) == OLD
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("harm", "named", "what"),
    [
        (lambda f: (f / "a.txt").unlink(), "a.txt", "missing"),
        (lambda f: (f / "b.bin").write_bytes(b"old b"), "b.bin", "5 bytes instead of 5,000"),
        (lambda f: (f / "a.txt").write_bytes(b"OLD a"), "a.txt", "changed"),
        (lambda f: (f / "manifest.json").unlink(), "manifest.json", "missing"),
        (lambda f: (f / "manifest.json").write_bytes(b"{"), "manifest.json", "damaged"),
        (lambda f: (f / "manifest.json").write_bytes(b"[1]"), "manifest.json", "damaged"),
    ],
)
def test_torn_file_is_named(tmp_path, harm, named, what):
    storage.write_set(tmp_path, OLD)
    harm(tmp_path)
    with pytest.raises(TornFile, match=what) as caught:
        storage.check_set(tmp_path)
    assert named in str(caught.value)


def test_reading_a_file_verifies_it(tmp_path):
    storage.write_set(tmp_path, OLD)
    (tmp_path / "a.txt").write_bytes(b"OLD a")
    for read in (storage.read_file, storage.check_file):
        with pytest.raises(TornFile, match=r"a\.txt"):
            read(tmp_path, "a.txt")
        with pytest.raises(TornFile, match="not part"):
            read(tmp_path, "other.txt")
        assert read(tmp_path, "gone.txt")


@settings(deadline=None)  # the disk may be busy
@given(where=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_manifest_never_shows_wrong_data(tmp_path_factory, where, bit):
    folder = tmp_path_factory.mktemp("flip")
    storage.write_set(folder, {"a.txt": b"right"})
    path = folder / "manifest.json"
    raw = bytearray(path.read_bytes())
    raw[where % len(raw)] ^= 1 << bit
    path.write_bytes(raw)
    with contextlib.suppress(TornFile):
        assert storage.read_file(folder, "a.txt") == b"right"


@pytest.mark.parametrize("name", ["", "../x", "/etc/x", "a/b", ".hidden", "manifest.json"])
def test_names_of_a_set_are_plain(tmp_path, name):
    with pytest.raises(ValueError, match="plain file name"):
        storage.write_set(tmp_path / "set", {name: b"x"})


def test_replace_file_is_old_or_new(tmp_path, monkeypatch):
    path = tmp_path / "one.json"
    storage.replace_file(path, b"old")
    with monkeypatch.context() as patch:
        crash_at(patch, "replace", 1)
        with pytest.raises(Crash):
            storage.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    storage.replace_file(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["one.json"]
    assert path.read_bytes() == b"new"


# -- events ---------------------------------------------------------------------------------------

EVENTS = [{"n": n, "loss": 1 / (n + 1), "word": "Öl “oil”\n\u2028"} for n in range(4)]


def log_of(events, folder: Path) -> Path:
    path = folder / "events.jsonl"
    path.unlink(missing_ok=True)
    for event in events:
        storage.append_event(path, event)
    return path


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(any(item == other for other in rest) for item in part)


def test_events_come_back_in_order_and_lines_are_json(tmp_path):
    import json

    path = log_of(EVENTS, tmp_path)
    assert storage.read_events(path) == EVENTS
    assert [json.loads(line)["event"] for line in path.read_text().splitlines()] == EVENTS


def test_a_missing_log_is_empty(tmp_path):
    assert storage.read_events(tmp_path / "none.jsonl") == []


def test_numbers_that_are_not_finite_are_refused(tmp_path):
    with pytest.raises(ValueError):
        storage.append_event(tmp_path / "e.jsonl", {"loss": float("nan")})
    assert storage.read_events(tmp_path / "e.jsonl") == []


def test_every_cut_keeps_the_whole_lines_and_the_next_event(tmp_path):
    path = log_of(EVENTS, tmp_path)
    raw = path.read_bytes()
    ends = [i for i, byte in enumerate(raw) if byte == ord("\n")]
    for cut in range(len(raw)):
        path.write_bytes(raw[:cut])
        whole = sum(end <= cut for end in ends)
        assert storage.read_events(path) == EVENTS[:whole]
        storage.append_event(path, {"after": cut})
        assert storage.read_events(path) == [*EVENTS[:whole], {"after": cut}]


@settings(deadline=None)  # the disk may be busy
@given(where=st.integers(0, 10_000), flip=st.integers(1, 255), cut=st.integers(0, 10_000))
def test_any_flipped_byte_never_gives_wrong_events(tmp_path_factory, where, flip, cut):
    path = log_of(EVENTS, tmp_path_factory.mktemp("log"))
    raw = bytearray(path.read_bytes())
    raw[where % len(raw)] ^= flip
    path.write_bytes(raw)
    harmed = storage.read_events(path)
    assert is_subsequence(harmed, EVENTS)
    assert len(harmed) >= len(EVENTS) - 2  # a lost line end joins two
    path.write_bytes(raw[: cut % (len(raw) + 1)])
    assert is_subsequence(storage.read_events(path), EVENTS)


@settings(deadline=None)  # the disk may be busy
@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("log") / "events.jsonl"
    path.write_bytes(raw)
    assert storage.read_events(path) == []
