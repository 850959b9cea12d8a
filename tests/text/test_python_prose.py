"""Docstrings as prose, from a small package made for the test."""

import sys
import warnings

import pytest

from w2v_core.errors import Cancelled, TextError
from w2v_core.text.docstring_prose import prose
from w2v_core.text.python_prose import collect

MODULE = '''"""Tools that measure how warm the sea is."""
raise RuntimeError("this module must never be imported")

PATTERN = "\\d"  # an old spelling, of which the compiler warns

class Probe:
    """A probe that hangs from the side of a ship.

    Parameters
    ----------
    depth : float, optional
        How deep the :class:`~sea.Probe` hangs, in **metres** below the ship.

    Examples
    --------
    >>> Probe(depth=3)
    Probe(3)
    """

    def read(self):
        """Read the temperature of the water around the probe."""

def again():
    """Read the temperature of the water around the probe."""

add_newdoc("sea", "float_like", """Some text that was attached to an object from outside.""")
'''


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "fake_sea_package"
    (folder / "tests").mkdir(parents=True)
    (folder / "__init__.py").write_text(MODULE)
    (folder / "broken.py").write_text('"""This file has a docstring but no sense."""\ndef (')
    (folder / "nul.py").write_bytes(b'"""A docstring with a nul byte in it."""\0')
    (folder / "latin.py").write_bytes('"""Un café très chaud est bon."""'.encode("latin-1"))
    (folder / "deep.py").write_text('"""' + "words " * 20_000 + '"""\n' + "-" * 50_000 + "1")
    (folder / "empty.py").write_text("")
    (folder / "tests" / "test_it.py").write_text('"""A test must not be in the prose."""')
    monkeypatch.syspath_prepend(tmp_path)
    return folder.name


def test_the_prose_of_a_package(package):
    assert collect(libraries=[package]).splitlines() == [
        "Tools that measure how warm the sea is.",
        "A probe that hangs from the side of a ship.",
        "How deep the Probe hangs, in metres below the ship.",
        "Read the temperature of the water around the probe.",
        "Some text that was attached to an object from outside.",
    ]


def test_nothing_is_imported_and_no_warning_leaks(package):
    with warnings.catch_warnings(record=True) as leaked:
        warnings.simplefilter("always")
        collect(libraries=[package])
    assert package not in sys.modules
    assert leaked == []


def test_progress_counts_files_to_the_end(package):
    told = []
    collect(lambda done, total: told.append((done, total)), libraries=[package])
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)


def test_collecting_can_be_stopped(package):
    with pytest.raises(Cancelled):
        collect(should_stop=lambda: True, libraries=[package])


def test_no_library_at_all_is_said():
    with pytest.raises(TextError, match="no_such_library_here is installed"):
        collect(libraries=["no_such_library_here"])


def test_a_library_that_is_one_file_or_built_in_is_passed_over():
    with pytest.raises(TextError):
        collect(libraries=["sys", "this"])


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Run it like this::\n\n    code = here\n    more()\n\nThen look at the result.",
         ["Run it like this:", "Then look at the result."]),
        ("Return the sum of all.\n\n.. versionadded:: 1.2\n   It is new and fine now.\n",
         ["Return the sum of all."]),
        ("Give the ``axis`` a name :math:`x^2` to use.", ["Give the axis a name to use."]),
        ("Args:\n    count (int): How many words there are.\n    other: What else there is to see.",
         ["How many words there are.", "What else there is to see."]),
        (":param count: How many words there are.\n:returns: Nothing at all of use.",
         ["How many words there are.", "Nothing at all of use."]),
        ("- the first point of all\n- the second point of all",
         ["the first point of all", "the second point of all"]),
        ("See `the long guide <https://example.org>`_ or https://example.org for it.",
         ["See the long guide or for it."]),
        ("A paragraph that goes on\nfor two lines.", ["A paragraph that goes on for two lines."]),
        ("a = b[1:2] + c(3) / {4: 5} - x[6] ** 7", []),
        ("Too short.", []),
    ],
)  # fmt: skip
def test_what_is_left_of_a_docstring(docstring, expected):
    assert prose(docstring) == expected
