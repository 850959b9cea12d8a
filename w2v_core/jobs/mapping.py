"""The job `map`: the vectors of a run become points, made once and kept in its folder."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from w2v_core.config import MapConfig
from w2v_core.embedding import FloatMatrix
from w2v_core.errors import NotFound, TornFile
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.limits import Limits
from w2v_core.jobs.task import Task
from w2v_core.projections import project
from w2v_core.projections.projection import Projection
from w2v_core.runs.folder import MAPS, load_embedding
from w2v_core.storage import read_file, write_set

POINTS, FACTS = "points.safetensors", "facts.json"


def map_key(config: MapConfig) -> str:
    """A name for the map of these settings; settings its method does not use do not count."""
    values: dict[str, Any] = {"method": "svd"} if config.method == "svd" else config.to_dict()
    if config.dims == 2:  # as before there were three
        values.pop("dims", None)
    else:
        values["dims"] = config.dims
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def save_map(folder: Path, config: MapConfig, projection: Projection) -> None:
    """Keep a map in the folder of its run, whole or not at all; NotFound if the run is gone."""
    if not folder.is_dir():
        raise NotFound("The run was deleted while its map was made; choose another.")
    from safetensors.numpy import save

    facts = {
        "config": config.to_dict(),
        "points": len(projection.points),
        "explained": list(projection.explained),
        "note": projection.note,
    }
    files = {POINTS: save({"points": projection.points}), FACTS: json.dumps(facts).encode()}
    write_set(folder / MAPS / map_key(config), files)


def load_map(folder: Path, config: MapConfig) -> tuple[FloatMatrix, dict[str, Any]] | None:
    """Points (V, dims) and facts of a map made before, or None; a torn one counts as not made.

    Args:
        folder: of the run.
        config: the settings of the map.
    """
    from safetensors.numpy import load

    place = folder / MAPS / map_key(config)
    try:
        points, facts = load(read_file(place, POINTS))["points"], read_file(place, FACTS)
    except TornFile:
        return None
    points.flags.writeable = False
    return points, dict(json.loads(facts))


def admit(workspace: Workspace, payload: Mapping[str, Any], limits: Limits) -> None:
    """Refuse at once bad settings and runs that are not there."""
    MapConfig.from_dict(payload["config"])
    workspace.run_folder(payload["run_id"])


def lane(payload: Mapping[str, Any]) -> str:
    """UMAP has one worker, for two of them would end the process; SVD need not wait for it."""
    return "project" if payload["config"].get("method") == "umap" else "project:svd"


def run(task: Task) -> bool:
    """Make the map of payload `config` for run `run_id`, unless it is there.

    A map that is stopped leaves nothing.
    """
    config = MapConfig.from_dict(task.payload["config"])
    folder = task.workspace.run_folder(task.payload["run_id"])
    if load_map(folder, config) is not None:
        return True
    task.publish(0.0, "Reading the vectors")
    vectors = load_embedding(folder).W_in
    task.publish(0.0, f"Laying out {len(vectors):,} words")

    def progress(share: float) -> None:
        task.publish(share, f"Laying out {len(vectors):,} words")

    save_map(folder, config, project(vectors, config, progress, task.should_stop, config.dims))
    return True
