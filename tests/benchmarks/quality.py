"""How good are the vectors, beside gensim's, over several seeds?

Both train on the same words with the same settings: 5 epochs, 100 dimensions, window 5, 5 noise
words, each at its own default learning rate. Counting and SVD, at the settings recommended for much
text, stands beside gensim's skip-gram. Differences carry a 95 % interval from a paired
bootstrap: the same test items for both, seeds drawn for each. With `--keep`, what a model says of
the tests is kept in a folder, so that hours of training can be cut short and gone on with.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting
from w2v_core import Corpus, Embedding, EngineConfig, TrainConfig, train
from w2v_core.linear.nearest import unit_rows
from w2v_core.query.analogies import answers
from w2v_core.query.evaluation import TOP
from w2v_core.query.question_files import read_analogies, read_similarity
from w2v_core.query.similarity import ids_of, spearman

METHODS = ("skipgram-ns", "cbow-ns")
MODEL = TrainConfig(dim=100, window=5, negatives=5, epochs=5, min_count=5, sample=1e-3)
COUNTED = MODEL.replace(method="svd", epochs=None, window=10, distance="harmonic")
THREADS = 2
DRAWS = 2_000  # of the bootstrap
Floats = np.ndarray


@dataclass(frozen=True, slots=True)
class Items:
    """What one model says of each item of each test.

    Attributes:
        cosines: by test, the cosine (N,) of each pair that is known.
        people: by test, what people say of them.
        right: (Q,) whether each question that is known was answered rightly.
    """

    cosines: dict[str, Floats]
    people: dict[str, Floats]
    right: Floats

    def scores(self, chance: np.random.Generator | None = None) -> dict[str, float]:
        """Spearman's rho of each similarity test, and the share of right answers.

        Args:
            chance: if given, of items drawn with replacement.
        """
        found = {}
        for name in sorted(self.cosines):  # draws are alike for all models in this order alone
            some = drawn(len(self.people[name]), chance)
            found[name] = spearman(self.cosines[name][some], self.people[name][some])
        found["Google"] = float(self.right[drawn(len(self.right), chance)].mean())
        return found

    def write(self, file: Path) -> None:
        """Keep all in a file, whole or not at all."""
        arrays = {f"cosines {name}": values for name, values in self.cosines.items()}
        arrays |= {f"people {name}": values for name, values in self.people.items()}
        part = file.with_suffix(".part.npz")
        np.savez(part, right=self.right, **arrays)
        part.rename(file)

    @classmethod
    def read(cls, file: Path) -> "Items":
        """What `write` kept."""
        parts: dict[str, dict[str, Floats]] = {"cosines": {}, "people": {}}
        with np.load(file) as arrays:
            for key in set(arrays) - {"right"}:
                kind, _, name = key.partition(" ")
                parts[kind][name] = arrays[key]
            return cls(**parts, right=arrays["right"])


def drawn(n: int, chance: np.random.Generator | None) -> Floats:
    """All places, or as many drawn with replacement."""
    return np.arange(n) if chance is None else chance.integers(0, n, n)


def measure(setting: Setting) -> Iterator[Figure]:
    """Each method here and by gensim, seed by seed in turns."""
    corpus = texts.corpus(texts.imdb(setting))
    seeds = range(1, setting.rounds + 1)
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "lines.txt"
        texts.write_lines(corpus, lines)
        for method in METHODS:
            found = {"ours": [], "gensim": []}
            for seed in seeds:
                for program, source in (("ours", corpus), ("gensim", lines)):
                    name = f"{program}-{method}-{seed}-{corpus.n_words}"
                    train_it = partial(TRAINERS[program], source, method, seed)
                    found[program].append(kept(setting, name, train_it))
            yield from compared(f"IMDb, {corpus.n_words:,} words, {method}", *found.values())
            if method == "skipgram-ns":
                counted = kept(setting, f"ours-svd-{corpus.n_words}", partial(count, corpus))
                case = f"IMDb, {corpus.n_words:,} words, svd (window 10, harmonic) and skip-gram"
                yield from compared(case, [counted], found["gensim"])


def kept(setting: Setting, name: str, train_it: Callable[[], Embedding]) -> Items:
    """What a model says, from the folder of `--keep` if it was trained before."""
    file = setting.keep and setting.keep / f"{name}.npz"
    if file and file.exists():
        return Items.read(file)
    found = items(setting, train_it())
    if file:
        found.write(file)
    return found


def own_vectors(corpus: Corpus, method: str, seed: int) -> Embedding:
    """A model of ours."""
    setup = EngineConfig(device="cpu", threads=THREADS, seed=seed)
    return train(corpus, MODEL.replace(method=method), setup).embedding


def count(corpus: Corpus) -> Embedding:
    """Counting and SVD, at the settings recommended for much text."""
    return train(corpus, COUNTED, EngineConfig(device="cpu")).embedding


def gensim_vectors(lines: Path, method: str, seed: int) -> Embedding:
    """A model of gensim's, at its own learning rate."""
    from gensim.models import Word2Vec

    model = Word2Vec(
        corpus_file=str(lines),
        sg=int(method.startswith("skipgram")),
        vector_size=MODEL.dim,
        window=MODEL.window,
        negative=MODEL.negatives,
        epochs=MODEL.epochs or 5,
        min_count=MODEL.min_count,
        sample=MODEL.sample,
        workers=THREADS,
        seed=seed,
    )
    return Embedding(model.wv.index_to_key, model.wv.vectors)


