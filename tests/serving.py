"""The app as a person starts it: a real server on a free port, with a home of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0  # seconds before a server counts as hung; not a measure


@dataclass(frozen=True, slots=True)
class Served:
    """A running app.

    Attributes:
        url: of its front page, without a slash at the end.
        home: the folder of its state.
        log: what it wrote so far.
        process: the server.
    """

    url: str
    home: Path
    log: Path
    process: "subprocess.Popen[bytes]"


@contextmanager
def serving(folder: Path, *flags: str) -> Iterator[Served]:
    """The app over an empty home beneath `folder`, until the block ends.

    Args:
        folder: where its state and its log go.
        flags: more flags of `streamlit run`.
    """
    home, log = folder / "home", folder / "server.log"
    home.mkdir(parents=True)
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.headless", "true", *flags]
    places = {"W2V_HOME": str(home / "state"), "HOME": str(home)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | places,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    served = Served(f"http://127.0.0.1:{port}", home / "state", log, process)
    try:
        wait_for(served)
        yield served
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(served: Served) -> None:
    """Return once the server says that it is well."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if served.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{served.url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"The app did not start:\n{served.log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
