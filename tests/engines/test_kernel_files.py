"""Compiled loops that call each other are in one file: numba's cache stamps no other."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from numba.core.dispatcher import Dispatcher

import w2v_core

HOME = Path(w2v_core.__file__).parent
MODULES = sorted(
    ".".join(("w2v_core", *path.relative_to(HOME).with_suffix("").parts))
    for path in HOME.rglob("*.py")
    if re.search(r"numba\.njit|^@jit", path.read_text(encoding="utf-8"), re.MULTILINE)
)


def test_there_are_kernels():
    assert len(MODULES) >= 2


@pytest.mark.parametrize("name", MODULES)
def test_a_kernel_calls_kernels_of_its_own_file_alone(name):
    module = import_module(name)
    loops = [value for value in vars(module).values() if isinstance(value, Dispatcher)]
    assert loops
    assert {loop.py_func.__module__ for loop in loops} == {name}
