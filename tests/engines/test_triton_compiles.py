"""The Triton kernels compile for a GPU that is not here, into what makes them fast and right."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = 227 * 1024  # bytes that a block may have on a Hopper GPU


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = str(tmp_path_factory.mktemp("triton"))
    env = os.environ | {"TRITON_INTERPRET": "0", "TRITON_DEFAULT_FP_FUSION": "1"}
    command = [sys.executable, "-m", "tests.engines.hopper"]
    env |= {"TRITON_CACHE_DIR": place}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("method", ["skipgram-ns", "cbow-ns"])
def test_training_multiplies_on_tensor_cores_and_adds_four_numbers_at_a_time(made, method):
    found = made[method]
    assert found["wgmma.mma_async"] > 0
    assert [name for name in found if name.startswith(("red.", "atom."))] == [
        "red.global.gpu.relaxed.add.v4.f32"
    ]
    assert found["shared"] <= SHARED


@pytest.mark.parametrize("method", ["skipgram-ns", "cbow-ns"])
def test_tables_are_read_where_the_additions_of_others_are_seen(made, method):
    """The first-level cache is a processor's own: rows read through it would stay old."""
    reads = [name for name in made[method] if name.startswith(("ld.", "cp."))]
    assert reads and all(".cg." in name for name in reads), reads


@pytest.mark.parametrize("kernel", ["expect_words", "pull_words"])
def test_full_softmax_multiplies_on_tensor_cores_and_adds_to_nothing(made, kernel):
    found = made[kernel]
    assert found["wgmma.mma_async"] > 0 and found["shared"] <= SHARED
    assert not [name for name in found if name.startswith(("red.", "atom."))]


def test_what_is_drawn_needs_no_additions(made):
    for name in ("count_kept", "keep_words", "set_windows", "draw_noise"):
        assert not [found for found in made[name] if found.startswith(("red.", "atom."))]
