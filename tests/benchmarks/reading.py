"""How many words a second become ids, and in how much memory, beside other ways to count words?

Each way reads the same file in a fresh process, turn by turn; what it imports, and compiled loops
that lie on the disk, are loaded before its clock runs. Words are those between spaces.

`python -m tests.benchmarks.reading WAY FILE` is such a process: it prints the seconds it took.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting, median
from tests.benchmarks.peak import peak_of

Work = Callable[[], object]


def measure(setting: Setting) -> Iterator[Figure]:
    """Each way as often as asked; the median of each."""
    ways = {name: way for name, way in WAYS.items() if installed(name, *way)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "imdb.txt"
        path.write_text(texts.imdb(setting), encoding="utf-8")
        with path.open(encoding="utf-8") as stream:
            n_words = sum(len(line.split()) for line in stream)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(setting.rounds):
            for name in ways:
                command = [sys.executable, "-m", "tests.benchmarks.reading", name, str(path)]
                out, gigabytes = peak_of(command)
                found[name].append((float(out), gigabytes))
    for name, measured in found.items():
        seconds, memory = (median(values) for values in zip(*measured, strict=True))
        case = f"IMDb, {n_words:,} words, {name}"
        yield Figure(case, n_words / seconds, "words/s", len(measured), f"{memory:.2f} GB at most")


def installed(name: str, library: str, _: object) -> bool:
    """Whether a way can be gone; says so where it cannot."""
    if find_spec(library):
        return True
    print(f"{name}: skipped: {library} is not installed")
    return False


def ours(path: Path) -> Work:
    """From the file to ids and vocabulary, as the command line reads."""
    from w2v_core import TextConfig, build_corpus
    from w2v_core.text.chunks import CompiledChunks
    from w2v_core.text.sources import open_file

    CompiledChunks().number("loaded now")
    return lambda: build_corpus([open_file(path)], TextConfig())


def gensim_scan(path: Path) -> Work:
    """Its counting of words before training; no ids."""
    from gensim.models import Word2Vec

    model = Word2Vec(min_count=5)
    return lambda: model.build_vocab(corpus_file=str(path))


def findall(path: Path) -> Work:
    """Only the words as strings, neither counted nor numbered."""
    words = re.compile(r"\w+")
    return lambda: words.findall(path.read_text(encoding="utf-8"))


def count_vectorizer(path: Path) -> Work:
    """Counts by line, as a sparse matrix."""
    from sklearn.feature_extraction.text import CountVectorizer

    def count() -> object:
        with path.open(encoding="utf-8") as lines:
            return CountVectorizer().fit_transform(lines)

    return count


def arrow(path: Path) -> Work:
    """Split at spaces, and the words numbered."""
    import pyarrow
    from pyarrow import compute

    def number() -> object:
        lines = pyarrow.array(path.read_text(encoding="utf-8").splitlines())
        return compute.split_pattern(lines, " ").flatten().dictionary_encode()

    return number


WAYS: dict[str, tuple[str, Callable[[Path], Work]]] = {
    "ours": ("w2v_core", ours),
    "gensim's vocabulary scan": ("gensim", gensim_scan),
    "re.findall": ("re", findall),
    "CountVectorizer": ("sklearn", count_vectorizer),
    "pyarrow": ("pyarrow", arrow),
}


if __name__ == "__main__":
    work = WAYS[sys.argv[1]][1](Path(sys.argv[2]))
    start = perf_counter()
    result = work()
    print(perf_counter() - start)