TRAINERS = {"ours": own_vectors, "gensim": gensim_vectors}


def items(setting: Setting, embedding: Embedding) -> Items:
    """What a model says of all tests, item by item."""
    unit = unit_rows(embedding.W_in)
    cosines, people = {}, {}
    for name, file in (("WS-353", "wordsim353.txt"), ("SimLex", "simlex999.txt")):
        asked = read_similarity(setting.file(file).read_text(), file)
        ids = ids_of(embedding, [pair[:2] for pair in asked.pairs])
        known = (ids >= 0).all(axis=1)
        a, b = ids[known].T
        cosines[name] = np.einsum("nd,nd->n", unit[a], unit[b])
        people[name] = np.array([pair[2] for pair in asked.pairs])[known]
    questions = read_analogies(setting.file("questions-words.txt").read_text(), "Google")
    rows = [question for section in questions.sections for question in section.questions]
    ids = ids_of(embedding, rows, TOP)
    ids = ids[(ids >= 0).all(axis=1)]
    found, _ = answers(unit[:TOP], ids[:, :3], 1, "3cosadd")
    return Items(cosines, people, (found == ids[:, 3:]).any(axis=1))


def compared(case: str, ours: Sequence[Items], theirs: Sequence[Items]) -> Iterator[Figure]:
    """Means over the seeds, and the difference with its interval."""
    mean = {"ours": means(ours), "gensim": means(theirs)}
    rng = np.random.default_rng(0)
    draws = [difference(ours, theirs, rng) for _ in range(DRAWS)]
    for test, value in mean["ours"].items():
        low, high = np.percentile([draw[test] for draw in draws], (2.5, 97.5))
        for program in mean:
            n_seeds = len(ours if program == "ours" else theirs)
            yield Figure(f"{case}, {program}, {test}", mean[program][test], "", n_seeds)
        gap = value - mean["gensim"][test]
        says = f"95 % of draws between {low:+.3f} and {high:+.3f}"
        yield Figure(f"{case}, ours less gensim, {test}", gap, "", len(ours), says)


def means(
    models: Sequence[Items], pick: Callable[[Items], dict[str, float]] = Items.scores
) -> dict[str, float]:
    """Each score's mean over the models."""
    scores = [pick(model) for model in models]
    return {test: float(np.mean([score[test] for score in scores])) for test in scores[0]}


def difference(
    ours: Sequence[Items], theirs: Sequence[Items], rng: np.random.Generator
) -> dict[str, float]:
    """The difference for one draw of seeds and items; items are drawn alike for all models."""
    seed = int(rng.integers(2**31))

    def score(model: Items) -> dict[str, float]:
        return model.scores(np.random.default_rng(seed))

    a = means([ours[n] for n in rng.integers(0, len(ours), len(ours))], score)
    b = means([theirs[n] for n in rng.integers(0, len(theirs), len(theirs))], score)
    return {test: a[test] - b[test] for test in a}
