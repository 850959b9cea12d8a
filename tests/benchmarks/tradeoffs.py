"""What does each method take, and what does it give, on the same text for the same time?

Every method gets some seconds of training on Reuters and on the beginning of IMDb, 100 dimensions;
the passes that fit are found by a short trial. Counting takes what it takes.
"""

from collections.abc import Iterator

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting, Skipped
from w2v_core import Corpus, EngineConfig, TrainConfig
from w2v_core.query.evaluation import score_analogies
from w2v_core.query.question_files import read_analogies, read_similarity
from w2v_core.query.similarity import score_similarity
from w2v_core.training.tradeoffs import Budget, Outcome, trade_offs

MODEL = TrainConfig(dim=100)
SECONDS = 10.0
MEGABYTES = 8e6  # of IMDb, about as much as Reuters has


def measure(setting: Setting) -> Iterator[Figure]:
    """A row a method and text: held-out rank, with time, speed, memory and scores beside it."""
    sources = {"Reuters": texts.reuters(setting), "IMDb": texts.imdb(setting)[: int(MEGABYTES)]}
    for name, text in sources.items():
        corpus = texts.corpus(text)
        yield from on(setting, f"{name}, {corpus.n_words:,} words", corpus)


def on(setting: Setting, case: str, corpus: Corpus) -> Iterator[Figure]:
    """The rows of one text."""
    budget = Budget(seconds=1.0 if setting.brief else SECONDS)
    for outcome, trained in trade_offs(corpus, MODEL, EngineConfig(device="cpu"), budget):
        if trained is None:
            continue
        says = [facts(outcome), *scores(setting, trained.embedding)]
        rank = outcome.pair_mrr or 0.0
        yield Figure(f"{case}, {outcome.method}", rank, "pair MRR", 1, ", ".join(says))


def facts(outcome: Outcome) -> str:
    """What a method took, in a few words."""
    epochs = f", {outcome.epochs} epochs" if outcome.epochs else ""
    stopped = ", stopped" if outcome.stopped else ""
    memory = "" if outcome.memory is None else f", {outcome.memory / 1e6:,.0f} MB more"
    speed = f"{outcome.words_per_second / 1e3:,.0f} k words/s"
    return f"{outcome.engine}{epochs}{stopped}, {outcome.seconds:.1f} s, {speed}{memory}"


def scores(setting: Setting, embedding) -> Iterator[str]:
    """Likeness to people's judgement and analogies, where these files are."""
    for name, file in (("WS-353", "wordsim353.txt"), ("SimLex", "simlex999.txt")):
        try:
            asked = read_similarity(setting.file(file).read_text(), file)
        except Skipped:
            continue
        yield f"{name} {score_similarity(embedding, asked).spearman or 0:.3f}"
    try:
        questions = read_analogies(setting.file("questions-words.txt").read_text(), "Google")
    except Skipped:
        return
    yield f"analogies {score_analogies(embedding, questions).total.accuracy('3cosadd') or 0:.3f}"
