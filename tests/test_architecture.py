"""The rules of the house, each shown to catch what it forbids.

A rule takes the path and the syntax tree of a file and yields what is wrong with it.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "app.py", *ROOT.glob("pages/**/*.py"), *ROOT.glob("w2v_core/**/*.py"))
)

# A module imports only from lower numbers. Errors lie below all, for everything may go wrong.
LAYERS = {
    "errors": -2,
    "options": -1,
    **dict.fromkeys(("config", "storage"), 0),
    "embedding": 1,
    **dict.fromkeys(("text", "linear"), 2),
    **dict.fromkeys(("counts", "sampling", "objectives", "projections", "query", "formats"), 3),
    "engines": 4,
    **dict.fromkeys(("runs", "training"), 5),
    "__init__": 6,  # the front door for notebooks; within the core nobody goes through it
    **dict.fromkeys(("jobs", "lessons"), 6),
    "cli": 7,
    "__main__": 8,
}
# Where a heavy library may be imported, inside functions.
HOMES = {
    "numba": ("text/", "linear/", "counts/", "sampling/", "engines/numba_"),
    "torch": ("linear/", "counts/", "engines/"),
    "triton": ("engines/triton_",),
    "umap": ("projections/umap_map",),
    "scipy": ("linear/", "counts/", "projections/", "query/"),
    "sklearn": ("linear/", "counts/", "projections/", "query/"),
}
HEAVY = tuple(HOMES)
COMPILERS = {"numba", "triton"}
PAGES_ONLY = {"streamlit", "plotly"}
PRINTERS = ("w2v_core/cli/", "w2v_core/__main__.py")
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_OPTIONS = {"unsafe_allow_html", "unsafe_allow_javascript", "allow_pickle"}
SEEDED = {"default_rng", "Generator", "SeedSequence", "BitGenerator", "PCG64", "Philox"}
MUTABLES = {"list", "dict", "set", "defaultdict", "deque", "Counter", "OrderedDict", "bytearray"}
MUTATORS = {"append", "add", "update", "extend", "insert", "pop", "popitem", "remove", "clear",
            "setdefault", "discard", "sort", "reverse", "appendleft"}  # fmt: skip
MOST_FUNCTION_LINES, MOST_FILE_LINES = 50, 400


@dataclass(frozen=True)
class Import:
    """One imported module; `names` are what is taken from it."""

    module: str
    names: tuple[str, ...]
    line: int
    at_top: bool  # runs when the file is imported

    @property
    def root(self) -> str:
        return self.module.split(".")[0]

    def modules(self) -> tuple[str, ...]:
        """All modules this may load: `from a import b` may mean the module a.b."""
        return (self.module, *(f"{self.module}.{name}" for name in self.names))


def imports(tree: ast.AST, at_top: bool = True) -> Iterator[Import]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, (), node.lineno, at_top)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield Import(module, tuple(a.name for a in node.names), node.lineno, at_top)
        else:
            inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from imports(node, at_top and not inside and not is_type_checking(node))


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def part(module: str) -> str | None:
    """The part of w2v_core a dotted module belongs to: `w2v_core.text.corpus` to `text`."""
    names = module.split(".")
    return names[1] if names[0] == "w2v_core" and len(names) > 1 else None


def own_part(path: str) -> str:
    return Path(path).with_suffix("").parts[1]


# -- rules -----------------------------------------------------------------------------------------


def layers(path: str, tree: ast.Module) -> Iterator[str]:
    """A module of w2v_core imports from lower numbers or its own package, by absolute names."""
    if not path.startswith("w2v_core/"):
        return
    mine = own_part(path)
    for found in imports(tree):
        if found.module.startswith("."):
            yield f"line {found.line}: relative import"
        if found.module == "w2v_core" and not set(found.names) <= set(LAYERS):
            yield f"line {found.line}: goes through the front door"
        for other in {part(module) for module in found.modules()} & set(LAYERS):
            if other != mine and LAYERS[other] >= LAYERS[mine]:
                yield f"line {found.line}: {mine} imports {other}"


def core_knows_no_pages(path: str, tree: ast.Module) -> Iterator[str]:
    """Streamlit, Plotly and the pages are unknown to w2v_core."""
    if path.startswith("w2v_core/"):
        for found in imports(tree):
            if found.root in PAGES_ONLY | {"pages", "app"}:
                yield f"line {found.line}: imports {found.module}"


def pages_stand_alone(path: str, tree: ast.Module) -> Iterator[str]:
    """Pages share through pages/shared only, and nobody imports the entry."""
    for found in imports(tree):
        for module in found.modules():
            is_page = f"{module.replace('.', '/')}.py" in FILES and module.count(".") == 1
            if module == "app" or (module.startswith("pages.") and is_page):
                yield f"line {found.line}: imports {module}"


def heavy_at_home(path: str, tree: ast.Module) -> Iterator[str]:
    """A heavy library is imported at its home, inside functions; kernels may import compilers."""
    for found in imports(tree):
        if found.root not in HOMES:
            continue
        homes = tuple(f"w2v_core/{home}" for home in HOMES[found.root])
        if not path.startswith(homes):
            yield f"line {found.line}: {found.root} is not at home here"
        elif found.at_top and not (found.root in COMPILERS and path.endswith("_kernels.py")):
            yield f"line {found.line}: {found.root} outside a function"


def kernels_wait(path: str, tree: ast.Module) -> Iterator[str]:
    """Compiled kernels are imported inside functions, for they import numba at once.

    Only other kernels may import them outside.
    """
    if path.endswith("_kernels.py"):
        return
    for found in imports(tree):
        if found.at_top and any(module.endswith("_kernels") for module in found.modules()):
            yield f"line {found.line}: {found.module} outside a function"


def nothing_unsafe(path: str, tree: ast.Module) -> Iterator[str]:
    """No pickle, no code from data, no raw HTML."""
    for found in imports(tree):
        if found.root in UNSAFE_MODULES:
            yield f"line {found.line}: imports {found.root}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in UNSAFE_CALLS:
                yield f"line {node.lineno}: {node.func.id}()"
            for keyword in node.keywords:
                off = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                if keyword.arg in UNSAFE_OPTIONS and not off:
                    yield f"line {node.lineno}: {keyword.arg}"


def no_prints(path: str, tree: ast.Module) -> Iterator[str]:
    """Only the command line prints."""
    if path.startswith(PRINTERS):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            yield f"line {node.lineno}: print()"


def no_global_random(path: str, tree: ast.Module) -> Iterator[str]:
    """Random numbers come from a generator that is passed in."""
    for found in imports(tree):
        if found.module == "random":
            yield f"line {found.line}: imports random"
    for node in ast.walk(tree):
        name = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        if re.fullmatch(r"(np|numpy)\.random\.\w+", name) and node.attr not in SEEDED:
            yield f"line {node.lineno}: {name}"


def no_module_state(path: str, tree: ast.Module) -> Iterator[str]:
    """In w2v_core, a list, dict or set of a module is a constant: named like one, never changed."""
    if not path.startswith("w2v_core/"):
        return
    names = dict(mutable_names(tree))
    for name, line in names.items():
        if not re.fullmatch(r"_?[A-Z][A-Z0-9_]*|__\w+__", name):
            yield f"line {line}: {name} is not named like a constant"
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield f"line {node.lineno}: global {', '.join(node.names)}"
        elif (changed := changed_name(node)) in names:
            yield f"line {node.lineno}: changes {changed}"


def mutable_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        literal = isinstance(
            value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
        )
        made = isinstance(value, ast.Call) and ast.unparse(value.func).split(".")[-1] in MUTABLES
        if literal or made:
            yield from ((t.id, node.lineno) for t in targets if isinstance(t, ast.Name))


def changed_name(node: ast.AST) -> str | None:
    """The name whose value a statement or call changes in place."""
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        place = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        place = node.func.value if node.func.attr in MUTATORS else None
    elif isinstance(node, ast.AugAssign):
        place = node.target
    else:
        return None
    return place.id if isinstance(place, ast.Name) else None


def short(path: str, tree: ast.Module) -> Iterator[str]:
    """Functions of at most 50 lines, files of at most 400."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                yield f"line {node.lineno}: {node.name} has {lines} lines"
    last = max((getattr(node, "end_lineno", None) or 0 for node in ast.walk(tree)), default=0)
    if last > MOST_FILE_LINES:
        yield f"{last} lines"


