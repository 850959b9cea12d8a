"""The command line on how sure runs are and on what differs between them."""

import pytest

from w2v_core.cli import main, studies
from w2v_core.text.toy_world import toy_world
from w2v_core.training.learning_curve import Point

SMALL = ("--dim", "8", "--epochs", "2", "--min-count", "2")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two runs of one text."""
    folder = tmp_path_factory.mktemp("runs")
    text = folder / "world.txt"
    text.write_text(toy_world(3_000))
    paths = [folder / "one", folder / "two"]
    for seed, path in enumerate(paths):
        flags = ("--out", str(path), "--seed", str(seed), *SMALL)
        assert main(["train", str(text), *flags]) == 0
    return [str(path) for path in paths]


def said(capsys, *arguments):
    assert main(list(arguments)) == 0
    return capsys.readouterr().out.splitlines()


def test_compare_shows_settings_and_overlap_and_asks_for_a_floor(runs, capsys):
    lines = said(capsys, "compare", *runs)
    assert "seed\t0\t1" in lines
    assert lines[-1].endswith("run confidence on one of them first")


def test_confidence_marks_neighbours_and_gives_compare_its_floor(runs, capsys):
    lines = said(capsys, "confidence", runs[0], "king", "--seeds", "5")
    assert lines[0].startswith("Solid: ")
    rows = [line.split("\t") for line in lines[2:]]
    assert {row[0] for row in rows} == {"king"}
    assert {row[-1] for row in rows} <= {"solid", "shaky"}
    assert any("changed words: " in line for line in said(capsys, "compare", *runs))


def test_check_says_when_nothing_is_wrong_or_what_is(runs, capsys):
    assert said(capsys, "check", runs[0])


def test_bad_choices_are_one_line_and_exit_code_2(runs, capsys):
    assert main(["compare", runs[0]]) == 2
    assert "two or more" in capsys.readouterr().err
    assert main(["confidence", runs[0], "--seeds", "2"]) == 2
    assert "from 5 to 50" in capsys.readouterr().err


def test_tradeoffs_prints_a_line_a_method(tmp_path, capsys):
    text = tmp_path / "world.txt"
    text.write_text(toy_world(1_500))
    common = (str(text), "--dim", "4", "--min-count", "2")
    lines = said(capsys, "tradeoffs", *common, "--epochs", "1")
    assert len(lines) == 1 + 7
    assert lines[0].split("\t")[0] == "method"


def test_growth_prints_a_line_a_training_and_the_verdict(tmp_path, capsys, monkeypatch):
    points = [Point("svd", share, int(90 * share), share / 2, 0.1) for share in (0.1, 1.0)]
    monkeypatch.setattr(studies, "learning_curve", lambda *_: iter(points))
    text = tmp_path / "world.txt"
    text.write_text(toy_world(500))
    lines = said(capsys, "growth", str(text))
    assert lines[1] == "svd\t9\t0.0500\t0.10"
    assert lines[3] == "On 9 words svd leads; on all 90 words it still does."
