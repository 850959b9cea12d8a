"""The server round the pages: start and stop, what is noted, what is aged out, what is answered."""

import logging
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import anyio
import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from pages.shared import state
from pages.shared.frame import Frame
from pages.shared.routes import ROUTES
from w2v_core.errors import W2VError
from w2v_core.jobs import journal
from w2v_core.jobs.home import home
from w2v_core.jobs.leaving import age_out, days_run
from w2v_core.jobs.queue import JobQueue

__all__ = ["MIDDLEWARE", "ROUTES", "dress_page", "lifespan", "report"]

ICON = Path(__file__).parent / "assets" / "icon.png"
STOP_SECONDS = 5.0
AN_HOUR = 3600.0
JOURNAL = "journal.jsonl"
log = logging.getLogger(__name__)


def dress_page() -> None:
    """Title, icon and width of every page; the icon is a file, so that no host is asked for it."""
    about = "Word vectors from your own text, step by step. Everything stays on this machine."
    st.set_page_config(
        page_title="word2vec explorer",
        page_icon=str(ICON),
        layout="wide",
        menu_items={"About": about},
    )


def report(error: Exception) -> bool:
    """Note a defect in the log and show one sentence, without its inside.

    The log gets places in the program, not the message, for that may quote somebody's text.
    """
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s in a page:\n%s", type(error).__name__, places)
    journal.note("defect", error=type(error).__name__)
    st.error(
        "Nothing of yours is lost. Reload the page; if it happens again, the log of the server "
        "says why.",
        title="This page met a defect of the program",
        icon=":material/report:",
    )
    return True


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Open the queue with the server; at its end give running jobs five seconds to keep things."""
    # Streamlit takes a folder named pages for its older kind of navigation until the first script
    # has run, and would show the page of a first deep link without its frame.
    PagesManager.uses_pages_directory = False
    # While a job compiles or trains, a page's thread gets its turn after 1 ms instead of 5.
    sys.setswitchinterval(0.001)
    try:
        queue = await anyio.to_thread.run_sync(state.queue, True)
    except W2VError as error:
        log.critical("The server cannot start. %s", error)
        raise
    handler = journal.open_journal(home() / JOURNAL)
    journal.note("start")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(sweep, queue)
        yield
        tasks.cancel_scope.cancel()
    await anyio.to_thread.run_sync(queue.shutdown, STOP_SECONDS)
    journal.note("stop")
    journal.close_journal(handler)


async def sweep(queue: JobQueue) -> None:
    """Once an hour: count the day, and delete what nobody has visited for too long."""
    while True:
        await anyio.to_thread.run_sync(swept, queue)
        await anyio.sleep(AN_HOUR)


def swept(queue: JobQueue) -> None:
    """Age out now; what cannot be done now is done an hour later."""
    try:
        day = days_run(queue.home, datetime.now(UTC).date().isoformat())
        age_out(queue, state.settings().kept_days, day)
    except Exception:  # whatever it is, the server must live on
        log.exception("Old data could not be looked through.")


MIDDLEWARE: list[Middleware] = [Middleware(Frame)]
