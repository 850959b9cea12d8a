"""The documents say what is there, and all that is there is in the documents."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from w2v_core.config import (
    DEVICES,
    ENGINE_NAMES,
    METHODS,
    TOKENIZERS,
    EngineConfig,
    MapConfig,
    TextConfig,
    TrainConfig,
)
from w2v_core.engines import ENGINES
from w2v_core.formats import FORMATS

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CHANGELOG.md", "w2v_core/README.md")
COMMANDS = (
    "pip install -r requirements.txt && streamlit run app.py",
    "pip install -r requirements.txt -r tests/requirements.txt && python -m pytest",
)
MACHINE_PATHS = re.compile(r"(?<![\w.~])/(work|home|root|opt|tmp|mnt|Users)/")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def fences(name, language):
    """The code blocks of a document in one language."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text_of(name), re.DOTALL | re.MULTILINE)
    return [block for kind, block in blocks if kind == language]


def anchors(name):
    """The headings of a document as links name them."""
    headings = re.findall(r"^#+ (.+)$", text_of(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in headings}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_gives_each_command_as_a_line_of_its_own(command):
    assert command in [line for block in fences("README.md", "sh") for line in block.splitlines()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_within_the_project_lead_somewhere(name):
    for link in LINK.findall(text_of(name)):
        if link.startswith("http"):
            continue
        file, _, anchor = link.partition("#")
        target = (ROOT / name).parent / file if file else ROOT / name
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.relative_to(ROOT)), link


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_path_of_a_machine_is_named(name):
    assert not MACHINE_PATHS.findall(text_of(name))


def tree():
    """The paths that the README's picture of the tree names."""
    picture = next(block for block in fences("README.md", "") if block.startswith("app.py"))
    folder = ""
    for line in picture.splitlines():
        entry = re.match(r"( *)(\S+)", line)
        if entry.group(1):
            yield folder + entry.group(2)
        else:
            folder = entry.group(2)
            yield folder


def test_the_tree_in_the_readme_is_the_tree():
    named = list(tree())
    assert len(named) > 10
    missing = [path for path in named if not (ROOT / path).exists()]
    assert missing == []
    core = {path.name for path in (ROOT / "w2v_core").iterdir() if (path / "__init__.py").exists()}
    packages = {Path(path).parts[1] for path in named if path.startswith("w2v_core/") and path[9:]}
    assert packages == core


@pytest.mark.parametrize("name", ["README.md", "w2v_core/README.md"])
def test_files_named_in_code_marks_exist(name):
    """`training/loop.py` and the like, from the root, the core or `jobs/`-like packages."""
    places = (ROOT, ROOT / "w2v_core", ROOT / "w2v_core/engines", ROOT / "tests")
    for path in re.findall(r"`([\w./]+\.py)`", text_of(name)):
        assert any((place / path).is_file() for place in places), path


def test_every_method_engine_format_tokenizer_and_device_is_in_the_readme():
    text = text_of("README.md")
    names = [method.name for method in METHODS] + [entry.name for entry in ENGINES]
    names += [*FORMATS, *TOKENIZERS]
    assert [name for name in names if f"`{name}`" not in text and f" {name} " not in text] == []
    assert [name for name in (*ENGINE_NAMES, *DEVICES) if f"`{name}`" not in text] == []


def test_every_option_of_train_is_a_row_of_the_readme():
    text = text_of("README.md")
    for options in (TextConfig, TrainConfig, EngineConfig):
        for spec in options.options():
            assert f"`--{spec.name.replace('_', '-')}`" in text, spec.name


@pytest.mark.parametrize("options", [TextConfig, TrainConfig, EngineConfig, MapConfig])
def test_every_option_has_a_help_text_that_is_a_sentence(options):
    for spec in options.options():
        assert re.fullmatch(r"[A-Z].{10,}\.", spec.help), spec.name


def test_every_page_is_in_the_readme():
    pages = text_of("README.md").split("## The pages")[1].split("\n## ")[0]
    table = re.findall(r"^\| ([A-Z][\w -]+) \|", pages, re.MULTILINE)
    entries = re.findall(r'st\.Page\(\s*"pages/(\w+)\.py", title="([^"]+)"', text_of("app.py"))
    assert [title for _, title in entries] == table
    assert {name for name, _ in entries} == {path.stem for path in (ROOT / "pages").glob("*.py")}


def test_every_command_of_the_readme_is_one():
    from w2v_core.cli import parser

    lines = [line for block in fences("README.md", "sh") for line in block.splitlines()]
    given = [line.split()[3:] for line in lines if line.startswith("python -m w2v_core")]
    assert len(given) > 4
    for words in given:
        assert parser().parse_args(words).command


@pytest.mark.parametrize("code", fences("README.md", "python"), ids=["notebook"])
def test_the_python_of_the_readme_runs(code):
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(code, "README.md", "exec"), {})
    assert shown.getvalue().count("\n") == 3


def test_the_table_of_measurements_is_made_of_the_results():
    from tests.benchmarks import table

    begin, end = table.MARKS
    between = text_of("README.md").split(begin)[1].split(end)[0]
    assert between.strip() == table.rendered().strip()
