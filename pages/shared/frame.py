"""The frame of every answer: who a browser is, by which names it may ask, what it may load."""

import base64
import hashlib
import ipaddress
import re
import socket
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shared import owner, state
from w2v_core.errors import W2VError
from w2v_core.jobs.home import Workspace, home
from w2v_core.jobs.leaving import days_run, note_visit

STRANGE = (
    "This server does not answer to the name in the address. Whoever runs it can add that name to "
    "hosts in settings.toml, which lies in the folder of its data.\n"
)


class Frame:
    """Middleware: refuses strange names, names a new browser, sends the protective headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add headers to the answer."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                headers.setdefault("Content-Security-Policy", policy(scope))
                name = named(scope) if is_page(scope, message["status"]) else None
                if name is not None:
                    headers.append("Set-Cookie", cookie(scope, name))
            await send(message)

        if answers_to(Headers(scope=scope).get("host", ""), state.settings().hosts):
            await self.app(scope, receive, dressed)
        elif scope["type"] == "http":
            await PlainTextResponse(STRANGE, 400)(scope, receive, dressed)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})


def answers_to(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether a request may name this server so: by an address, a name of its machine, or as set.

    A page of somebody else's can have its own name point here, and would then be taken by browsers
    for a page of this server; no name of that kind is answered.

    Args:
        host: as in the request, port and all.
        hosts: the names that are set; `*.example.org` stands for all below it, `*` for any.

    >>> answers_to("127.0.0.1:8501", ()), answers_to("evil.example", ())
    (True, False)
    """
    name = re.sub(r":\d*$", "", host.strip().lower()).strip("[]").rstrip(".")
    if name in ("", "localhost", *names_here()) or name.endswith(".localhost"):
        return True
    with suppress(ValueError):
        ipaddress.ip_address(name)
        return True
    return any(
        known in ("*", name) or (known.startswith("*.") and name.endswith(known[1:]))
        for known in hosts
    )


def names_here() -> set[str]:
    """What this machine is called: in full, in short, and in its local network."""
    full = socket.gethostname().lower()
    short = full.partition(".")[0]
    return {full, short, f"{short}.local"}


def is_page(scope: Scope, status: int) -> bool:
    """Whether the answer is a page (or "you have it", 304), and not one of its files."""
    path = scope["path"]
    is_file = path.startswith(("/_stcore", "/health")) or "." in path.rpartition("/")[2]
    return scope["method"] == "GET" and status in (200, 304) and not is_file


def visitor(scope: Scope) -> str | None:
    """The owner named by a cookie that was signed here, or None."""
    cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return owner.verify(cookies.get(owner.COOKIE))


def named(scope: Scope) -> str | None:
    """The owner whose cookie is to be set: a new browser's, or one's on its first visit of a day.

    So a cookie outlives its term as long as its owner comes, and it is known who came.
    """
    name = visitor(scope)
    if name is None:
        return owner.new_owner()
    with suppress(W2VError, OSError):  # a full disk must not keep anybody out
        day = days_run(home(), datetime.now(UTC).date().isoformat())
        if note_visit(Workspace(home(), name), day):
            return name
    return None


def cookie(scope: Scope, name: str) -> str:
    """The header that makes a browser an owner; scripts in the page cannot read it."""
    response = Response()
    response.set_cookie(
        owner.COOKIE,
        owner.sign(name),
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
