"""The command line loses nothing: stopped, killed, gone on with, continued."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from w2v_core.cli import main
from w2v_core.cli.progress import Bar
from w2v_core.errors import StorageError
from w2v_core.jobs import keeping
from w2v_core.jobs.curve import curve_of
from w2v_core.runs.checkpoints import CHECKPOINTS, newest_facts
from w2v_core.runs.folder import EVENTS, VECTORS, load_record, load_run
from w2v_core.storage import read_events

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60  # seconds; a limit for hangs, not a measure
OPTIONS = ["--dim", "8", "--epochs", "1500", "--threads", "1"]


@pytest.fixture(scope="module")
def whole(text):
    """A run that was never left."""
    folder = text.parent / "whole"
    assert main(["train", str(text), "--out", str(folder), *OPTIONS]) == 0
    return folder


def left(text, out, sign, every="0.05"):
    """Start a training in its own process; a signal once its place was kept and passed."""
    words = ["train", text.name, "--out", str(out), *OPTIONS, "--checkpoint-every", every]
    command = [sys.executable, "-m", "w2v_core", *words]
    places = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=text.parent, env=places, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        end = time.monotonic() + PATIENCE
        while not passed(out) and time.monotonic() < end:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.01)
        os.kill(process.pid, sign)
        process.communicate(timeout=PATIENCE)
    return process.returncode


def passed(out):
    """Whether the training has gone beyond its first checkpoint."""
    facts, events = newest_facts(out), read_events(out / EVENTS)
    return facts and events[-1].get("words_done", 0) > facts["state"]["words_done"]


def vectors(folder):
    return (folder / VECTORS).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ on Windows")
def test_a_killed_training_goes_on_and_ends_as_if_it_had_not_been(text, whole, tmp_path, capsys):
    out = tmp_path / "run"
    assert left(text, out, signal.SIGKILL) == -signal.SIGKILL
    assert not (out / VECTORS).exists()
    kept = newest_facts(out)["state"]["words_done"]
    assert 0 < kept < load_record(whole).result.words
    assert main(["train", "--resume", str(out)]) == 0
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["words"] == 3000
    assert vectors(out) == vectors(whole)
    record, expected = load_record(out), load_record(whole)
    assert not record.stopped and record.result.words == expected.result.words
    assert record.result.held_out == expected.result.held_out
    assert record.command.startswith(expected.command.split(str(text))[0] + "sea.txt")
    words = [point.words_done for point in curve_of(read_events(out / EVENTS))]
    assert words == sorted(set(words))
    assert not (out / CHECKPOINTS).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ on Windows")
def test_ctrl_c_keeps_a_run_that_can_go_on(text, whole, tmp_path):
    out = tmp_path / "run"
    assert left(text, out, signal.SIGINT) == 0
    record, embedding = load_run(out)
    assert record.stopped and np.isfinite(embedding.W_in).all()
    assert main(["train", "--resume", str(out)]) == 0
    assert vectors(out) == vectors(whole)
    assert not load_record(out).stopped


def test_without_room_for_a_checkpoint_the_vectors_are_kept(text, tmp_path, monkeypatch, capsys):
    def full(*_):
        raise StorageError("The disk is full.")

    monkeypatch.setattr(keeping, "write_checkpoint", full)
    monkeypatch.setattr(Bar, "progress", lambda bar, _: bar.stop())
    assert main(["train", str(text), "--out", str(tmp_path / "run"), *OPTIONS]) == 0
    assert "was not kept: The disk is full." in capsys.readouterr().err
    assert load_record(tmp_path / "run").stopped


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ on Windows")
def test_a_damaged_checkpoint_is_named_and_the_one_before_is_taken(text, whole, tmp_path, capsys):
    out = tmp_path / "run"
    left(text, out, signal.SIGINT)
    _, newer = sorted((out / CHECKPOINTS).iterdir())
    file = newer / "tables.safetensors"
    file.write_bytes(file.read_bytes()[:-1])
    assert main(["train", "--resume", str(out)]) == 0
    assert f"{newer.name}/tables.safetensors has" in capsys.readouterr().err
    assert vectors(out) == vectors(whole)


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ on Windows")
def test_another_text_is_not_gone_on_with(text, tmp_path, capsys):
    copy = tmp_path / "sea.txt"
    shutil.copy(text, copy)
    left(copy, tmp_path / "run", signal.SIGKILL)
    copy.write_text(copy.read_text() + "the ship left the harbour\n")
    assert main(["train", "--resume", str(tmp_path / "run")]) == 2
    assert "The text has changed since this run began" in capsys.readouterr().err
    assert newest_facts(tmp_path / "run") is not None, "what was kept stays"


def test_more_epochs_are_a_run_of_their_own(text, whole, tmp_path):
    out, more = tmp_path / "more", tmp_path / "still more"
    words = ["--dim", "8", "--threads", "1", "--epochs", "2", "--lr", "0.01"]
    assert main(["train", str(text), "--out", str(out), "--continue-from", str(whole), *words]) == 0
    record = load_record(out)
    assert (record.model.epochs, record.model.lr) == (2, 0.01)
    assert (record.continues.run, record.continues.words) == ("whole", 1500 * 3000)
    assert record.result.words == 2 * 3000
    first, second = record.command.splitlines()
    assert first == load_record(whole).command
    assert "--out RUN2 " in second and second.endswith("--continue-from RUN")
    before, after = (load_run(folder)[1].W_in for folder in (whole, out))
    moved = np.abs(after - before).max()
    assert 0 < moved < 0.1 * np.abs(before).max(), "it went on from the vectors, not anew"
    command = ["train", str(text), "--out", str(more), "--continue-from", str(out), *words]
    assert main(command) == 0
    assert load_record(more).continues.words == 1502 * 3000
    assert load_record(more).command.splitlines()[-1].endswith("--continue-from RUN2")


BAD = {
    "done": (["--resume", "WHOLE"], "is done"),
    "no run": (["--resume", "NEW"], "holds no run of this command"),
    "a file": (["--resume", "TEXT"], "holds no run of this command"),
    "with a text": (["TEXT", "--resume", "WHOLE"], "leave out everything else"),
    "with an option": (["--resume", "WHOLE", "--dim", "9"], "leave out everything else"),
    "no text": (["--out", "NEW"], "TEXT is required"),
    "no folder": (["TEXT"], "--out is required"),
    "other dim": (["TEXT", "--out", "NEW", "--continue-from", "WHOLE", "--dim", "9"], "dim is 9"),
    "other words": (
        ["TEXT", "--out", "NEW", "--continue-from", "WHOLE", "--min-count", "400", "--dim", "8"],
        "other words",
    ),
    "counted": (
        ["TEXT", "--out", "NEW", "--continue-from", "WHOLE", "--method", "svd", "--dim", "2"],
        "cannot be continued by svd",
    ),
}


@pytest.mark.parametrize(("words", "part"), BAD.values(), ids=BAD.keys())
def test_what_cannot_go_on_is_one_line_and_code_2(words, part, text, whole, tmp_path, capsys):
    places = {"TEXT": str(text), "WHOLE": str(whole), "NEW": str(tmp_path / "new")}
    assert main(["train", *(places.get(word, word) for word in words)]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert part in printed.err
    assert not (tmp_path / "new").exists()
