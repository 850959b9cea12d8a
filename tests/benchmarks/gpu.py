"""How fast, how good and how near to what the GPU can do is training on it?

All rows need one NVIDIA GPU and the real data; `python -m tests.benchmarks gpu --data DIR` measures
them all, five seeds where there are seeds. gensim's five models take most of the time; with
`--keep DIR` what they say is kept. The last rows, quality by blocks in flight, by noise words of a
block and by precision, are what the engine's defaults are chosen by.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

import numpy as np

from tests.benchmarks import gpu_limits, quality, texts
from tests.benchmarks.bench import Figure, Setting, Skipped, median
from w2v_core import Corpus, Embedding, EngineConfig, TrainConfig, train
from w2v_core.counts.matrix import count_matrix
from w2v_core.engines import Choice, entry_named
from w2v_core.engines.base import Examples
from w2v_core.engines.devices import why_no_cuda
from w2v_core.engines.triton_cuda import TritonCuda
from w2v_core.engines.triton_tiles import Tiles
from w2v_core.linear.nearest import all_nearest, unit_rows
from w2v_core.training.loop import Trained

MODEL = TrainConfig(dim=100, window=5, negatives=5, epochs=5, min_count=5, sample=1e-3)
WHOLE = 1_000  # megabytes: all of a text
FLIGHTS = (8, 16, 32, 64, 128, 512, 2048)  # blocks in flight
NOISES = (32, 64, 128, 256)  # noise words of a block
PRECISIONS = ("bf16", "tf32", "ieee")
BATCH = 1_024  # centres of a step that larger ones are compared with


def measure(setting: Setting) -> Iterator[Figure]:
    """All rows, on the first GPU; without one, the reason."""
    if missing := why_no_cuda():
        raise Skipped(f"no CUDA device: {missing}")
    yield from measure_on("cuda", setting)


def measure_on(device: str, setting: Setting) -> Iterator[Figure]:
    """All rows on a device."""
    megabytes = setting.megabytes if setting.brief else WHOLE
    corpus = texts.corpus(texts.imdb(replace(setting, megabytes=megabytes)))
    limits = gpu_limits.limits_of(device, 64 if device == "cpu" else 8192)
    yield Figure("copy, bytes read and written", limits.bytes_per_second / 1e12, "TB/s", 10)
    yield Figure("product in bf16", limits.operations_per_second / 1e12, "TFLOP/s", 10)
    yield Figure("numbers added to random rows", limits.added_per_second / 1e9, "G/s", 10)
    for method in ("skipgram-ns", "cbow-ns"):
        yield from speed(device, corpus, MODEL.replace(method=method), limits, setting)
    yield from beside_gensim(device, corpus, setting)
    yield from softmax_by_tokens(device, corpus, limits)
    yield from exact_pass(device, corpus, limits, setting)
    yield from counts_and_neighbours(device, corpus, limits, setting)
    yield from from_click_to_run(device, corpus, setting)
    yield from trade_offs(device, corpus, setting)


def run(device: str, corpus: Corpus, model: TrainConfig, seed: int = 1, name: str = "") -> Trained:
    """A training by the engine named, or by kernels of negative sampling."""
    setup = EngineConfig(device=device, seed=seed, threads=2)
    entry = entry_named(name or "triton_cuda")
    with patch("w2v_core.training.loop.choose", lambda model, setup: Choice(entry, device)):
        return train(corpus, model, setup)


def problem(corpus: Corpus, model: TrainConfig) -> Examples:
    """What a training of the whole corpus reads."""
    return Examples.of(corpus.keep(model.min_count), model.resolved(corpus.n_words))


def speed(
    device: str,
    corpus: Corpus,
    model: TrainConfig,
    limits: gpu_limits.Limits,
    setting: Setting,
) -> Iterator[Figure]:
    """Words a second over all epochs, after a first training that compiles."""
    run(device, texts.corpus("a b c d\n" * 100), model.replace(min_count=1, sample=0.0))
    found = [run(device, corpus, model, seed) for seed in range(1, setting.rounds + 1)]
    seconds = median([trained.seconds for trained in found])
    examples = problem(corpus, model)
    work = gpu_limits.of_negative_sampling(examples, Tiles.of(examples))
    epochs = model.epochs or 1
    all_work = gpu_limits.Work(work.bytes * epochs, work.operations * epochs)
    case = f"IMDb, {corpus.n_words:,} words, {model.method}"
    share = all_work.share(seconds, limits)
    yield Figure(f"{case}, {epochs} epochs", seconds, "s", len(found), share)
    yield Figure(case, found[0].words / seconds, "words/s", len(found))


def beside_gensim(device: str, corpus: Corpus, setting: Setting) -> Iterator[Figure]:
    """Five epochs of both methods here and by gensim, with intervals of the differences."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines.txt"
        texts.write_lines(corpus, lines)
        for method in quality.METHODS:
            found: dict[str, list[quality.Items]] = {"gpu": [], "gensim": []}
            for seed in range(1, setting.rounds + 1):
                makers = {
                    "gpu": partial(vectors, device, corpus, MODEL.replace(method=method), seed),
                    "gensim": partial(quality.gensim_vectors, lines, method, seed),
                }
                for program, make in makers.items():
                    name = f"{program}-{method}-{seed}-{corpus.n_words}"
                    found[program].append(quality.kept(setting, name, make))
            case = f"IMDb, {corpus.n_words:,} words, {method} on the GPU"
            yield from quality.compared(case, *found.values())


