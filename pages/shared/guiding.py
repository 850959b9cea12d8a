"""The guided paths that lie beside the pages, and how their answers are shown."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pages.shared.text import plain
from w2v_core.config import method_named
from w2v_core.lessons.guide import Lesson, read_lessons

LOCKED = {  # settings that a reader knows, and what they are called
    "window": "window",
    "rank": "rank",
    "power": "power of the noise",
    "negatives": "noise words",
    "step": "step",
    "steps": "steps",
}
FOLDER = Path(__file__).parents[1] / "lessons"


@lru_cache(maxsize=1)
def lessons() -> dict[str, Lesson]:
    """All of them by name, in order."""
    return read_lessons(FOLDER)


def shown(answer: str | float) -> str:
    """An answer in few characters.

    >>> shown(28), shown(1666.666), shown(3.4)
    ('28', '1,667', '3.4')
    """
    if isinstance(answer, str):
        return plain(answer)
    return f"{answer:,.0f}" if answer >= 100 or answer == int(answer) else f"{answer:.1f}"


def locked(settings: Mapping[str, Any]) -> str:
    """The settings of a step that stay as they are while it runs, in words.

    >>> locked({"method": "cbow-ns", "window": 2, "table": "in"})
    'CBOW, negative sampling; window 2'
    """
    told = [f"{LOCKED[name]} {value:g}" for name, value in settings.items() if name in LOCKED]
    method = [method_named(settings["method"]).label] if "method" in settings else []
    return "; ".join([*method, *told])
