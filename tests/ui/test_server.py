import asyncio
import json
import sqlite3
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import BytesIO
from zipfile import ZipFile

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pages.shared import frame, owner, server, state
from tests.ui.toy_home import ToyHome
from w2v_core.jobs.home import Workspace


@dataclass
class Client:
    """A browser that keeps one cookie, without a network."""

    app: Starlette
    cookie: str = ""
    body: bytes = field(default=b"", repr=False)

    def get(self, address, host="127.0.0.1:8501", status=200):
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
        assert sent[0]["status"] == status
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


@pytest.mark.parametrize("host", ["evil.example", "evil.example; script-src *", "localhost.evil"])
def test_a_strange_name_is_not_answered_and_does_not_get_into_the_policy(client, host):
    headers = client.get("/", host=host, status=400)
    assert "evil.example; script" not in headers["content-security-policy"]
    assert "set-cookie" not in headers
    assert b"settings.toml" in client.body and b"evil" not in client.body


@pytest.mark.parametrize(
    ("host", "hosts", "answered"),
    [
        ("localhost", (), True),
        ("app.localhost:8501", (), True),
        ("127.0.0.1:8501", (), True),
        ("192.168.1.7", (), True),
        ("[::1]:8501", (), True),
        ("words.example.org", (), False),
        ("WORDS.example.org:443", ("words.example.org",), True),
        ("a.example.org", ("*.example.org",), True),
        ("example.org.evil", ("*.example.org", "example.org"), False),
        ("127.0.0.1.evil", (), False),
        ("anything", ("*",), True),
    ],
)
def test_a_server_answers_to_its_addresses_and_to_the_names_it_was_given(host, hosts, answered):
    assert frame.answers_to(host, hosts) == answered


def test_names_from_the_settings_are_answered(home, client):
    (home / "settings.toml").write_text('hosts = ["words.example.org"]')
    client.get("/", host="words.example.org")


def test_a_socket_under_a_strange_name_is_closed(home):
    told = []

    async def app(*_):
        raise AssertionError("it was let in")

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        told.append(message["type"])

    scope = {
        "type": "websocket",
        "path": "/_stcore/stream",
        "headers": [(b"host", b"evil.example")],
    }
    asyncio.run(frame.Frame(app)(scope, receive, send))
    assert told == ["websocket.close"]


def test_a_visitor_who_comes_back_another_day_keeps_the_cookie(home, client, monkeypatch):
    client.get("/")
    name = owner.verify(client.cookie)
    ToyHome(Workspace(home, name)).unread("some text")
    assert "set-cookie" in client.get("/")  # the first visit of the day that can be noted
    assert "set-cookie" not in client.get("/")
    monkeypatch.setattr(frame, "days_run", lambda *_: 2)
    assert "set-cookie" in client.get("/")
    assert owner.verify(client.cookie) == name


def test_the_health_is_told_in_numbers(home, client):
    client.get("/health")
    facts = json.loads(client.body)
    assert not client.cookie
    assert facts["status"] == "ok" and facts["problems"] == []
    assert (facts["running"], facts["waiting"]) == (0, 0)
    assert facts["disk_free_mb"] > 0


def test_a_registry_that_fails_is_told(home, client):
    state.queue().shutdown(1.0)
    client.get("/health", status=503)
    assert "registry" in json.loads(client.body)["problems"][0]


def test_a_visitor_takes_all_along_and_nobody_elses(home, client):
    client.get("/export.zip", status=404)
    client.get("/")
    mine = ToyHome(Workspace(home, owner.verify(client.cookie)))
    corpus_id = mine.corpus("the king rules the land\n" * 9, "Mine")
    theirs = ToyHome(Workspace(home, "b" * 32)).corpus("the secret king\n" * 9, "Theirs")
    assert "attachment" in client.get("/export.zip")["content-disposition"]
    with ZipFile(BytesIO(client.body)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        text = archive.read(f"corpora/{corpus_id}/text.txt")
    assert text == b"the king rules the land\n" * 9
    assert "jobs.json" in names and not any(theirs in name or "built" in name for name in names)


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
