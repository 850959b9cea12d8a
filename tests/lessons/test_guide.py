"""The guided paths: every file can be followed to its end, and every answer is found."""

import string
from pathlib import Path

import numpy as np
import pytest

from w2v_core.embedding import Embedding
from w2v_core.errors import ConfigError
from w2v_core.lessons.checks import CHECKS, Ground
from w2v_core.lessons.film import Film
from w2v_core.lessons.guide import read_lesson, read_lessons
from w2v_core.runs.snapshots import Snapshot

FOLDER = Path(__file__).parents[2] / "pages" / "lessons"
LESSONS = read_lessons(FOLDER)
STEPS = [(name, n) for name, lesson in LESSONS.items() for n in range(len(lesson.steps))]
LEAST = """title = "t"
about = "a"
minutes = 1
ground = "run"
[[steps]]
title = "s"
ask = "?"
check = "spread_kept"
explain = "e"
"""


def a_run():
    rng = np.random.default_rng(1)
    words = [f"w{n}" for n in range(60)]
    tables = [rng.standard_normal((60, 8)).astype(np.float32) for _ in range(3)]
    taken = [Snapshot(100 * n + 1, 1.0, table) for n, table in enumerate(tables)]
    return Embedding(words, tables[-1]), Film.of(words, taken)


def found(lesson, step):
    embedding, film = a_run() if lesson.ground == "run" else (None, None)
    return CHECKS[step.check](Ground(lesson.text, step.settings, embedding, film))


def test_there_are_five_and_each_takes_ten_minutes():
    assert list(LESSONS) == ["counts", "windows", "noise", "maps", "enough"]
    assert {lesson.minutes for lesson in LESSONS.values()} == {10}


@pytest.mark.parametrize(("name", "n"), STEPS)
def test_a_step_has_an_answer_that_can_be_given_and_is_explained(name, n):
    lesson = LESSONS[name]
    step = lesson.steps[n]
    answer = found(lesson, step)
    assert step.is_right(answer.answer, answer.answer)
    if step.choices:
        assert answer.answer in step.choices
    else:
        assert not step.is_right(2 * float(answer.answer) + 1, answer.answer)
    names = {field for _, field, *_ in string.Formatter().parse(step.explain) if field}
    assert names <= set(answer.facts)
    assert "{" not in step.explain.format(**answer.facts)


@pytest.mark.parametrize(("name", "n"), STEPS)
def test_a_step_leads_to_a_page_that_is_there(name, n):
    step = LESSONS[name].steps[n]
    assert (FOLDER.parent / f"{step.page}.py").is_file()


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("counts", [28, 2, "a half to three quarters", "log"]),
        ("windows", [30, 9, 9, 4, 9]),
        ("noise", [10_000 / 6, 50.0, "More often"]),
    ],
)
def test_the_worked_answers(name, answers):
    lesson = LESSONS[name]
    for step, answer in zip(lesson.steps, answers, strict=False):
        assert found(lesson, step).answer == pytest.approx(answer)


def test_answers_follow_the_learners_own_text():
    step = LESSONS["windows"].steps[0]
    own = CHECKS[step.check](Ground("one two three", step.settings))
    assert own.answer == 6


def test_more_text_finds_more():
    shares = [found(LESSONS["enough"], step).answer for step in LESSONS["enough"].steps[1:3]]
    assert shares[0] < 20
    assert shares[1] > 50


def test_a_number_is_right_within_its_share():
    step = LESSONS["noise"].steps[0]
    assert step.is_right(1_700, 1_667)
    assert not step.is_right(2_000, 1_667)
    exact = LESSONS["windows"].steps[0]
    assert not exact.is_right(29, 30)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('title = "t"', "title ="), "cannot be read"),
        (('check = "spread_kept"', ""), "cannot be read"),
        (('ask = "?"', 'ask = "?"\nhint = "h"'), "hint, which means nothing"),
        (('ground = "run"', 'ground = "text"'), "no ground"),
        (('ground = "run"', 'ground = "moon"'), "no ground"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path, change, says):
    path = tmp_path / "1-some.toml"
    path.write_text(LEAST, encoding="utf-8")
    assert read_lesson(path).name == "some"
    path.write_text(LEAST.replace(*change), encoding="utf-8")
    with pytest.raises(ConfigError, match=f"1-some.toml .*{says}"):
        read_lesson(path)
