"""Do solid neighbours stay, what do twenty models cost, and does shuffled text show none?

Twenty models of samples of the sentences; ten of them mark neighbours as solid, and each of the
ten others says whether it has them among its 20 nearest.
"""

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting
from w2v_core import Corpus, EngineConfig, TrainConfig, train
from w2v_core.query.ensemble import NEAR, SHARE, Ensemble
from w2v_core.training.peak import Peak
from w2v_core.training.several import several

MODEL = TrainConfig(dim=100, epochs=5)
SETUP = EngineConfig(device="cpu")
HALF = 10  # models that mark, and models that are asked
WITHIN = 20  # nearest where a solid neighbour should stay
MOST_PAIRS = 4_000  # that are asked about, drawn at random


def measure(setting: Setting) -> Iterator[Figure]:
    """Time and memory, the share that stays, and the control."""
    sources = {"Reuters": texts.reuters(setting), "IMDb": texts.imdb(setting)[:8_000_000]}
    for name, text in sources.items():
        corpus = texts.corpus(text)
        case = f"{name}, {corpus.n_words:,} words, skipgram-ns, {MODEL.dim} dimensions, 5 epochs"
        train(corpus, MODEL.replace(epochs=1), SETUP)  # compiles
        with Peak() as peak:
            start = perf_counter()
            models = ensemble(corpus, 2 * HALF)
            taken = perf_counter() - start
        memory = "" if peak.grown is None else f"{peak.grown / 1e6:,.0f} MB more memory"
        yield Figure(f"{case}: {2 * HALF} models", taken, "s", 1, memory)
        yield from calibration(case, models)
        if name == "Reuters":
            mixed = np.random.default_rng(0).permutation(corpus.ids)
            control = Corpus(mixed, corpus.starts, corpus.vocabulary, corpus.n_words)
            n = len(solid_pairs(ensemble(control, HALF).nearest))
            yield Figure(f"{case}, words shuffled: solid neighbours", n, "", 1)


def ensemble(corpus: Corpus, n: int) -> Ensemble:
    """Models of samples of the sentences."""
    return Ensemble.of(several(corpus, MODEL, SETUP, "sentences", n), n, "sentences")


def solid_pairs(nearest: np.ndarray) -> np.ndarray:
    """Word and neighbour (pairs, 2) that enough of the models (n, words, NEAR) have."""
    n, n_words, _ = nearest.shape
    asked = np.broadcast_to(np.arange(n_words)[None, :, None], nearest.shape)
    pairs, times = np.unique(asked.astype(np.int64) * n_words + nearest, return_counts=True)
    return np.stack(np.divmod(pairs[times >= SHARE * n - 1e-9], n_words), axis=1)


def calibration(case: str, models: Ensemble) -> Iterator[Figure]:
    """Of the solid neighbours of ten models, the share that stays in each of ten others."""
    pairs = solid_pairs(models.nearest[:HALF])
    n_words = len(models.words)
    says = (
        f"{len(pairs):,} solid neighbours of {len(np.unique(pairs[:, 0])):,} of {n_words:,} words"
    )
    if len(pairs) > MOST_PAIRS:
        pairs = np.random.default_rng(0).choice(pairs, MOST_PAIRS, replace=False)
    stays = [kept(models.model(n), pairs) for n in range(HALF, 2 * HALF)]
    share = float(np.mean(stays))
    words = f"solid (top {NEAR} in {SHARE:.0%} of 10 models) and in the top {WITHIN} of a fresh one"
    yield Figure(f"{case}: {words}", share, "", HALF, says)


def kept(unit: np.ndarray, pairs: np.ndarray) -> float:
    """The share of pairs whose second word is among the WITHIN nearest of the first."""
    stays = 0
    for piece in np.array_split(pairs, max(len(pairs) // 500, 1)):
        cosines = unit[piece[:, 0]] @ unit.T
        cosines[np.arange(len(piece)), piece[:, 0]] = -np.inf
        own = cosines[np.arange(len(piece)), piece[:, 1]]
        stays += int(((cosines > own[:, None]).sum(axis=1) < WITHIN).sum())
    return stays / max(len(pairs), 1)
