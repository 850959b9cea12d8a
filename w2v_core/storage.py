"""Files that survive a crash: sets with a manifest, single files, and a log of events.

A *set* is some files in one folder that belong together, like the parts of a run. `write_set`
works as a redo log, so that a crash at any moment leaves the old set or the new one, whole:

1. Each file is written under a hidden name that carries the token of this writing, and flushed
   to disk. The old files still stand; the old manifest still speaks of them.
2. `manifest.json`, with sizes, SHA-256 and the token, replaces the old manifest. From here on
   the new set holds.
3. The hidden names become the plain names. Where a crash cuts this short, the next reader
   finishes it.

A folder has one writer at a time and any number of readers. Does not: know what is in the files.
"""

import hashlib
import json
import os
import secrets
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from w2v_core.errors import StorageError, TornFile

MANIFEST = "manifest.json"
Writer = Callable[[BinaryIO], None]


def write_set(folder: Path, files: Mapping[str, bytes | Writer]) -> None:
    """Write files that belong together: after a crash the old set or the new one is there.

    Args:
        folder: made if missing; other files in it stay as they are.
        files: content by plain file name, as bytes or as a function that writes to a stream.
    """
    for name in files:
        if not name or Path(name).name != name or name.startswith(".") or name == MANIFEST:
            raise ValueError(f"{name!r} is no plain file name for a set.")
    folder.mkdir(parents=True, exist_ok=True)
    old = _old_names(folder)
    _write(folder, files, {})
    _tidy(folder, *(old - set(files)))


def update_set(folder: Path, files: Mapping[str, bytes | Writer]) -> None:
    """Replace some files of a set; the others stay as they are.

    Raises:
        TornFile: if there is no set.
    """
    kept = {name: facts for name, facts in _manifest(folder)["files"].items() if name not in files}
    _write(folder, files, kept)
    _tidy(folder)


