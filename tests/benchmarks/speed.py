"""How many words a second does negative sampling train, beside gensim?

Both read the same words with the same settings on two threads, turn by turn; vocabularies are made
before the clock runs. Words a second count every word of the text. Ours runs on one thread, too.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting, median
from w2v_core import Corpus, EngineConfig, TrainConfig, train

THREADS = 2
MODEL = TrainConfig(dim=100, window=5, negatives=5, epochs=1, min_count=5, sample=1e-3)
CASES = (MODEL, MODEL.replace(dim=300), MODEL.replace(method="cbow-ns"))
Timed = tuple[float, str]  # words a second, quality


def measure(setting: Setting) -> Iterator[Figure]:
    """Each text by each program, in turns."""
    for name, read in (("Reuters", texts.reuters), ("IMDb", texts.imdb)):
        corpus = texts.corpus(read(setting))
        with tempfile.TemporaryDirectory() as folder:
            lines = Path(folder) / "lines.txt"
            texts.write_lines(corpus, lines)
            for model in CASES if name == "IMDb" else CASES[:1]:
                yield from in_turns(
                    f"{name}, {corpus.n_words:,} words", corpus, lines, model, setting
                )


def in_turns(
    case: str, corpus: Corpus, lines: Path, model: TrainConfig, setting: Setting
) -> Iterator[Figure]:
    """The programs one after another, as often as asked; the median of each."""
    programs: dict[str, Callable[[], Timed]] = {
        "ours": lambda: ours(corpus, model, THREADS, setting),
        "ours, one thread": lambda: ours(corpus, model, 1, setting),
    }
    try:
        import gensim  # noqa: F401
    except ImportError:
        print("gensim: skipped: not installed")
    else:
        programs["gensim"] = lambda: theirs(corpus, lines, model, setting)
    ours(texts.corpus("a b c d\n" * 100), model, THREADS, setting)  # compiles
    found: dict[str, list[Timed]] = {program: [] for program in programs}
    for _ in range(setting.rounds):
        for program, run in programs.items():
            found[program].append(run())
    for program, timed in found.items():
        settings = f"{model.method}, {model.dim} dimensions, {program}"
        speeds = [speed for speed, _ in timed]
        yield Figure(f"{case}, {settings}", median(speeds), "words/s", len(speeds), timed[-1][1])


def ours(corpus: Corpus, model: TrainConfig, threads: int, setting: Setting) -> Timed:
    """One epoch here."""
    trained = train(corpus, model, EngineConfig(device="cpu", threads=threads))
    embedding = trained.embedding
    quality = texts.likeness(setting, dict(embedding.ids), embedding.W_in)
    return trained.words_per_second, quality


def theirs(corpus: Corpus, lines: Path, config: TrainConfig, setting: Setting) -> Timed:
    """One epoch by gensim, reading from a file, its fastest way."""
    from gensim.models import Word2Vec

    model = Word2Vec(
        sg=int(config.method.startswith("skipgram")),
        vector_size=config.dim,
        window=config.window,
        negative=config.negatives,
        min_count=config.min_count,
        sample=config.sample,
        workers=THREADS,
    )
    model.build_vocab(corpus_file=str(lines))
    start = perf_counter()
    model.train(
        corpus_file=str(lines),
        total_examples=model.corpus_count,
        total_words=model.corpus_total_words,
        epochs=1,
    )
    seconds = perf_counter() - start
    return corpus.n_words / seconds, texts.likeness(
        setting, model.wv.key_to_index, model.wv.vectors
    )
