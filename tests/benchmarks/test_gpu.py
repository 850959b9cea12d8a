"""The benchmark of the GPU: what it counts, by hand, and that it says what is missing."""

from unittest.mock import patch

import pytest

from tests.benchmarks import gpu
from tests.benchmarks.bench import Setting, Skipped
from tests.benchmarks.gpu_limits import Limits, Work, of_full_softmax, of_negative_sampling
from w2v_core.config import TextConfig, TrainConfig
from w2v_core.engines.base import Examples
from w2v_core.engines.devices import why_no_cuda
from w2v_core.engines.triton_tiles import Tiles
from w2v_core.text.corpus import build_corpus

SETTING = Setting(None, 1, 1.0, True)


@pytest.mark.skipif(why_no_cuda() is None, reason="gpu: there is one")
def test_without_a_gpu_it_says_so():
    with pytest.raises(Skipped, match="no CUDA device: "):
        next(gpu.measure(SETTING))


def examples(**options):
    corpus = build_corpus(["a b c d\n" * 27], TextConfig())  # 108 words: two blocks of 54
    model = TrainConfig(min_count=1, sample=0.0, dim=100, **options)
    return Examples.of(corpus, model.resolved(108))


def test_bytes_and_operations_of_two_blocks_by_hand():
    tiles = Tiles(D=104, T=54, BT=64, BC=64, S=128, WINDOW=5)
    work = of_negative_sampling(examples(), tiles)
    assert work.bytes == 2 * 3 * (54 + 64 + 128) * 104 * 4  # read twice, added once
    assert work.operations == 2 * 2 * (3 * 64 * (64 + 128) * 128 + 64 * 64 * 128)
    assert of_full_softmax(examples(), 100).operations == 8 * 108 * 4 * 100


def test_shares_of_the_limits():
    limits = Limits(4e12, 8e14, 1.0)
    says = Work(1e12, 4e14).share(1.0, limits)
    assert says == "25.0% of the measured bandwidth, 50.0% of the measured bf16 peak"


def test_the_cases_of_the_table_change_what_they_say():
    problem = examples(epochs=3)
    with patch("w2v_core.engines.triton_tiles.LEAST_NOISE", 256):
        assert Tiles.of(problem).S == 256
    assert Tiles.of(problem).programs(problem) == 1
    with patch("w2v_core.engines.triton_tiles.ROUNDS", 1):
        assert Tiles.of(problem).programs(problem) == 2 * 3
