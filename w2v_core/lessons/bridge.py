"""The bridge from counting to learning: what a model says of each pair, beside what counts demand.

Skip-gram with negative sampling, trained to its optimum at full rank, gives

    u_j . w_i = log( N_ij / (k N_i p_a(j)) )

with N_ij the counts of the run's own window, N_i their row sums, k its noise words and p_a its
noise (Levy & Goldberg 2014, equation 12, there for a = 1, where it is PMI - log k). Where noise
that hits the target is left out, word j comes as noise in only N_i - N_ij of the pairs of word i,
and that takes the place of N_i. Pairs that never met have no optimum: it lies at minus infinity.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2v_core.config import TrainConfig, method_named
from w2v_core.counts.cooccurrence import context_totals, count_matrix
from w2v_core.embedding import Embedding, FloatMatrix
from w2v_core.errors import ConfigError
from w2v_core.linear.nearest import nearest, unit_rows
from w2v_core.linear.svd import truncated_svd
from w2v_core.sampling.noise import noise_distribution
from w2v_core.text.corpus import Corpus

MOST_WORDS = 2_000  # a side, most frequent first
SEEN_ENOUGH = 5.0  # counts below it say little of a pair

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Bridge:
    """All pairs of the most frequent words that met, C of them.

    Attributes:
        words: the words, most frequent first.
        rows: (C,) id of the centre i.
        columns: (C,) id of the context j.
        counts: (C,) N_ij, weighted by distance as the windows are.
        optimum: (C,) what u_j . w_i is at the optimum of the loss.
        products: (C,) what it is in the model.
        dim: dimensions of the model.
    """

    words: tuple[str, ...]
    rows: Ids
    columns: Ids
    counts: Floats
    optimum: Floats
    products: Floats
    dim: int

    @classmethod
    def of(
        cls,
        corpus: Corpus,
        embedding: Embedding,
        model: TrainConfig,
        threads: int = 1,
        most: int = MOST_WORDS,
    ) -> "Bridge":
        """The bridge of a run.

        Args:
            corpus: the text of the run, all its words.
            embedding: its vectors, both tables.
            model: its settings.
            threads: for counting.
            most: words a side that are compared; noise and row sums are of all words.

        Raises:
            ConfigError: if the run is no skip-gram with negative sampling, or of another text.
        """
        method = method_named(model.method)
        if (method.hidden, method.loss) != ("skipgram", "ns") or embedding.W_out is None:
            raise ConfigError(
                f"This run is {method.label}; the bridge is known for skip-gram with negative "
                "sampling alone. Choose or train such a run."
            )
        kept = corpus.keep(model.min_count)
        if kept.vocabulary.words != embedding.words:
            raise ConfigError("The text has other words than the run; train it anew on this text.")
        how = model.window, "linear" if model.shrink_window else "flat"
        table = count_matrix(kept, *how, threads=threads)[:most, :most].tocoo()
        totals = context_totals(kept, *how)
        noise = noise_distribution(kept.vocabulary.counts, model.noise_power)
        rows, columns = (np.asarray(ids, np.int64) for ids in (table.row, table.col))
        optimum = best_scores(
            table.data, totals[rows], noise[columns], model.negatives, model.skip_hits
        )
        finite = np.isfinite(optimum)
        rows, columns = rows[finite], columns[finite]
        square = embedding.W_in[:most] @ embedding.W_out[:most].T
        products = square[rows, columns]
        return cls(
            embedding.words[:most],
            rows,
            columns,
            table.data[finite],
            optimum[finite],
            products.astype(np.float64),
            embedding.shape[1],
        )

    @property
    def difference(self) -> Floats:
        """Model less optimum (C,)."""
        return self.products - self.optimum

    def correlation(self) -> float:
        """Pearson's correlation of model and optimum over all pairs, each as often as it was seen.

        NaN where one of the two does not vary.
        """
        weights = self.counts / (self.counts.sum() or 1.0)
        x, y = (values - weights @ values for values in (self.optimum, self.products))
        spread = np.sqrt((weights @ x**2) * (weights @ y**2))
        return float(weights @ (x * y) / spread) if spread else float("nan")

    def worst(self, n: int = 10) -> Ids:
        """Places of the pairs seen often enough in which model and optimum differ most."""
        enough = np.flatnonzero(self.counts >= SEEN_ENOUGH)
        order = np.argsort(-np.abs(self.difference[enough]), kind="stable")
        return np.asarray(enough[order[:n]])

    def sample(self, n: int, rng: np.random.Generator) -> Ids:
        """Places of up to `n` pairs drawn evenly, in rising order of their counts."""
        chosen = rng.permutation(len(self.counts))[:n]
        return np.asarray(chosen[np.argsort(self.counts[chosen], kind="stable")])

    def decomposed(self, dim: int | None = None) -> FloatMatrix:
        """Word vectors (V, D) by SVD of the optimum where it is above zero: U_k S_k^(1/2).

        Args:
            dim: D; None: as many as the model has, or fewer where there are fewer words.
        """
        table = self.table()
        U, S, _ = truncated_svd(table, min(dim or self.dim, table.shape[0]))
        return np.asarray(U * np.sqrt(S), dtype=np.float32)

    def table(self) -> Floats:
        """The optimum where it is above zero, 0 elsewhere: (V, V)."""
        table = np.zeros((len(self.words), len(self.words)))
        table[self.rows, self.columns] = np.maximum(self.optimum, 0.0)
        return table


def best_scores(
    counts: Floats, totals: Floats, noise: Floats, negatives: int, skip_hits: bool
) -> Floats:
    """The optimum of u_j . w_i for some cells (C,).

    Args:
        counts: N_ij.
        totals: N_i.
        noise: p_a(j).
        negatives: k.
        skip_hits: whether noise equal to the target is left out.

    >>> one = np.ones(1)
    >>> best_scores(4 * one, 16 * one, 0.25 * one, 1, False), np.log(1.0)
    (array([0.]), np.float64(0.0))
    """
    against = totals - counts * skip_hits
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(counts) - np.log(negatives * against * noise))


def nearest_words(
    vectors: FloatMatrix, words: tuple[str, ...], word: str, top: int = 10
) -> list[tuple[str, float]]:
    """The words nearest to one by cosine among the rows (V, D), itself left out."""
    id = words.index(word)
    unit = unit_rows(vectors[: len(words)])
    ids, cosines = nearest(unit[[id]], unit, top, np.array([id]))
    pairs = zip(ids[0].tolist(), cosines[0].clip(-1, 1).tolist(), strict=True)
    return [(words[near], cosine) for near, cosine in pairs]
