"""The command line: its output is a contract, its errors are one line and exit code 2."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from gensim.models import KeyedVectors

from w2v_core import cli
from w2v_core.cli import main
from w2v_core.config import EngineConfig, TextConfig, TrainConfig
from w2v_core.formats.reading import READABLE
from w2v_core.jobs.curve import curve_of
from w2v_core.query.analogies import analogy
from w2v_core.query.question_files import read_similarity
from w2v_core.query.similarity import score_similarity
from w2v_core.runs.folder import EVENTS, load_run
from w2v_core.storage import read_events
from w2v_core.text.toy_world import RELATIONS

ROOT = Path(__file__).resolve().parents[1]
OUTCOME = ["run", "method", "engine", "device", "words", "vocabulary", "train_seconds"]
OUTCOME += ["words_per_second", "loss", "held_out"]


@pytest.fixture(scope="module")
def run(text):
    folder = text.parent / "run"
    options = ["--dim", "8", "--epochs", "2", "--threads", "1", "--no-lowercase"]
    assert main(["train", str(text), "--out", str(folder), *options]) == 0
    return folder


@pytest.fixture(scope="module")
def tests(text):
    """A similarity file and an analogy file for the words of the text."""
    pairs, questions = text.parent / "pairs.txt", text.parent / "questions.txt"
    pairs.write_text("ship\tsail\t9\nship\tstorm\t5\nsail\tharbour\t7\nship\tcargo\t8\n")
    questions.write_text(
        ": sea\nSHIP harbour storm sail\nship left storm tore\n: gram-none\na b c d\n"
    )
    return str(pairs), str(questions)


def test_train_prints_one_json_line_with_the_agreed_fields(text, tmp_path, capsys):
    out = tmp_path / "run"
    assert main(["train", str(text), "--out", str(out), "--dim", "8", "--epochs", "2"]) == 0
    printed = capsys.readouterr()
    outcome = json.loads(printed.out)
    assert printed.out.count("\n") == 1
    assert list(outcome) == OUTCOME
    assert list(outcome["held_out"]) == ["softmax_nll", "noise_loss", "pair_mrr"]
    assert (outcome["run"], outcome["words"], outcome["vocabulary"]) == (str(out), 3000, 7)
    assert outcome["method"] == "skipgram-ns"
    assert "words/s" in printed.err
    assert "loss" in printed.err


def test_the_run_holds_what_was_asked_and_its_curve(run):
    record, embedding = load_run(run)
    assert embedding.shape == (7, 8)
    assert record.text == TextConfig(lowercase=False)
    assert (record.model.dim, record.model.epochs) == (8, 2)
    assert "--no-lowercase" in record.command
    curve = curve_of(read_events(run / EVENTS))
    assert curve[-1].words_done == 6000


def test_neighbours_prints_word_cosine_count(run, capsys):
    assert main(["neighbours", str(run), "ship", "--top", "3"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    cosines = [float(cosine) for _, cosine, _ in rows]
    assert len(rows) == 3
    assert cosines == sorted(cosines, reverse=True)
    assert {count for word, _, count in rows} <= {"300", "1200"}
    assert "ship" not in {word for word, _, _ in rows}


def test_analogy_prints_word_and_score(run, capsys):
    assert main(["analogy", str(run), "ship", "harbour", "storm", "--top", "2"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    found = analogy(load_run(run)[1], "ship", "harbour", "storm", 2)
    assert rows == [[answer.word, f"{answer.score:.4f}"] for answer in found]
    assert main(["analogy", str(run), "ship", "harbour", "storm", "--formula", "3cosmul"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4, "all words but the three asked with"


def test_evaluate_prints_what_the_queries_find(run, tests, capsys):
    pairs, questions = tests
    command = ["evaluate", str(run), "--similarity", pairs, "--analogies", questions]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    embedding = load_run(run)[1]
    asked = read_similarity(Path(pairs).read_text(), pairs)
    assert list(told) == ["run", "similarity", "analogies"]
    assert told["similarity"] == [score_similarity(embedding, asked).to_dict()]
    assert told["analogies"]["top"] == 7
    total = told["analogies"]["totals"][-1]
    assert (total["questions"], total["used"]) == (3, 2)
    assert main([*command, "--top", "6"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "similarity\tpairs\tused\tspearman"
    assert lines[1].startswith("pairs.txt\t4\t3\t")
    assert lines[2] == "analogies\tkind\tquestions\tused\t3cosadd\t3cosmul"
    assert [line.split("\t")[0] for line in lines[3:]] == [
        "sea", "gram-none", "semantic", "syntactic", "total",
    ]  # fmt: skip
    assert lines[4] == "gram-none\tsyntactic\t1\t0\t\t"


def test_the_questions_of_the_toy_world_are_built_in(run, capsys):
    assert main(["evaluate", str(run), "--analogies", "built-in:toy-world", "--json"]) == 0
    total = json.loads(capsys.readouterr().out)["analogies"]["totals"][-1]
    assert total["questions"] == sum(len(p) ** 2 - len(p) for p in RELATIONS.values())
    assert total["used"] == 0
    assert total["accuracy"] == {"3cosadd": None, "3cosmul": None}


def test_options_that_the_method_does_not_use_are_noted(text, tmp_path, capsys):
    words = ["train", str(text), "--out", str(tmp_path / "run"), "--dim", "4", "--epochs", "1"]
    assert main([*words, "--threads", "1", "--svd-power", "1"]) == 0
    printed = capsys.readouterr()
    assert "Not used by skipgram-ns: --svd-power." in printed.err
    assert printed.out.count("\n") == 1


def test_export_is_read_by_gensim(run, tmp_path):
    file = tmp_path / "vectors.txt"
    assert main(["export", str(run), "--format", "word2vec-text", "--out", str(file)]) == 0
    theirs = KeyedVectors.load_word2vec_format(str(file))
    assert (theirs["ship"] == load_run(run)[1].W_in[theirs.key_to_index["ship"]]).all()


@pytest.mark.parametrize("form", READABLE)
def test_what_was_exported_is_imported_as_a_run(form, run, tmp_path, capsys):
    file, out = tmp_path / "vectors", tmp_path / "again"
    assert main(["export", str(run), "--format", form, "--out", str(file)]) == 0
    assert main(["import", str(file), "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"run": str(out), "format": form, "vocabulary": 7, "dim": 8}
    assert load_run(out)[1].W_in.tobytes() == load_run(run)[1].W_in.tobytes()
    assert main(["neighbours", str(out), "ship", "--top", "2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_engines_lists_every_cell(capsys):
    assert main(["engines"]) == 0
    out = capsys.readouterr().out
    assert "numba_cpu         cpu    on (default)" in out
    assert all(len(line.split("  ")) >= 4 for line in out.splitlines())


def test_every_option_is_a_flag(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    shown = capsys.readouterr().out
    for options in (TextConfig, TrainConfig, EngineConfig):
        for spec in options.options():
            assert "--" + spec.name.replace("_", "-") in shown


BAD = {
    "dim 0": (["train", "TEXT", "--out", "NEW", "--dim", "0"], "dim is 0; it must lie between"),
    "dim 1e9": (["train", "TEXT", "--out", "NEW", "--dim", "1e9"], "dim is 1e+09; it must lie"),
    "dim half": (["train", "TEXT", "--out", "NEW", "--dim", "0.5"], "dim is 0.5; it must be of"),
    "dim word": (["train", "TEXT", "--out", "NEW", "--dim", "x"], "dim is 'x'; it must be"),
    "dim inf": (["train", "TEXT", "--out", "NEW", "--dim", "inf"], "dim is "),
    "method": (["train", "TEXT", "--out", "NEW", "--method", "glove"], "choose one of"),
    "min count": (["train", "TEXT", "--out", "NEW", "--min-count", "9999"], "min count"),
    "no file": (["train", "gone.txt", "--out", "NEW"], "There is no file gone.txt"),
    "empty": (["train", "EMPTY", "--out", "NEW"], "is empty"),
    "binary": (["train", "BINARY", "--out", "NEW"], "not a text file"),
    "taken": (["train", "TEXT", "--out", "RUN"], "exists already"),
    "word": (["neighbours", "RUN", "shipp"], "did you mean ship?"),
    "run": (["neighbours", "NEW", "ship"], "There is no run in"),
    "top": (["neighbours", "RUN", "ship", "--top", "0"], "top is 0"),
    "half top": (["neighbours", "RUN", "ship", "--top", "2.5"], "a whole number"),
    "no folder": (["export", "RUN", "--format", "word2vec-text", "--out", "NEW/x"], "be written"),
    "a folder": (["export", "RUN", "--format", "word2vec-text", "--out", "RUN"], "is a folder"),
    "import prose": (["import", "TEXT", "--out", "NEW"], "neither word2vec"),
    "import nothing": (["import", "gone.vec", "--out", "NEW"], "cannot be read"),
    "import taken": (["import", "TEXT", "--out", "RUN"], "exists already"),
    "import format": (["import", "TEXT", "--out", "NEW", "--format", "projector"], "choice"),
    "analogy": (["analogy", "RUN", "ship", "shipp", "sail"], "did you mean ship?"),
    "two words": (["analogy", "RUN", "ship", "sail"], "required"),
    "analogy top": (["analogy", "RUN", "ship", "sail", "the", "--top", "-1"], "top is -1"),
    "no test": (["evaluate", "RUN"], "give --similarity or --analogies"),
    "no test file": (["evaluate", "RUN", "--similarity", "gone.txt"], "There is no file gone.txt"),
    "empty test": (["evaluate", "RUN", "--similarity", "EMPTY"], "is empty"),
    "binary test": (["evaluate", "RUN", "--analogies", "BINARY"], "not a text file"),
    "wrong test": (["evaluate", "RUN", "--analogies", "TEXT"], "line 1: “the ship left"),
    "one column": (["evaluate", "RUN", "--similarity", "COLUMN"], "line 1: “ship” came"),
    "other built-in": (["evaluate", "RUN", "--analogies", "built-in:x"], "has no questions"),
    "test top": (["evaluate", "RUN", "--analogies", "TEXT", "--top", "0"], "top is 0"),
    "format": (["export", "RUN", "--format", "x", "--out", "NEW"], "invalid choice"),
    "flag": (["train", "TEXT", "--out", "NEW", "--windo", "3"], "--windo"),
    "command": (["explode"], "invalid choice"),
    "nothing": ([], "required"),
}


@pytest.mark.parametrize(("words", "part"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line_and_code_2(words, part, run, text, tmp_path, capsys):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "column.txt").write_text("ship\nsail\n")
    (tmp_path / "binary.bin").write_bytes(bytes(range(256)) * 20)
    places = {
        "TEXT": str(text), "RUN": str(run), "NEW": str(tmp_path / "new"),
        "COLUMN": str(tmp_path / "column.txt"),
        "EMPTY": str(tmp_path / "empty.txt"), "BINARY": str(tmp_path / "binary.bin"),
    }  # fmt: skip
    named = [word.replace("NEW/", places["NEW"] + "/") for word in words]
    assert main([places.get(word, word) for word in named]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert part in printed.err
    assert not (tmp_path / "new").exists()


def printed_in(encoding, monkeypatch, words):
    """What a command prints on a terminal of an encoding."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(words) == 0
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    """A run whose words few terminals can show, and questions on it."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "text.txt").write_text("straße süß öl größe fähre\n" * 60, encoding="utf-8")
    (folder / "q.txt").write_text(": süß\nstraße süß öl größe\n", encoding="utf-8")
    words = ["--out", str(folder / "run"), "--dim", "4", "--epochs", "1", "--threads", "1"]
    assert main(["train", str(folder / "text.txt"), *words]) == 0
    return folder


@pytest.mark.parametrize("encoding", ["ascii", "cp1251"])
def test_what_a_terminal_cannot_show_is_a_question_mark_and_no_error(
    foreign, encoding, monkeypatch
):
    run, questions = str(foreign / "run"), str(foreign / "q.txt")
    for words in (["neighbours", run, "straße"], ["analogy", run, "straße", "süß", "öl"]):
        assert "gr??e" in printed_in(encoding, monkeypatch, words)
    table = printed_in(encoding, monkeypatch, ["evaluate", run, "--analogies", questions])
    assert "s??" in table
    told = printed_in(encoding, monkeypatch, ["evaluate", run, "--analogies", questions, "--json"])
    assert json.loads(told)["analogies"]["sections"][0]["name"] == "süß", "nothing lost here"


def test_ctrl_c_elsewhere_is_one_line_and_code_130(run, tests, monkeypatch, capsys):
    def interrupted(given):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run_evaluate", interrupted)
    assert main(["evaluate", str(run), "--similarity", tests[0]]) == 130
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "Interrupted" in printed.err


def test_latin_1_is_read_with_a_note(tmp_path, capsys):
    path = tmp_path / "brief.txt"
    path.write_bytes("die Straße führt über die Brücke\n".encode("latin-1") * 30)
    out = tmp_path / "run"
    assert main(["train", str(path), "--out", str(out), "--dim", "4", "--epochs", "1"]) == 0
    assert "was read as Windows-1252" in capsys.readouterr().err
    assert "straße" in load_run(out)[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ on Windows")
def test_ctrl_c_stops_cleanly_and_keeps_the_run(text, tmp_path):
    out = tmp_path / "run"
    words = ["train", str(text), "--out", str(out), "--epochs", "10000", "--threads", "1"]
    command = [sys.executable, "-m", "w2v_core", *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        while len(read_events(out / EVENTS) if out.exists() else []) < 3:
            assert process.poll() is None
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert json.loads(printed)["words"] == 3000
    record, embedding = load_run(out)
    assert record.stopped
    assert 0 < record.result.words < 10_000 * 3000
    assert len(embedding) == 7
