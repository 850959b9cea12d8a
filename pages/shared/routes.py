"""What the server answers beside the pages: plotly.js, how it is, and all that a visitor keeps."""

import importlib.util
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from pages.shared import state
from pages.shared.frame import visitor
from w2v_core.errors import W2VError
from w2v_core.jobs.home import Workspace, home
from w2v_core.jobs.leaving import archive
from w2v_core.jobs.task import JobView

A_YEAR = "public, max-age=31536000, immutable"
LEAST_FREE = 200_000_000  # bytes of disk below which the server is ailing
STARTED = time.monotonic()
NOBODY = "There is nothing to take along: this browser is not known here. Open a page first.\n"


async def plotly_js(_: Request) -> Response:
    """plotly.js as the installed package brings it; its address carries the version."""
    found = importlib.util.find_spec("plotly")
    file = Path(str(found and found.origin)).parent / "package_data" / "plotly.min.js"
    return FileResponse(file, media_type="text/javascript", headers={"Cache-Control": A_YEAR})


async def health(_: Request) -> Response:
    """How the server is, in numbers of all visitors together: 200 if well, else 503."""
    facts = await run_in_threadpool(checked)
    well = not facts["problems"]
    return JSONResponse(
        {"status": "ok" if well else "ailing", **facts},
        200 if well else 503,
        headers={"Cache-Control": "no-store"},
    )


def checked() -> dict[str, Any]:
    """What `health` tells."""
    problems = []
    free = shutil.disk_usage(home()).free
    if free < LEAST_FREE:
        problems.append("the disk is nearly full")
    jobs: dict[str, int | bool] = {}
    try:
        jobs = state.queue().health()
        if not jobs.pop("lanes_alive"):
            problems.append("a worker has died")
    except (sqlite3.Error, W2VError):
        problems.append("the registry of jobs cannot be read or written")
    up = round(time.monotonic() - STARTED)
    return {**jobs, "disk_free_mb": free // 10**6, "seconds_up": up, "problems": problems}


async def export(request: Request) -> Response:
    """All that the visitor keeps, as one archive; who has no cookie of ours keeps nothing."""
    owner = visitor(request.scope)
    if owner is None:
        return PlainTextResponse(NOBODY, 404)
    views = await run_in_threadpool(state.queue().views, owner)
    pieces = archive(Workspace(home(), owner), [plain(view) for view in views])
    name = f"word2vec-explorer-{time.strftime('%Y-%m-%d')}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


def plain(view: JobView) -> dict[str, Any]:
    """What is noted of a job, as plain values."""
    names = ("id", "kind", "state", "created", "started", "finished", "error")
    return {name: getattr(view, name) for name in names} | {"payload": dict(view.payload)}


ROUTES: list[Any] = [
    Route("/assets/plotly.min.js", plotly_js),
    Route("/health", health),
    Route("/export.zip", export),
]
