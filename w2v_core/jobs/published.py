"""Which runs everybody may look at: one small file a run, which names its owner.

What is published of a run is what lies in its folder: vectors, words with their counts, settings,
the name of the text, the curve and the maps made so far. Its text is not in there. Does not: open
anything; whoever asks still finds the run through its owner's workspace.
"""

from pathlib import Path

from w2v_core.storage import replace_file


def owner_of(home: Path, run_id: str) -> str | None:
    """Who published a run; None where nobody did. The id must be well formed."""
    try:
        return _mark(home, run_id).read_text(encoding="utf-8")
    except (OSError, ValueError):  # not there, or no text
        return None


def publish(home: Path, run_id: str, owner: str) -> None:
    """Note that a run may be looked at; raises StorageError if that cannot be written."""
    mark = _mark(home, run_id)
    mark.parent.mkdir(exist_ok=True)
    replace_file(mark, owner.encode())


def unpublish(home: Path, run_id: str) -> None:
    """A run belongs to its owner alone again."""
    _mark(home, run_id).unlink(missing_ok=True)


def _mark(home: Path, run_id: str) -> Path:
    return home / "published" / run_id
