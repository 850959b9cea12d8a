"""A map by UMAP: neighbours stay neighbours, distances between clusters mean little.

The steps are umap-learn's own, called one by one: exact neighbours by cosine instead of its
approximate search (whose compilation takes longer than the search itself), the graph of their
memberships, and its layout, which starts from the SVD map so that maps of one run resemble each
other. The same seed gives the same map.

Does not: run twice at the same time. numba's workqueue ends the whole process if two threads are
in it, so every call, `warm_umap` too, belongs into the one projection worker.

Source: McInnes, Healy & Melville 2018, arXiv 1802.03426.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from w2v_core.config import MapConfig
from w2v_core.embedding import FloatMatrix
from w2v_core.errors import Cancelled
from w2v_core.linear.nearest import all_nearest, unit_rows
from w2v_core.projections.projection import Projection
from w2v_core.projections.svd_map import svd_map

Progress = Callable[[float], None]
Asked = Callable[[], bool]

MANY_WORDS = 10_000  # umap-learn's own rule: beyond it 200 epochs do
NOTE = "UMAP: near words are alike; the distances between groups and their sizes mean little."


def umap_map(
    vectors: ArrayLike,
    config: MapConfig,
    progress: Progress | None = None,
    should_stop: Asked | None = None,
    dims: int = 2,
) -> Projection:
    """Lay the words of (V, D) vectors out by UMAP on cosine distance.

    Args:
        vectors: (V, D), a row a word.
        config: neighbours, min_dist and seed. Fewer words than neighbours: all of them.
        progress: told the share of the layout that is done, 0..1.
        should_stop: asked during the search and after every epoch of the layout.
        dims: axes of the map.

    Returns:
        The map; where there are too few words for UMAP, the SVD map with a note that says so.

    Raises:
        Cancelled: if `should_stop` said so.
    """
    start = svd_map(vectors, dims)
    if len(start.points) < dims + 3 or not np.ptp(start.points, axis=0).all():
        note = "Too few different words for UMAP; this is the SVD map."
        return Projection(start.points, start.explained, note)
    rows = unit_rows(vectors)
    ids, distances = neighbour_table(rows, config.neighbours, should_stop)
    return Projection(
        layout(rows, ids, distances, start.points, config, progress, should_stop), (), NOTE
    )


def neighbour_table(
    rows: FloatMatrix, neighbours: int, should_stop: Asked | None
) -> tuple[NDArray[np.int32], FloatMatrix]:
    """Ids (V, n) and cosine distances (V, n) as UMAP wants them: each word its own first one."""
    asked = should_stop or (lambda: False)
    ids, cosines = all_nearest(rows, min(neighbours, len(rows)) - 1, asked)
    own = np.arange(len(rows))[:, None]
    distances = np.hstack([np.zeros((len(rows), 1)), np.maximum(1.0 - cosines, 0.0)])
    return np.hstack([own, ids]).astype(np.int32), distances.astype(np.float32)


def layout(
    rows: FloatMatrix,
    ids: NDArray[np.int32],
    distances: FloatMatrix,
    start: FloatMatrix,
    config: MapConfig,
    progress: Progress | None,
    should_stop: Asked | None,
) -> FloatMatrix:
    """The graph of the neighbour table, laid out from `start` (V, dims)."""
    from sklearn.utils import check_random_state

    umap = load_umap()
    random_state = check_random_state(config.seed)
    graph, _, _ = umap.fuzzy_simplicial_set(
        rows, ids.shape[1], random_state, "cosine", knn_indices=ids, knn_dists=distances
    )
    a, b = umap.find_ab_params(1.0, config.min_dist)
    with watched_epochs(progress, should_stop):
        points, _ = umap.simplicial_set_embedding(
            data=rows,
            graph=graph,
            n_components=start.shape[1],
            initial_alpha=1.0,
            a=a,
            b=b,
            gamma=1.0,
            negative_sample_rate=5,
            n_epochs=500 if len(rows) <= MANY_WORDS else 200,
            init=start,
            random_state=random_state,
            metric="cosine",
            metric_kwds={},
            densmap=False,
            densmap_kwds={},
            output_dens=False,
        )
    return np.asarray(points - points.mean(axis=0), dtype=np.float32)


@contextmanager
def watched_epochs(progress: Progress | None, should_stop: Asked | None) -> Iterator[None]:
    """Count the epochs of a layout, and end it when asked.

    umap-learn offers no callback, only a progress bar round its epochs; for the time of one
    layout this stands in the bar's place.
    """
    from umap import layouts

    def watched(epochs: Iterable[int], **_: Any) -> Iterator[int]:
        n_epochs = len(list(epochs))
        for epoch in range(n_epochs):
            if should_stop is not None and should_stop():
                raise Cancelled("The map was stopped; nothing was kept.")
            if progress is not None:
                progress(epoch / n_epochs)
            yield epoch

    bar, layouts.tqdm = layouts.tqdm, watched
    try:
        yield
    finally:
        layouts.tqdm = bar


def load_umap() -> Any:
    """umap-learn's module of functions; its import takes seconds the first time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # it misses TensorFlow, which is not needed
        from umap import layouts, umap_
    epoch = getattr(layouts, "_nb_optimize_layout_euclidean_single_epoch", None)
    if epoch is not None and not epoch.signatures:
        # As shipped, an epoch holds Python's lock, and every other thread waits for its end.
        epoch.targetoptions["nogil"] = True
    return umap_


def warm_umap() -> None:
    """Import and compile what `umap_map` needs, so that the first map does not wait for it."""
    umap_map(np.random.default_rng(1).standard_normal((64, 8)), MapConfig(method="umap"))
