"""Every method and every option of the program: name, default, range and help, stated once.

Widgets and command-line flags are made from these dataclasses, and the run folder stores them.
Does not: know which engine can run here (see `engines`), or hold limits of the server's disk.
"""

from dataclasses import dataclass

from w2v_core.errors import ConfigError
from w2v_core.options import Options, option


@dataclass(frozen=True, slots=True)
class Method:
    """A way to make word vectors, with the defaults that were chosen for it.

    Attributes:
        hidden: what makes the hidden layer, "skipgram" or "cbow"; "counts" where nothing is
            trained.
        loss: "softmax", "ns" (negative sampling), "hs" (hierarchical softmax), or "" without one.
        lr: learning rate at the start, for plain gradient descent.
    """

    name: str
    label: str
    summary: str
    hidden: str
    loss: str
    lr: float


METHODS: tuple[Method, ...] = (
    Method(
        "skipgram-ns",
        "Skip-gram, negative sampling",
        "Each word predicts its neighbours; a few noise words stand in for all others.",
        "skipgram",
        "ns",
        lr=0.025,
    ),
    Method(
        "cbow-ns",
        "CBOW, negative sampling",
        "The neighbours together predict the word between them, told from a few noise words.",
        "cbow",
        "ns",
        lr=0.15,
    ),
    Method(
        "skipgram-softmax",
        "Skip-gram, full softmax",
        "Each word predicts its neighbours, weighed against the whole vocabulary.",
        "skipgram",
        "softmax",
        lr=0.025,
    ),
    Method(
        "cbow-softmax",
        "CBOW, full softmax",
        "The neighbours together predict the word between them, weighed against all words.",
        "cbow",
        "softmax",
        lr=0.1,
    ),
    Method(
        "skipgram-hs",
        "Skip-gram, hierarchical softmax",
        "Each word predicts the turns of its neighbours' paths through a tree of all words.",
        "skipgram",
        "hs",
        lr=0.025,
    ),
    Method(
        "cbow-hs",
        "CBOW, hierarchical softmax",
        "The neighbours together predict the turns of the word's path through a tree of all words.",
        "cbow",
        "hs",
        lr=0.1,
    ),
    Method(
        "svd",
        "Counts and SVD",
        "Words are counted in each other's company; the largest singular vectors are kept.",
        "counts",
        "",
        lr=0.0,
    ),
)


def method_named(name: str) -> Method:
    """The method called `name`; raises ConfigError for an unknown one."""
    for method in METHODS:
        if method.name == name:
            return method
    raise ConfigError(f"method is {name!r}; choose one of {', '.join(m.name for m in METHODS)}.")


def methods_with(hidden: str = "", loss: str = "") -> tuple[str, ...]:
    """Names of the trained methods of a hidden layer, of a loss, or of both.

    >>> methods_with(hidden="cbow", loss="ns")
    ('cbow-ns',)
    """
    fits = (m for m in METHODS if m.loss and hidden in ("", m.hidden) and loss in ("", m.loss))
    return tuple(method.name for method in fits)


TRAINED = methods_with()
SAMPLED = methods_with(loss="ns")
CBOW = methods_with(hidden="cbow")
COUNTED = "svd"
EPOCHS = 5  # over a text of some million words
SMALL_TEXT_WORDS = 2_000_000  # below this, the default is to read the text more often
EXACT_EPOCHS = 50  # a pass of exact losses costs the same however short the text is