def _write(folder: Path, files: Mapping[str, bytes | Writer], kept: Mapping[str, Any]) -> None:
    """Stage the files, then let a manifest of them and of what is kept make them hold."""
    token = secrets.token_hex(8)
    try:
        facts = {name: _stage(_staged(folder, name, token), data) for name, data in files.items()}
    except Exception:  # a full disk must not stay full
        _tidy(folder)
        raise
    sync_folder(folder)
    manifest = {"format": 1, "token": token, "files": {**kept, **facts}}
    replace_file(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
    _settle(folder, manifest)


def check_set(folder: Path) -> None:
    """Verify every file of a set.

    Raises:
        TornFile: naming the first file that is missing, cut short or changed.
    """
    for name in _manifest(folder)["files"]:
        check_file(folder, name)


def check_file(folder: Path, name: str) -> Path:
    """The path of one file of a set, verified by size and SHA-256; raises TornFile."""
    facts = _facts(folder, name)
    path = folder / name
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            _compare(path, facts, size, lambda: hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        raise TornFile(_sentence(path, "is missing or cannot be read")) from error
    return path


def read_file(folder: Path, name: str) -> bytes:
    """The bytes of one file of a set, verified as they were read; raises TornFile."""
    facts = _facts(folder, name)
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TornFile(_sentence(path, "is missing or cannot be read")) from error
    _compare(path, facts, len(data), lambda: hashlib.sha256(data).hexdigest())
    return data


def replace_file(path: Path, data: bytes | Writer) -> None:
    """Write one file whole or not at all, and see it to the disk.

    Raises:
        StorageError: if the disk is full or the folder cannot be written.
    """
    staged = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    try:
        _stage(staged, data)
        os.replace(staged, path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def append_event(path: Path, event: Mapping[str, Any]) -> None:
    """Add one event to a log, as a JSON line with a checksum.

    The line outlives the process, but is not forced to the disk: a power cut may lose the last.

    Args:
        path: the log; made if missing.
        event: plain JSON values, all numbers finite.
    """
    body = json.dumps(event, allow_nan=False, separators=(",", ":")).encode()
    with path.open("ab+") as log:
        if log.tell():  # a torn last line must not swallow this one
            log.seek(-1, os.SEEK_END)
            glue = b"" if log.read(1) == b"\n" else b"\n"
        else:
            glue = b""
        log.write(glue + _HEAD % zlib.crc32(body) + body + b"}\n")


def read_events(path: Path) -> list[dict[str, Any]]:
    """The events of a log in order; torn and damaged lines are left out, a missing log is empty."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    bodies = (line[_HEAD_BYTES:-1] for line in lines if _is_whole(line))
    return [json.loads(body) for body in bodies]


def sync_folder(folder: Path) -> None:
    """See renames within `folder` to the disk, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_HEAD = b'{"crc":"%08x","event":'
_HEAD_BYTES = len(_HEAD % 0)


def _is_whole(line: bytes) -> bool:
    body = line[_HEAD_BYTES:-1]
    return line == _HEAD % zlib.crc32(body) + body + b"}"


def _stage(path: Path, data: bytes | Writer) -> dict[str, Any]:
    """Write to `path` and to the disk; the facts a manifest keeps of it."""
    try:
        with path.open("wb+") as stream:
            if isinstance(data, bytes):
                stream.write(data)
            else:
                data(stream)
            stream.flush()
            os.fsync(stream.fileno())
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            return {"size": stream.seek(0, os.SEEK_END), "sha256": sha256}
    except OSError as error:
        raise not_written(error) from error


def not_written(error: OSError) -> StorageError:
    """What is said to people where something cannot be written."""
    why = error.strerror or error
    return StorageError(
        f"It could not be written to the disk ({why}); make room or check the folder's rights, "
        "then try again."
    )


def _staged(folder: Path, name: str, token: str) -> Path:
    return folder / f".{name}.{token}.staged"


def _settle(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Give the files of a manifest their plain names; a second time it does nothing."""
    moved = False
    for name in manifest["files"]:
        staged = _staged(folder, name, manifest["token"])
        if staged.exists():
            try:
                os.replace(staged, folder / name)
            except FileNotFoundError:  # another reader was faster
                continue
            moved = True
    if moved:
        sync_folder(folder)


def _tidy(folder: Path, *dropped: str) -> None:
    """Remove what cut writings left behind, and the named files that only the old set had."""
    for path in [*folder.glob(".*.staged"), *(folder / name for name in dropped)]:
        path.unlink(missing_ok=True)


def _old_names(folder: Path) -> set[str]:
    try:
        return set(_manifest(folder)["files"])
    except TornFile:
        return set()


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a set, after finishing a writing that was cut short."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        whole = isinstance(manifest["token"], str) and all(
            isinstance(name, str) and isinstance(facts["size"], int) and "sha256" in facts
            for name, facts in manifest["files"].items()
        )
    except OSError as error:
        raise TornFile(_sentence(path, "is missing or cannot be read")) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TornFile(_sentence(path, "is damaged")) from error
    if not whole:
        raise TornFile(_sentence(path, "is damaged"))
    _settle(folder, manifest)
    return dict(manifest)


def _facts(folder: Path, name: str) -> dict[str, Any]:
    files = _manifest(folder)["files"]
    if name not in files:
        raise TornFile(_sentence(folder / name, "is not part of the stored set"))
    return dict(files[name])


def _compare(path: Path, facts: Mapping[str, Any], size: int, digest: Callable[[], str]) -> None:
    if size != facts["size"]:
        raise TornFile(_sentence(path, f"has {size:,} bytes instead of {facts['size']:,}"))
    if digest() != facts["sha256"]:
        raise TornFile(_sentence(path, "was changed after it was written"))


def _sentence(path: Path, what: str) -> str:
    return (
        f"The stored file {path.parent.name}/{path.name} {what}; "
        "make it again, or put back a copy of the folder."
    )
