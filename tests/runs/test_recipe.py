"""The script of a run, run as a person would: it makes the very same vectors."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from w2v_core.cli import main
from w2v_core.formats.reading import read_vectors
from w2v_core.runs.folder import load_embedding, load_record
from w2v_core.runs.recipe import script

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["--dim", "6", "--epochs", "2", "--min-count", "1", "--engine", "numpy_reference"]


def ran(folder, code):
    """Run a script in a folder; the vectors that it wrote."""
    (folder / "again.py").write_text(code, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "again.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with (folder / "vectors.vec").open("rb") as file:
        return done.stdout, read_vectors(file)[1].embedding


@pytest.fixture
def trained(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'the "sea".txt').write_text("the ship left\nthe storm tore the sail\n" * 30)
    assert main(["train", 'the "sea".txt', "--out", "run", "--no-lowercase", *SMALL]) == 0
    return tmp_path


def test_the_script_of_a_run_makes_its_vectors_again(trained):
    run = trained / "run"
    code = script(load_record(run))
    assert "lowercase=False" in code and "dim=6" in code and "seed" not in code
    printed, again = ran(trained, code)
    assert again.words == load_embedding(run).words
    assert again.W_in.tobytes() == load_embedding(run).W_in.tobytes()
    assert len(printed.splitlines()) == min(10, len(again) - 1)


def test_a_run_that_continues_another_makes_that_one_first(trained):
    command = ["train", 'the "sea".txt', "--out", "more", "--continue-from", "run"]
    assert main([*command, "--no-lowercase", *SMALL]) == 0
    code = script(load_record(trained / "more"))
    (trained / "elsewhere").mkdir()
    (trained / "elsewhere" / 'the "sea".txt').write_bytes((trained / 'the "sea".txt').read_bytes())
    _, again = ran(trained / "elsewhere", code)
    assert np.allclose(again.W_in, load_embedding(trained / "more").W_in, atol=1e-6)


def test_the_script_of_imported_vectors_reads_their_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it's.vec").write_text("2 2\noil 1 2\ngas 3 4\n")
    assert main(["import", "it's.vec", "--out", "run"]) == 0
    record = load_record(tmp_path / "run")
    assert record.imported.format == "word2vec-text"
    assert record.command == (
        "python -m w2v_core import 'it'\"'\"'s.vec' --out RUN --format word2vec-text"
    )
    _, again = ran(tmp_path, script(record))
    assert again.W_in.tolist() == [[1, 2], [3, 4]]


def test_no_name_breaks_the_script(trained):
    from dataclasses import replace

    record = replace(load_record(trained / "run"), name='"""\\\n__import__("os") \u202e')
    compile(script(record), "again.py", "exec")
