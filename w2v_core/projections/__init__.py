"""Word vectors as points of a map: the table of ways, and `project`, which looks one up."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from w2v_core.config import MapConfig
from w2v_core.embedding import FloatMatrix
from w2v_core.projections.projection import Projection
from w2v_core.projections.svd_map import svd_map
from w2v_core.projections.umap_map import Asked, Progress, umap_map

Way = Callable[[FloatMatrix, MapConfig, Progress | None, Asked | None, int], Projection]


def by_svd(
    vectors: FloatMatrix,
    config: MapConfig,
    progress: Progress | None,
    should_stop: Asked | None,
    dims: int,
) -> Projection:
    """The SVD map, which has no settings and is over before anyone could stop it."""
    return svd_map(vectors, dims)


PROJECTIONS: Mapping[str, Way] = MappingProxyType({"svd": by_svd, "umap": umap_map})


def project(
    vectors: FloatMatrix,
    config: MapConfig,
    progress: Progress | None = None,
    should_stop: Asked | None = None,
    dims: int = 2,
) -> Projection:
    """Lay (V, D) vectors out as (V, dims) points by `config.method`.

    Raises:
        Cancelled: if `should_stop` said so.
    """
    return PROJECTIONS[config.method](vectors, config, progress, should_stop, dims)
