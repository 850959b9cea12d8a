"""Lists of words that a person named, kept for every page and every run of theirs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from w2v_core.errors import ConfigError, LimitReached
from w2v_core.jobs.home import Workspace
from w2v_core.runs.folder import clean_name
from w2v_core.storage import replace_file

FILE = "lists.json"
MOST_LISTS, MOST_WORDS = 100, 10_000

Lists = Mapping[str, tuple[str, ...]]


def word_lists(own: Workspace) -> Lists:
    """The lists of an owner by name, oldest first; none where the file is damaged."""
    try:
        stored = json.loads(_file(own).read_bytes())
        return {str(name): tuple(map(str, words)) for name, words in stored.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def keep_list(own: Workspace, name: str, words: Sequence[str]) -> str:
    """Keep words under a name, in place of those it had; returns the name as it is kept.

    Raises:
        ConfigError: for a name or a list without anything in it.
        LimitReached: for too many words, or one list too many.
    """
    name, lists = clean_name(name), dict(word_lists(own))
    distinct = list(dict.fromkeys(word for word in words if word.strip()))
    if not distinct:
        raise ConfigError("The list holds no word; choose at least one.")
    if len(distinct) > MOST_WORDS:
        raise LimitReached(
            f"The list has {len(distinct):,} words, and {MOST_WORDS:,} is the limit; choose fewer."
        )
    if name not in lists and len(lists) >= MOST_LISTS:
        raise LimitReached(f"You keep {len(lists)} lists, and that is the limit; delete one.")
    _write(own, lists | {name: tuple(distinct)})
    return name


def drop_list(own: Workspace, name: str) -> None:
    """Let go of a list; one that is not there does no harm."""
    _write(own, {key: words for key, words in word_lists(own).items() if key != name})


def _write(own: Workspace, lists: Lists) -> None:
    own.folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(lists, ensure_ascii=False)
    replace_file(_file(own), text.encode("utf-8", "surrogatepass"))


def _file(own: Workspace) -> Path:
    return own.folder / FILE
