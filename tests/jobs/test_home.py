"""Everything of an owner lies beneath one folder; no id leads out of it."""

import dataclasses
import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runs.test_folder import EMBEDDING, RECORD
from w2v_core.config import TextConfig
from w2v_core.errors import ConfigError, NotFound
from w2v_core.jobs.home import Workspace, home, new_id
from w2v_core.runs.folder import EVENTS, save_run
from w2v_core.storage import append_event, write_set
from w2v_core.text import library

ALICE = "alice-00"
HOSTILE = [
    "",
    ".",
    "..",
    "../x",
    "../../etc/passwd",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "C:\\x",
    "%2e%2e%2fx",
    "a\x00" + "b" * 20,
    "ö" * 32,
    "０" * 32,
    "x" * 65,
    "a" * 32 + "\n",
    " " + "a" * 31,
    "manifest.json",
    "short",
]


@pytest.fixture
def alice(tmp_path):
    return Workspace(tmp_path, ALICE)


def methods(workspace):
    return (
        workspace.run_folder,
        workspace.corpus_folder,
        workspace.delete_run,
        workspace.delete_corpus,
        lambda id: workspace.rename_run(id, "name"),
    )


def made_run(workspace, name="Run", created="2030-01-01T00:00:00+00:00"):
    id = new_id()
    record = dataclasses.replace(RECORD, id=id, name=name, created=created)
    save_run(workspace.new_run_folder(id), record, EMBEDDING)
    return id


def made_corpus(workspace, text="one two three\n"):
    id = new_id()
    library.keep_text(workspace.new_corpus_folder(id), "Text", "pasted", text, TextConfig())
    return id


# -- home ------------------------------------------------------------------------------------------


def test_home_is_made_for_its_user_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("W2V_HOME", str(tmp_path / "deep" / "home"))
    assert home() == tmp_path / "deep" / "home"
    assert stat.S_IMODE(home().stat().st_mode) == 0o700