def default_epochs(n_words: int) -> int:
    """Epochs for a text of `n_words`: more where the text is small.

    >>> default_epochs(20_000_000), default_epochs(200_000)
    (5, 10)
    """
    passes = -(-SMALL_TEXT_WORDS // max(n_words, 1))
    return max(EPOCHS, min(passes, 100))


TOKENIZERS = ("words", "words-and-numbers", "words-and-punctuation", "whitespace")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextConfig(Options):
    """How a text becomes words."""

    tokenizer: str = option(
        "words",
        "What counts as a word: runs of letters, letters and digits, punctuation marks too, "
        "or whatever stands between spaces.",
        choices=TOKENIZERS,
    )
    lowercase: bool = option(True, "Treat Oil, OIL and oil as one word.")
    split_sentences: bool = option(
        False, "End a sentence at . ! and ? as well as at the end of a line.", expert=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig(Options):
    """How words become vectors: the model."""

    method: str = option(
        "skipgram-ns",
        "How the vectors are made.",
        choices=tuple(method.name for method in METHODS),
    )
    dim: int = option(100, "Numbers per word vector.", low=1, high=1000)
    window: int = option(5, "Words to each side that count as context.", low=1, high=50)
    negatives: int = option(5, "Noise words per real neighbour.", low=1, high=100, methods=SAMPLED)
    epochs: int | None = option(
        None,
        "Passes over the text; empty: chosen by method and size of the text.",
        low=1,
        high=10_000,
        methods=TRAINED,
    )
    min_count: int = option(5, "Words that occur less often are left out.", low=1, high=1_000_000)
    cbow_mean: bool = option(
        True,
        "Average the vectors of the context words; otherwise add them up.",
        expert=True,
        methods=CBOW,
    )
    sample: float = option(
        1e-3,
        "Threshold above which frequent words are thinned out; 0 keeps all.",
        low=0.0,
        high=1.0,
        expert=True,
        methods=TRAINED,
    )
    sample_formula: str = option(
        "code",
        "How much is thinned out: as word2vec's code does, or as its paper prints.",
        choices=("code", "paper"),
        expert=True,
        methods=TRAINED,
    )
    lr: float | None = option(
        None,
        "Learning rate at the start; falls linearly, and exact losses find their own steps from "
        "there. Empty: the method's own.",
        low=1e-6,
        high=10.0,
        expert=True,
        methods=TRAINED,
    )
    optimizer: str = option(
        "sgd",
        "Plain gradient descent, or Adagrad, which slows down each number by its past gradients.",
        choices=("sgd", "adagrad"),
        expert=True,
        methods=TRAINED,
    )
    start: str = option(
        "word2vec",
        "First vectors: small ones and zeros as in word2vec, or Xavier uniform for both tables.",
        choices=("word2vec", "xavier"),
        expert=True,
        methods=TRAINED,
    )
    noise_power: float = option(
        0.75,
        "Noise words are drawn by count to this power.",
        low=0.0,
        high=1.0,
        expert=True,
        methods=SAMPLED,
    )
    skip_hits: bool = option(
        True,
        "Leave out a noise word that is the real neighbour itself.",
        expert=True,
        methods=SAMPLED,
    )
    shrink_window: bool = option(
        True,
        "Draw each window's size from 1 to the window, so that near words count more.",
        expert=True,
        methods=TRAINED,
    )
    weighting: str = option(
        "ppmi",
        "What the counts become: raw counts, their logarithm, or positive mutual information.",
        choices=("ppmi", "log", "counts"),
        methods=(COUNTED,),
    )
    svd_power: float = option(
        0.0,
        "Power of the singular values in the vectors: 0 weighs all directions alike, which suits "
        "PPMI best (on film reviews WS-353 .48, against .44 with 0.5); 1 for the textbook.",
        low=0.0,
        high=1.0,
        methods=(COUNTED,),
    )
    smoothing: float = option(
        0.75,
        "PPMI: contexts are taken by their total to this power.",
        low=0.0,
        high=1.0,
        expert=True,
        methods=(COUNTED,),
    )
    shift: float = option(
        1.0,
        "PPMI: takes off the logarithm of this, as so many noise words would.",
        low=1.0,
        high=100.0,
        expert=True,
        methods=(COUNTED,),
    )
    distance: str = option(
        "flat",
        "What a neighbour counts by its distance: 1, evenly less, or 1 / distance, which suits "
        "large texts (on film reviews, with a window of 10, WS-353 .58 against .48).",
        choices=("flat", "linear", "harmonic"),
        expert=True,
        methods=(COUNTED,),
    )
    side: str = option(
        "both",
        "Which neighbours count: those on both sides, before the word, or after it.",
        choices=("both", "left", "right"),
        expert=True,
        methods=(COUNTED,),
    )
    boundaries: bool = option(
        False,
        "Count <START> and <END> of each sentence as words.",
        expert=True,
        methods=(COUNTED,),
    )

    def resolved(self, n_words: int, exact: bool = False) -> "TrainConfig":
        """The same with epochs and learning rate filled in for a text of `n_words`.

        Args:
            n_words: of the text.
            exact: whether an epoch is one step on the whole text's loss.
        """
        if self.method == COUNTED:
            return self
        epochs = self.epochs or (EXACT_EPOCHS if exact else default_epochs(n_words))
        return self.replace(epochs=epochs, lr=self.lr or self.default_lr())

    def default_lr(self) -> float:
        """The method's learning rate; a sum of C contexts takes 1 / C of what a mean takes."""
        lr = method_named(self.method).lr
        if self.method in CBOW and not self.cbow_mean:
            lr /= self.window + 1 if self.shrink_window else 2 * self.window
        return lr

    def unused(self) -> tuple[str, ...]:
        """Names of the options that were set, but mean nothing to the method."""
        return tuple(
            spec.name
            for spec in self.options()
            if getattr(self, spec.name) != spec.default and not spec.serves(self.method)
        )


ENGINE_NAMES = (
    *("auto", "numpy_reference", "numba_cpu", "triton_cuda", "torch", "exact", "count_svd"),
)
DEVICES = ("auto", "cpu", "cuda")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineConfig(Options):
    """On what and how the model is computed."""

    engine: str = option("auto", "Program part that computes.", choices=ENGINE_NAMES, expert=True)
    device: str = option("auto", "Processor (cpu) or NVIDIA GPU (cuda).", choices=DEVICES)
    threads: int = option(
        0,
        "Processor threads of compiled loops and of counting; 0: all cores. One thread gives "
        "bit-equal reruns. torch keeps its own number.",
        low=0,
        high=256,
        expert=True,
    )
    seed: int = option(1, "Start of the random numbers.", low=0, high=2**31 - 1, expert=True)
    checkpoint_every: float = option(
        30.0,
        "Seconds of training after which its place is kept, so that a cut run can go on from "
        "there; more where that would take over 2 % of the time. 0: only when it is paused.",
        low=0.0,
        high=86_400.0,
        expert=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MapConfig(Options):
    """How word vectors become points of a map."""

    method: str = option("svd", "How the map is made.", choices=("svd", "umap"))
    neighbours: int = option(
        15, "UMAP: neighbours each word is held to.", low=2, high=200, expert=True
    )
    min_dist: float = option(0.1, "UMAP: how close points may lie.", low=0.0, high=1.0, expert=True)
    seed: int = option(1, "UMAP: start of the random numbers.", low=0, high=2**31 - 1, expert=True)
    dims: int = option(2, "Axes of the map.", low=2, high=3)
