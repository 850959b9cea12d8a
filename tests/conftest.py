"""What takes long is run on demand; a small text for the tests of the command line."""

import os

import pytest

# Two processes test side by side; torch's threads of both would wait for each other by spinning.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_configure():
    """Without a GPU Triton's kernels are interpreted; Triton reads this when first imported."""
    from w2v_core.engines.devices import why_no_cuda

    if why_no_cuda():
        os.environ.setdefault("TRITON_INTERPRET", "1")


def pytest_addoption(parser):
    parser.addoption("--run-slow", action="store_true", help="also run the tests that take long")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--run-slow"):
        return
    slow = [item for item in items if "slow" in item.keywords]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if "slow" not in item.keywords]


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "sea.txt"
    path.write_text("the ship left the harbour\nthe storm tore the sail\n" * 300)
    return path