def vectors(device: str, corpus: Corpus, model: TrainConfig, seed: int) -> Embedding:
    """The vectors of one training."""
    return run(device, corpus, model, seed).embedding


def softmax_by_tokens(device: str, corpus: Corpus, limits: gpu_limits.Limits) -> Iterator[Figure]:
    """One epoch at steps of the default size, and its held-out loss beside steps of `BATCH`."""
    model = MODEL.replace(method="skipgram-softmax", epochs=1)
    run(device, texts.corpus("a b c d\n" * 100), model.replace(min_count=1, sample=0.0))
    large = run(device, corpus, model).scored()
    with patch("w2v_core.engines.triton_softmax.MOST_CENTRES", BATCH):
        small = run(device, corpus, model).scored()
    examples = problem(corpus, model)
    share = gpu_limits.of_full_softmax(examples, model.dim).share(large.seconds, limits)
    nll = [nats(trained, "softmax_nll") for trained in (large, small)]
    case = f"IMDb, {len(examples.keep):,} words to choose from, skipgram-softmax by tokens"
    remark = f"held-out {nll[0]}, {nll[1]} with steps of {BATCH:,}; {share}"
    yield Figure(f"{case}, 1 epoch", large.seconds, "s", 1, remark)


def nats(trained: Trained, name: str) -> str:
    """A held-out loss, where the text is long enough to hold some out."""
    value = trained.held_out[name]
    return "nothing held out" if value is None else f"{value:.4f} nats"


def exact_pass(
    device: str, corpus: Corpus, limits: gpu_limits.Limits, setting: Setting
) -> Iterator[Figure]:
    """A pass of exact full softmax: a training of some passes over their number."""
    passes = 1 if setting.brief else 20
    model = MODEL.replace(method="skipgram-softmax", epochs=passes, sample=0.0)
    trained = run(device, corpus, model, name="exact")
    seconds, n_words = trained.seconds / passes, len(trained.embedding)
    share = gpu_limits.of_a_pass(n_words, model.dim).share(seconds, limits)
    yield Figure(f"exact full softmax by word type, {n_words:,} words", seconds, "s", passes, share)


def counts_and_neighbours(
    device: str, corpus: Corpus, limits: gpu_limits.Limits, setting: Setting
) -> Iterator[Figure]:
    """Counting with a window of 5, and 15 neighbours of every word."""
    kept, rng = corpus.keep(MODEL.min_count), np.random.default_rng(0)
    n_words = len(kept.vocabulary)
    rows = unit_rows(rng.standard_normal((n_words, MODEL.dim)))
    works = {
        f"co-occurrences, window 5, IMDb, {corpus.n_words:,} words": (
            lambda: count_matrix(kept, 5, device=device),
            gpu_limits.of_counting(len(kept.ids), 5),
        ),
        f"exact 15 neighbours of {n_words:,} words": (
            lambda: all_nearest(rows, 15, device=device),
            gpu_limits.of_neighbours(n_words, MODEL.dim),
        ),
    }
    for case, (work, size) in works.items():
        work()
        found = [gpu_limits.timed(work, device) for _ in range(setting.rounds)]
        share = size.share(median(found), limits)
        yield Figure(case, median(found), "s", len(found), share)


def from_click_to_run(device: str, corpus: Corpus, setting: Setting) -> Iterator[Figure]:
    """All that a run takes once its corpus is read: tables, training, held-out scores."""
    found = []
    for seed in range(1, setting.rounds + 1):
        begin = perf_counter()
        run(device, corpus, MODEL, seed).scored()
        found.append(perf_counter() - begin)
    yield Figure("skipgram-ns, from a read corpus to a scored run", median(found), "s", len(found))


def trade_offs(device: str, corpus: Corpus, setting: Setting) -> Iterator[Figure]:
    """Speed and quality by blocks in flight, by noise words of a block and by precision."""
    tiles = "w2v_core.engines.triton_tiles"
    cases = [
        (f"{n} blocks in flight", {f"{tiles}.PROGRAMS": n, f"{tiles}.ROUNDS": 1}) for n in FLIGHTS
    ]
    cases += [
        (f"{n} noise words", {f"{tiles}.LEAST_NOISE": n, f"{tiles}.MOST_NOISE": n}) for n in NOISES
    ]
    for case, changes in cases:
        with ExitStack() as stack:
            for name, value in changes.items():
                stack.enter_context(patch(name, value))
            yield at(case, run(device, corpus, MODEL), setting)
    for precision in PRECISIONS:
        make = partial(at_precision, precision)
        with patch("w2v_core.engines.triton_cuda.TritonCuda", make):
            yield at(f"factors in {precision}", run(device, corpus, MODEL), setting)


def at_precision(precision: str, device: str, in_order: bool = False) -> TritonCuda:
    """The engine with products of other factors."""
    return TritonCuda(device, precision, in_order)


def at(case: str, trained: Trained, setting: Setting) -> Figure:
    """Words a second, with the quality beside."""
    scores = quality.items(setting, trained.embedding).scores()
    loss = nats(trained.scored(), "noise_loss")
    quality_of = ", ".join(f"{test} {value:.3f}" for test, value in scores.items())
    remark = f"{quality_of}, held-out noise loss {loss}"
    return Figure(f"skipgram-ns, {case}", trained.words_per_second, "words/s", 1, remark)