RULES = (
    layers,
    core_knows_no_pages,
    pages_stand_alone,
    heavy_at_home,
    kernels_wait,
    nothing_unsafe,
    no_prints,
    no_global_random,
    no_module_state,
    short,
)


# -- the house keeps them --------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule):
    wrong = [
        f"{path} {fault}"
        for path in FILES
        for fault in rule(path, ast.parse((ROOT / path).read_text(encoding="utf-8")))
    ]
    assert not wrong, "\n".join([str(rule.__doc__), *wrong])


def test_every_part_of_the_core_has_its_layer():
    parts = {own_part(path) for path in FILES if path.startswith("w2v_core/")}
    assert parts - {"__init__"} <= set(LAYERS)
    assert len(FILES) > 50, "the files were not found"


# -- controls: each rule catches what it forbids, and lets pass what it allows ---------------------

CORE, PAGE = "w2v_core/query/x.py", "pages/x.py"
CAUGHT = [
    (layers, CORE, "from w2v_core.engines import choose"),
    (layers, CORE, "from w2v_core import jobs"),
    (layers, CORE, "from w2v_core.counts.order import order_by_similarity"),
    (layers, CORE, "def f():\n    import w2v_core.runs.folder"),
    (layers, CORE, "from ..text import corpus"),
    (layers, CORE, "from w2v_core import Embedding"),
    (layers, "w2v_core/__init__.py", "from w2v_core.cli import main"),
    (core_knows_no_pages, CORE, "def f():\n    import streamlit as st"),
    (core_knows_no_pages, CORE, "from plotly.graph_objects import Figure"),
    (core_knows_no_pages, CORE, "from pages.shared import state"),
    (pages_stand_alone, PAGE, "from pages import neighbours"),
    (pages_stand_alone, "pages/shared/x.py", "import pages.neighbours"),
    (pages_stand_alone, PAGE, "import app"),
    (heavy_at_home, "w2v_core/linear/x.py", "import torch"),
    (heavy_at_home, "w2v_core/linear/x.py", "class A:\n    from scipy.sparse import linalg"),
    (heavy_at_home, "w2v_core/engines/torch_kernels.py", "import torch"),
    (heavy_at_home, PAGE, "def f():\n    import torch"),
    (heavy_at_home, CORE, "def f():\n    import umap"),
    (kernels_wait, "w2v_core/engines/x.py", "from w2v_core.engines import numba_kernels"),
    (kernels_wait, "w2v_core/engines/x.py", "from w2v_core.engines.numba_kernels import step"),
    (nothing_unsafe, PAGE, "import pickle"),
    (nothing_unsafe, CORE, "def f(x):\n    return eval(x)"),
    (nothing_unsafe, PAGE, "st.markdown(x, unsafe_allow_html=True)"),
    (nothing_unsafe, CORE, "np.load(x, allow_pickle=flag)"),
    (no_prints, CORE, "def f():\n    print(1)"),
    (no_global_random, CORE, "np.random.seed(1)"),
    (no_global_random, CORE, "import random"),
    (no_module_state, CORE, "seen = {}"),
    (no_module_state, CORE, "KEPT: dict[str, int] = {}\ndef f():\n    KEPT['a'] = 1"),
    (no_module_state, CORE, "SEEN = set()\ndef f(x):\n    SEEN.add(x)"),
    (no_module_state, CORE, "def f():\n    global n\n    n = 1"),
    (short, CORE, "def f():\n" + "    x = 1\n" * 50),
    (short, CORE, "x = 1\n" * 401),
]
ALLOWED = [
    (layers, CORE, "from w2v_core.linear.nearest import nearest\nfrom w2v_core import errors"),
    (layers, CORE, "from w2v_core.query.search import WordSearch"),
    (pages_stand_alone, PAGE, "from pages.shared import state"),
    (heavy_at_home, "w2v_core/linear/x.py", "def f():\n    import torch"),
    (heavy_at_home, "w2v_core/linear/x.py", "if TYPE_CHECKING:\n    from torch import Tensor"),
    (heavy_at_home, "w2v_core/engines/numba_kernels.py", "from numba import njit"),
    (kernels_wait, CORE, "def f():\n    from w2v_core.engines import numba_kernels"),
    (nothing_unsafe, CORE, "np.load(x, allow_pickle=False)\nre.compile('a')"),
    (no_prints, "w2v_core/cli/x.py", "print(1)"),
    (no_global_random, CORE, "rng = np.random.default_rng(1)"),
    (no_module_state, CORE, "NAMES = ['a']\ndef f():\n    names = []\n    names.append(1)"),
    (short, CORE, "def f():\n" + "    x = 1\n" * 49),
]


