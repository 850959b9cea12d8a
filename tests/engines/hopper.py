"""Compile the Triton kernels for an NVIDIA H100 or H200, without one, and print what came out.

Run by test_triton_compiles.py in a process of its own, for kernels are either compiled or
interpreted.
"""

import json
import re
from collections import Counter

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from w2v_core.config import TrainConfig
from w2v_core.engines import triton_draw_kernels, triton_kernels, triton_softmax_kernels
from w2v_core.engines.triton_cuda import WARPS
from w2v_core.engines.triton_tiles import Tiles

HOPPER = GPUTarget("cuda", 90, 32)
REALS = {"W_in", "W_out", "to_in", "to_out", "in_limits", "out_limits", "losses", "keep", "stay"}
REALS |= {"H", "U", "means", "log_sums", "weights", "pulls"}
SCALARS = {"lr": "fp32", "share": "fp32", "hit_share": "fp32"}
SCALARS |= dict.fromkeys(("n", "first_block", "last_block", "seed", "n_words"), "i32")
TILES = Tiles(D=104, T=54, BT=64, BC=64, S=128, WINDOW=5)
INSTRUCTION = r"\b(wgmma\.mma_async|red\.\S+|atom\.\S+|ld\.global\.\S*v4\S*|cp\.async\.c[ag]\S*)"


def kind(name: str) -> str:
    """The type of a kernel's argument."""
    return SCALARS.get(name) or ("*fp32" if name in REALS else "*i32")


def compiled(kernel, constants: dict, stages: int = 3) -> dict:
    """The instructions that count, and the shared memory, of a kernel."""
    signature = {n: "constexpr" if n in constants else kind(n) for n in kernel.arg_names}
    pointers = [i for i, n in enumerate(kernel.arg_names) if signature[n].startswith("*")]
    aligned = {(i,): [["tt.divisibility", 16]] for i in pointers}
    source = ASTSource(kernel, signature, constexprs=constants, attrs=aligned)
    options = {"num_warps": WARPS, "num_stages": stages}
    made = triton.compile(source, target=HOPPER, options=options)
    return {"shared": made.metadata.shared} | Counter(re.findall(INSTRUCTION, made.asm["ptx"]))


def training(method: str) -> dict:
    """The training kernel of a method."""
    constants = TILES.constants(method, mean=TrainConfig().cbow_mean) | {"APART": False}
    kernels = {
        "skipgram-ns": triton_kernels.train_skipgram_ns,
        "cbow-ns": triton_kernels.train_cbow_ns,
    }
    return compiled(kernels[method], constants, TILES.stages)


def softmax(name: str) -> dict:
    """A kernel of full softmax."""
    sizes = {"D": 104, "DP": 128, "BT": 128, "BV": 128, "PRECISION": "bf16"}
    if name == "expect_words":
        sizes["SPLITS"] = 4
    return compiled(getattr(triton_softmax_kernels, name), sizes)


if __name__ == "__main__":
    drawing = {"count_kept": {}, "keep_words": {}, "set_windows": {"WINDOW": 5, "SHRINK": 5}}
    drawing["draw_noise"] = {}
    result = {method: training(method) for method in ("skipgram-ns", "cbow-ns")}
    result |= {name: softmax(name) for name in ("expect_words", "pull_words")}
    for name, constants in drawing.items():
        result[name] = compiled(getattr(triton_draw_kernels, name), constants | {"SPAN": 1024})
    print(json.dumps(result))  # noqa: T201
