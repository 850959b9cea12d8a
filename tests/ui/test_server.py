import asyncio
import sqlite3
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.shared import owner, server, state


@dataclass
class Client:
    """A browser that keeps one cookie, without a network."""

    app: Starlette
    cookie: str = ""
    body: bytes = field(default=b"", repr=False)

    def get(self, address, host="127.0.0.1:8501"):
        """The headers of the answer to a GET; its body is kept aside."""
        path, _, query = address.partition("?")
        headers = [(b"host", host.encode())]
        if self.cookie:
            headers.append((b"cookie", f"{owner.COOKIE}={self.cookie}".encode()))
        scope = {
            "type": "http",
            "asgi": {"spec_version": "2.4"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": b""}

        async def send(message):
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        assert sent[0]["status"] == 200
        self.body = b"".join(message.get("body", b"") for message in sent[1:])
        answer = Headers(raw=sent[0]["headers"])
        given = SimpleCookie(answer.get("set-cookie", ""))
        if owner.COOKIE in given:
            self.cookie = given[owner.COOKIE].value
        return answer


@pytest.fixture
def client(home):
    async def page(_):
        return PlainTextResponse("page")

    routes = [*server.ROUTES, *(Route(path, page) for path in ("/", "/map", "/static/a.js"))]
    return Client(Starlette(routes=routes, middleware=server.MIDDLEWARE))


@pytest.mark.parametrize("path", ["/", "/map?run=1"])
def test_a_new_browser_gets_a_cookie_that_scripts_cannot_read(client, path):
    header = client.get(path)["set-cookie"].lower()
    assert "httponly" in header
    assert "samesite=lax" in header
    assert owner.verify(client.cookie)


def test_a_known_browser_keeps_its_name(client):
    client.get("/")
    assert "set-cookie" not in client.get("/")


def test_a_forged_cookie_is_replaced(client):
    client.cookie = "a" * 32
    client.get("/")
    assert owner.verify(client.cookie)


def test_files_bring_no_cookie(client):
    assert "set-cookie" not in client.get("/static/a.js")


def test_every_answer_is_protected(client):
    headers = client.get("/")
    assert headers["x-content-type-options"] == "nosniff"
    assert "img-src 'self' data: blob:" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]


def test_a_strange_host_does_not_get_into_the_policy(client):
    policy = client.get("/", host="evil.example; script-src *")["content-security-policy"]
    assert "evil" not in policy


def test_plotly_comes_from_here_and_may_be_kept(client):
    assert "immutable" in client.get("/assets/plotly.min.js?v=1")["cache-control"]
    assert b"plotly.js v" in client.body[:1_000]


def test_the_log_names_a_defect_and_not_the_words_of_a_text(caplog):
    words = " ".join(("somebody’s", "words"))  # the log may quote this line, not its outcome
    try:
        int(words)
    except ValueError as error:
        assert server.report(error)
    assert "ValueError in a page" in caplog.text
    assert "test_server.py" in caplog.text
    assert words not in caplog.text


def test_the_server_closes_its_queue_at_the_end(home):
    queue = state.queue()

    async def serve():
        async with server.lifespan(None):
            assert state.queue() is queue
            queue.views("tester-1")

    asyncio.run(serve())
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        queue.views("tester-1")
