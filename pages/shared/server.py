"""The server round the pages: start and stop, who a browser is, headers, plotly.js."""

import base64
import hashlib
import importlib.util
import logging
import re
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import anyio
import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request, cookie_parser
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from pages.shared import owner, state

ICON = Path(__file__).parent / "assets" / "icon.png"
STOP_SECONDS = 5.0
A_YEAR = "public, max-age=31536000, immutable"
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
    queue = await anyio.to_thread.run_sync(state.queue, True)
    yield
    await anyio.to_thread.run_sync(queue.shutdown, STOP_SECONDS)


class Frame:
    """Middleware: names a new browser by a signed cookie and sends the protective headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add headers to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                headers.setdefault("Content-Security-Policy", policy(scope))
                if is_page(scope, message["status"]) and not known(scope):
                    headers.append("Set-Cookie", cookie(scope))
            await send(message)

        await self.app(scope, receive, dressed)


def is_page(scope: Scope, status: int) -> bool:
    """Whether the answer is a page (or "you have it", 304), and not one of its files."""
    path = scope["path"]
    is_file = path.startswith("/_stcore") or "." in path.rpartition("/")[2]
    return scope["method"] == "GET" and status in (200, 304) and not is_file


def known(scope: Scope) -> bool:
    """Whether the browser brings a cookie that was signed here."""
    cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return owner.verify(cookies.get(owner.COOKIE)) is not None


def cookie(scope: Scope) -> str:
    """The header that makes a browser an owner; scripts in the page cannot read it."""
    response = Response()
    response.set_cookie(
        owner.COOKIE,
        owner.sign(owner.new_owner()),
        max_age=owner.KEPT_SECONDS,
        httponly=True,
        samesite="lax",
        secure=scope.get("scheme") == "https",
    )
    return response.headers["set-cookie"]


def policy(scope: Scope) -> str:
    """What the browser may load: nothing from any other host.

    Chart libraries compile their drawing code (unsafe-eval) and Streamlit starts components from
    blob addresses; both come from this server.
    """
    host = Headers(scope=scope).get("host", "")
    sockets = f" ws://{host} wss://{host}" if re.fullmatch(r"[\w.\-:\[\]]+", host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'unsafe-eval' blob: {inline_scripts()}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "worker-src 'self' blob:",
            f"connect-src 'self' blob: data:{sockets}",
            "frame-src 'self' blob: data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


@lru_cache(maxsize=1)
def inline_scripts() -> str:
    """Hashes of the few lines of script within Streamlit's own front page."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


async def plotly_js(_: Request) -> Response:
    """plotly.js as the installed package brings it; its address carries the version."""
    found = importlib.util.find_spec("plotly")
    file = Path(str(found and found.origin)).parent / "package_data" / "plotly.min.js"
    return FileResponse(file, media_type="text/javascript", headers={"Cache-Control": A_YEAR})


MIDDLEWARE: list[Middleware] = [Middleware(Frame)]
ROUTES: list[Any] = [Route("/assets/plotly.min.js", plotly_js)]