@pytest.mark.parametrize(("rule", "path", "code"), CAUGHT)
def test_a_breach_is_caught(rule, path, code):
    assert list(rule(path, ast.parse(code)))


@pytest.mark.parametrize(("rule", "path", "code"), ALLOWED)
def test_what_is_allowed_passes(rule, path, code):
    assert not list(rule(path, ast.parse(code)))


# -- a fresh process -------------------------------------------------------------------------------

LOAD = """
import importlib, sys
heavy, modules = sys.argv[1].split(","), sys.argv[2].split(",")
for module in modules:
    importlib.import_module(module)
    loaded = [name for name in heavy if name in sys.modules]
    if loaded:
        sys.exit(f"importing {module} loads {loaded}")
"""


def load(modules, tmp_path, heavy=HEAVY):
    """Import modules in a process of their own; gives what it complained about."""
    command = [sys.executable, "-c", LOAD, ",".join(heavy), ",".join(modules)]
    home = {"W2V_HOME": str(tmp_path), "PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=ROOT, env=home, capture_output=True, text=True, timeout=120, check=False
    )
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def dotted(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_importing_the_core_or_the_entry_loads_nothing_heavy(tmp_path):
    kernels = ("_kernels.py", "__main__.py")
    modules = [
        dotted(path)
        for path in FILES
        if path == "app.py" or (path.startswith("w2v_core/") and not path.endswith(kernels))
    ]
    assert load(modules, tmp_path) == ""


def test_what_the_pages_import_loads_nothing_heavy(tmp_path):
    modules = set()
    for page in (path for path in FILES if re.fullmatch(r"pages/\w+\.py", path)):
        for found in imports(ast.parse((ROOT / page).read_text(encoding="utf-8"))):
            if found.at_top:
                files = {dotted(path) for path in FILES} & set(found.modules())
                modules |= {found.module, *files}
    assert "pages.shared.state" in modules
    assert load(sorted(modules), tmp_path) == ""


def test_a_heavy_import_would_be_noticed(tmp_path):
    assert "importing w2v_core.cli loads ['argparse']" in load(
        ["w2v_core.cli"], tmp_path, heavy=("argparse",)
    )
