"""How long does a page take to run anew while a training goes on?

A client without a browser speaks to the server as the browser does, and waits until the page's
script has finished. The browser that began the training is gone by then.
"""

from collections.abc import Iterator
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.benchmarks import texts
from tests.benchmarks.bench import Figure, Setting, Skipped, percentile
from tests.benchmarks.in_browser import at_a_browser
from tests.browser.small_world import FILE, TEXT
from tests.browser.visitor import CURVE, Visitor, visiting
from tests.serving import Served

PAGES = (
    *("", "corpus", "train", "map", "neighbours", "analogies", "predict"),
    *("cooccurrence", "runs", "about"),
)
RUNS_A_ROUND = 20
PATIENCE = 60.0  # seconds before the server counts as hung


def measure(setting: Setting) -> Iterator[Figure]:
    """Every page, first at rest, then while a training goes on."""
    text = text_of(setting)
    with at_a_browser() as (browser, served), visiting(browser, served.url) as visitor:
        visitor.open()
        visitor.upload(FILE, text)
        visitor.click("Train on this text")
        finished = visitor.start_training(epochs=1)
        visitor.badge("Done").wait_for()
        warm(visitor)
        cookies = {cookie["name"]: cookie["value"] for cookie in visitor.page.context.cookies()}
        query = f"run={finished}"
        yield from all_pages("idle", served, cookies, query, setting)
        visitor.go("Train")
        visitor.start_training()
        visitor.wait_for_points(CURVE, 2)
        here = visitor.page.url
        visitor.page.goto("about:blank")
        yield from all_pages("training", served, cookies, query, setting)
        back_to_stop(visitor, here)


def warm(visitor: Visitor) -> None:
    """Wait until the server has compiled what it compiles after its start: a UMAP map stands."""
    visitor.go("Map")
    visitor.choose("UMAP")
    visitor.page.get_by_text("UMAP 1").first.wait_for()


def text_of(setting: Setting) -> bytes:
    """Reuters where it is there, else the small text of the tests."""
    try:
        return texts.reuters(setting).encode()
    except Skipped:
        return TEXT


def back_to_stop(visitor: Visitor, address: str) -> None:
    """End what was left training."""
    visitor.page.goto(address)
    visitor.stop_training()


def all_pages(
    when: str, served: Served, cookies: dict[str, str], query: str, setting: Setting
) -> Iterator[Figure]:
    """The 95th percentile of each page, and of all."""
    n = 3 if setting.brief else RUNS_A_ROUND * setting.rounds
    everything: list[float] = []
    for page in PAGES:
        times = [1000 * seconds for seconds in reruns(served, cookies, page, query, n)]
        everything += times
        yield figure(f"{when}: {page or 'start'}", times)
    yield figure(f"{when}: all pages", everything)


def figure(case: str, times: list[float]) -> Figure:
    """95 of 100 runs took no longer."""
    middle = f"p50 {percentile(times, 0.5):.0f} ms"
    return Figure(f"{case}, p95", percentile(times, 0.95), "ms", len(times), middle)


def reruns(
    served: Served, cookies: dict[str, str], page: str, query: str, n: int
) -> Iterator[float]:
    """Seconds of n runs of a page in one session, after two that fill its caches."""
    address = served.url.replace("http", "ws", 1) + "/_stcore/stream"
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with connect(
        address,
        origin=served.url,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
    ) as socket:
        run(socket, page, query)
        run(socket, page, query)
        for _ in range(n):
            start = perf_counter()
            run(socket, page, query)
            yield perf_counter() - start


def run(socket: ClientConnection, page: str, query: str) -> None:
    """Have a page run, and wait until it has finished."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = query
    socket.send(asked.SerializeToString())
    while True:
        said = ForwardMsg.FromString(bytes(socket.recv(PATIENCE)))  # type: ignore[arg-type]
        if said.WhichOneof("type") == "script_finished":
            return
