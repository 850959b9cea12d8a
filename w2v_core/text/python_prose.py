"""Python's own prose: the docstrings of the libraries that are installed here.

Real technical English, a few million words of it, on every machine that can run the program. The
files are parsed, never imported, so nothing of theirs runs.
"""

import ast
import re
import sysconfig
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from w2v_core.errors import Cancelled, TextError
from w2v_core.text.docstring_prose import prose

STANDARD_LIBRARY = "the standard library"
LIBRARIES = (
    *(STANDARD_LIBRARY, "numpy", "scipy", "sklearn", "torch", "pandas", "numba", "umap"),
    *("pynndescent", "sympy", "networkx", "streamlit", "altair", "PIL", "jinja2", "fsspec"),
    *(
        "narwhals",
        "pyarrow",
        "joblib",
        "mpmath",
    ),  # plotly says the same few things a million words long
)
LEFT_OUT = frozenset(
    {"tests", "test", "testing", "_vendor", "vendor", "externals", "extern"}
    | {"site-packages", "dist-packages", "idlelib", "lib2to3", "ensurepip"}
)
MAX_BYTES = 300_000  # larger files are tables; parsing one would keep other threads waiting
MIN_SHARE = 0.05  # a file with less docstring in it is not worth parsing
TRIPLE_QUOTED = re.compile(rb'"""(.*?)"""', re.DOTALL)
FILE_NAME = "<docstrings>"  # under which the parser warns about old spellings in a library
DOCUMENTERS = frozenset({"add_newdoc", "add_docstr"})  # calls that attach a docstring to C code


def collect(
    progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    libraries: Sequence[str] = LIBRARIES,
) -> str:
    """The docstrings' paragraphs, one a line, each once, in a fixed order.

    Args:
        progress: told files done and files in all.
        should_stop: asked before each file whether to give up.
        libraries: top-level names of packages; those not installed are passed over.

    Raises:
        TextError: if none of them is installed with its source.
        Cancelled: if `should_stop` said so.
    """
    # Not inside catch_warnings, which threads share and tread on; the name is ours alone.
    warnings.filterwarnings("ignore", module=FILE_NAME)
    files = source_files(libraries)
    lines: dict[str, None] = {}  # a set that keeps its order
    for done, path in enumerate(files):
        if should_stop is not None and should_stop():
            raise Cancelled("Collecting the docstrings was stopped; nothing was kept.")
        if progress is not None:
            progress(done, len(files))
        for docstring in docstrings(path):
            lines.update(dict.fromkeys(prose(docstring)))
    if not lines:
        raise TextError(
            f"No docstrings were found: none of {', '.join(libraries)} is installed with its "
            "source; install the program's requirements."
        )
    if progress is not None:
        progress(len(files), len(files))
    return "\n".join(lines) + "\n"


def source_files(libraries: Iterable[str]) -> list[Path]:
    """The Python files of the installed libraries, sorted, without their tests."""
    found = []
    for root in filter(None, map(folder_of, libraries)):
        found += [path for path in sorted(root.rglob("*.py")) if wanted(path, root)]
    return found


def folder_of(library: str) -> Path | None:
    """Where a package lies, without importing it; None if it is not there or is no folder."""
    if library == STANDARD_LIBRARY:
        return Path(sysconfig.get_path("stdlib"))
    try:
        spec = find_spec(library)
    except (ImportError, ValueError):
        return None
    places = spec.submodule_search_locations if spec else None
    folders = [Path(place) for place in places or ()]
    return next((folder for folder in folders if folder.is_dir()), None)


def wanted(path: Path, root: Path) -> bool:
    """Whether a file is worth parsing: no test, no other's code, not huge."""
    inner = path.relative_to(root).parts
    if LEFT_OUT & set(inner[:-1]) or inner[-1].startswith("test_"):
        return False
    try:
        return 0 < path.stat().st_size <= MAX_BYTES
    except OSError:
        return False


def docstrings(path: Path) -> list[str]:
    """All docstrings of a file, in order; none if it has few or cannot be read or parsed."""
    try:
        source = path.read_bytes()
        if sum(map(len, TRIPLE_QUOTED.findall(source))) < MIN_SHARE * len(source):
            return []
        tree = ast.parse(source, filename=FILE_NAME)
        return list(documented(tree))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def documented(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
) -> Iterator[str]:
    """The docstring of a node and of all that is defined in it."""
    own = ast.get_docstring(node, clean=False)
    if own:
        yield own
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from documented(child)
        elif isinstance(child, ast.Expr) and isinstance(child.value, ast.Call):
            yield from attached(child.value)


def attached(call: ast.Call) -> Iterator[str]:
    """The texts that a call such as `add_newdoc` gives to objects written in C."""
    called = call.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name not in DOCUMENTERS:
        return
    for argument in call.args:
        for part in ast.walk(argument):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