def test_a_folder_that_is_there_keeps_its_rights(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    assert stat.S_IMODE(home().stat().st_mode) == 0o755


def test_home_is_the_users_data_folder_by_default(tmp_path, monkeypatch):
    monkeypatch.delenv("W2V_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home() == tmp_path / "word2vec-explorer"


def test_new_ids_are_128_bits_and_differ():
    ids = {new_id() for _ in range(1_000)}
    assert len(ids) == 1_000 and all(len(bytes.fromhex(id)) == 16 for id in ids)


# -- ids -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("owner", [h for h in HOSTILE if h != "short"] + ["CON", "nul"])
def test_hostile_owners_are_not_found(tmp_path, owner):
    with pytest.raises(NotFound):
        Workspace(tmp_path, owner)


@pytest.mark.parametrize("id", HOSTILE)
def test_hostile_ids_look_like_ids_that_are_not_there(alice, id):
    for hostile, unknown in zip(methods(alice), methods(alice), strict=True):
        with pytest.raises(NotFound) as first:
            hostile(id)
        with pytest.raises(NotFound) as second:
            unknown(new_id())
        assert str(first.value) == str(second.value)
    for method in (alice.new_run_folder, alice.new_corpus_folder):
        with pytest.raises(NotFound):
            method(id)
    assert not alice.folder.exists()


@settings(deadline=None)  # the disk may be busy
@given(id=st.text(max_size=80), owner=st.text(max_size=80))
def test_no_text_leads_out_of_the_owners_folder(tmp_path_factory, id, owner):
    root = tmp_path_factory.mktemp("home")
    try:
        workspace = Workspace(root, owner)
        paths = [workspace.new_run_folder(id), workspace.new_corpus_folder(id)]
    except NotFound:
        return
    for path in paths:
        assert path.resolve().is_relative_to(root / "owners" / owner)


def test_other_peoples_ids_look_like_nobodys(alice, tmp_path):
    run, corpus = made_run(alice), made_corpus(alice)
    berta = Workspace(tmp_path, "berta-00")
    for theirs in (run, corpus):
        for method, again in zip(methods(berta), methods(berta), strict=True):
            with pytest.raises(NotFound) as first:
                method(theirs)
            with pytest.raises(NotFound) as second:
                again(new_id())
            assert str(first.value) == str(second.value)
    assert berta.runs() == () and berta.corpora() == ()
    assert alice.run_folder(run).is_dir() and alice.corpus_folder(corpus).is_dir()


def test_links_are_not_followed(alice, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    alice.new_run_folder(new_id())
    link = alice.folder / "runs" / new_id()
    link.symlink_to(elsewhere)
    with pytest.raises(NotFound):
        alice.run_folder(link.name)


# -- lists -----------------------------------------------------------------------------------------


def test_runs_are_listed_newest_first(alice):
    old = made_run(alice, "Old", "2030-01-01T00:00:00+00:00")
    new = made_run(alice, "New", "2030-01-02T00:00:00+00:00")
    assert [(entry.id, entry.name) for entry in alice.runs()] == [(new, "New"), (old, "Old")]
    assert all(entry.problem is None and not entry.unfinished for entry in alice.runs())
    assert alice.runs()[1].record.result == RECORD.result
    assert alice.count("runs") == 2


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": 99}', b"\xff" * 100])
def test_a_torn_run_is_listed_with_its_problem(alice, content):
    torn, whole = made_run(alice, "Torn"), made_run(alice, "Whole")
    (alice.run_folder(torn) / "run.json").write_bytes(content)
    by_id = {entry.id: entry for entry in alice.runs()}
    assert by_id[whole].name == "Whole"
    assert by_id[torn].record is None and "run.json" in by_id[torn].problem
    assert not by_id[torn].unfinished


def test_a_run_of_a_newer_program_is_listed_with_its_problem(alice):
    id = new_id()
    write_set(alice.new_run_folder(id), {"run.json": b'{"format": 99}'})
    assert "format 99" in alice.runs()[0].problem


def test_a_run_that_was_cut_is_listed_as_unfinished(alice):
    folder = alice.new_run_folder(new_id())
    append_event(folder / EVENTS, {"event": "start", "name": "Cut", "created": "2030"})
    (entry,) = alice.runs()
    assert (entry.name, entry.created, entry.unfinished) == ("Cut", "2030", True)
    (folder / EVENTS).write_bytes(b"garbage")
    (entry,) = alice.runs()
    assert entry.unfinished and entry.name == folder.name[:8]


def test_stray_files_are_no_runs(alice):
    made_run(alice)
    (alice.folder / "runs" / ".DS_Store").write_text("x")
    (alice.folder / "runs" / ("f" * 32)).write_text("x")
    assert len(alice.runs()) == 1


def test_corpora_are_listed_and_torn_ones_named(alice):
    whole, torn = made_corpus(alice), made_corpus(alice)
    (alice.corpus_folder(torn) / "corpus.json").write_bytes(b"{")
    entries = {entry.id: entry for entry in alice.corpora()}
    assert entries[whole].info.name == "Text" and entries[whole].problem is None
    assert entries[torn].info is None and "corpus.json" in entries[torn].problem
    assert alice.count("corpora") == 2


# -- changes ---------------------------------------------------------------------------------------


def test_rename(alice):
    id = made_run(alice)
    alice.rename_run(id, "Better name")
    assert alice.runs()[0].name == "Better name"
    with pytest.raises(ConfigError):
        alice.rename_run(id, " ")


def test_delete_removes_all_of_it_and_nothing_else(alice):
    runs = [made_run(alice), made_run(alice)]
    corpora = [made_corpus(alice), made_corpus(alice)]
    alice.delete_run(runs[0])
    alice.delete_corpus(corpora[0])
    assert [entry.id for entry in alice.runs()] == runs[1:]
    assert [entry.id for entry in alice.corpora()] == corpora[1:]
    left = {path.name for path in Path(alice.folder).rglob("*") if path.is_dir()}
    assert left == {"runs", "corpora", runs[1], corpora[1], "deleted", runs[0]}
    with pytest.raises(NotFound):
        alice.delete_run(runs[0])


def test_a_deleted_run_can_be_had_back_for_an_hour(alice):
    id = made_run(alice)
    alice.annotate_run(id, "keep me")
    alice.delete_run(id)
    assert not alice.runs()
    assert [entry.id for entry in alice.deleted_runs()] == [id]
    alice.restore_run(id)
    assert not alice.deleted_runs()
    (entry,) = alice.runs()
    assert (entry.id, entry.note) == (id, "keep me")
    with pytest.raises(NotFound):
        alice.restore_run(id)  # it is there


def test_after_its_hour_a_deleted_run_is_gone(alice):
    id, other = made_run(alice), made_run(alice)
    alice.delete_run(id)
    long_ago = time.time() - 3_700
    os.utime(alice.folder / "deleted" / id, (long_ago, long_ago))
    alice.delete_run(other)
    assert [path.name for path in (alice.folder / "deleted").iterdir()] == [other]
    with pytest.raises(NotFound, match="gone for good"):
        alice.restore_run(id)


@pytest.mark.parametrize("id", ["..", "../runs", "", "a/b", "." * 32])
def test_no_odd_name_is_restored_or_kept(alice, id):
    with pytest.raises(NotFound):
        alice.restore_run(id)
    with pytest.raises(NotFound):
        alice.keep_upload(id, b"x")


def test_a_note_stays_beside_another_name_and_goes_when_it_is_emptied(alice):
    id = made_run(alice)
    alice.annotate_run(id, "seed 2\u202e\nfor the lesson\n")
    alice.rename_run(id, "Other")
    (entry,) = alice.runs()
    assert (entry.name, entry.note) == ("Other", "seed 2\nfor the lesson")
    alice.annotate_run(id, " ")
    assert alice.runs()[0].note == "" and alice.runs()[0].name == "Other"
