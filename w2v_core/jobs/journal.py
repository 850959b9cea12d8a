"""What happened, a line of JSON each, without a word of anybody's text.

Lines hold kinds, states, ids, sizes and times; never names, words, messages or paths, for these may
quote a text. An owner is told by the first digits of a hash: enough to see that two lines are of
one visitor.
"""

import hashlib
import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from w2v_core.jobs.task import JobView

LOGGER = "w2v_core.journal"
LARGEST, KEPT = 5_000_000, 3  # bytes of one file, older files kept
Fact = str | int | float | bool | None


def note(event: str, **facts: Fact) -> None:
    """Note an event with plain facts that quote no text."""
    logging.getLogger(LOGGER).info(event, extra={"facts": facts})


def job(view: JobView, owner: str) -> None:
    """Note that a job came into a state."""
    facts: dict[str, Fact] = {
        "job": view.id,
        "kind": view.kind,
        "state": view.state,
        "owner": short(owner),
    }
    if view.started is not None and view.finished is not None:
        facts["seconds"] = round(view.finished - view.started, 3)
    note("job", **facts)


def short(owner: str) -> str:
    """A visitor for the log: the same each time, and no way back to the cookie.

    >>> short("alice-00")
    '0c01116a'
    """
    return hashlib.sha256(owner.encode()).hexdigest()[:8]


class Lines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, event and facts."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = getattr(record, "facts", {})
        return json.dumps({"time": time, "event": record.getMessage(), **facts})


def open_journal(path: Path) -> logging.Handler:
    """Write what is noted from now on to a file, which is cut at 5 MB; three older ones stay."""
    handler = RotatingFileHandler(
        path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(Lines())
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    return handler


def close_journal(handler: logging.Handler) -> None:
    """Write nothing more to that file."""
    logging.getLogger(LOGGER).removeHandler(handler)
    handler.close()
