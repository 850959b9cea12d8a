"""The table of jobs on disk: what was asked for, by whom, and how it ended.

SQLite in WAL mode, one connection behind a lock, short transactions; it survives the process and,
with full synchronisation, a power cut. Does not: run anything, or hold progress.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w2v_core.errors import ConfigError, StorageError
from w2v_core.jobs.states import ACTIVE, FINAL, INTERRUPTED, OPEN, QUEUED, RESUMABLE, RUNNING

_ACTIVE, _OPEN, _RESUMABLE = (
    ", ".join(f"'{state}'" for state in some) for some in (ACTIVE, OPEN, RESUMABLE)
)
_MIGRATIONS = (  # step n leads from user_version n to n + 1
    """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL, lane TEXT NOT NULL,
        key TEXT, payload TEXT NOT NULL, state TEXT NOT NULL, boot_id TEXT NOT NULL,
        created REAL NOT NULL, started REAL, finished REAL, message TEXT NOT NULL DEFAULT '',
        error TEXT
    );
    CREATE INDEX jobs_of_owner ON jobs (owner, created);
    CREATE UNIQUE INDEX one_active_job_a_key ON jobs (owner, key)
        WHERE key IS NOT NULL AND state IN ('queued', 'running', 'pausing', 'paused', 'stopping');
    """,
)
_COLUMNS = "id, owner, kind, lane, key, payload, state, boot_id, created, started, finished, error"


@dataclass(frozen=True, slots=True)
class JobRow:
    """One stored job; times in seconds since 1970."""

    id: str
    owner: str
    kind: str
    lane: str
    key: str | None
    payload: Mapping[str, Any]
    state: str
    boot_id: str
    created: float
    started: float | None
    finished: float | None
    error: str | None


class Registry:
    """The jobs of one home; every method may be called from any thread."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for pragma in ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        with self._transaction() as sql:
            _migrate(sql, path)

    def add(self, row: JobRow) -> str:
        """Store a job; where the owner has an open one of this key, that one's id instead."""
        values = (row.id, row.owner, row.kind, row.lane, row.key, json.dumps(row.payload))
        with self._transaction() as sql:
            found = sql.execute(
                f"SELECT id FROM jobs WHERE owner = ? AND key = ? AND state IN ({_OPEN})",
                (row.owner, row.key),
            ).fetchone()
            if found:
                return str(found[0])
            sql.execute(
                "INSERT INTO jobs (id, owner, kind, lane, key, payload, state, boot_id, created) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, row.state, row.boot_id, row.created),
            )
        return row.id

    def set_state(self, id: str, state: str, error: str | None = None) -> None:
        """Note a new state, with the time where it starts or ends the job."""
        stamp = {RUNNING: ", started = :now"}.get(state, "")
        stamp = ", finished = :now" if state in FINAL else stamp
        values = {"id": id, "state": state, "error": error, "now": time.time()}
        with self._transaction() as sql:
            sql.execute(
                f"UPDATE jobs SET state = :state, error = :error{stamp} WHERE id = :id", values
            )

    def requeue(self, id: str, lane: str, boot_id: str) -> JobRow | None:
        """Have a job that rests wait again; None where it does not rest any more.

        Raises:
            ConfigError: if the owner has an open job of the same key meanwhile.
        """
        values = {"id": id, "lane": lane, "boot_id": boot_id, "state": QUEUED}
        try:
            with self._transaction() as sql:
                changed = sql.execute(
                    "UPDATE jobs SET state = :state, lane = :lane, boot_id = :boot_id, "
                    "finished = NULL, error = NULL "
                    f"WHERE id = :id AND state IN ({_RESUMABLE})",
                    values,
                )
        except sqlite3.IntegrityError as error:
            raise ConfigError(
                "The same is waiting, running or paused as another job; stop that one first."
            ) from error
        return self.row(id) if changed.rowcount else None

    def row(self, id: str) -> JobRow | None:
        """One job, or None."""
        rows = self._rows("WHERE id = ?", (id,))
        return rows[0] if rows else None

    def of_owner(self, owner: str, kind: str | None, newest: int = 500) -> list[JobRow]:
        """The owner's jobs, newest first."""
        return self._rows(
            "WHERE owner = ? AND (? IS NULL OR kind = ?) ORDER BY created DESC, rowid DESC LIMIT ?",
            (owner, kind, kind, newest),
        )

    def active(self) -> list[JobRow]:
        """All jobs that wait or run, oldest first."""
        return self._rows(f"WHERE state IN ({_ACTIVE}) ORDER BY created, rowid", ())

    def adopt(self, ids: list[str], boot_id: str) -> None:
        """Take over waiting jobs of a dead process."""
        with self._transaction() as sql:
            sql.executemany(
                "UPDATE jobs SET boot_id = ? WHERE id = ? AND state = ?",
                [(boot_id, id, QUEUED) for id in ids],
            )

    def interrupt(self, ids: list[str]) -> None:
        """Mark jobs of a dead process as cut."""
        for id in ids:
            self.set_state(id, INTERRUPTED)

    def mean_seconds(self, kind: str, newest: int = 20) -> float | None:
        """Mean running time of the last jobs of a kind that were done, or None."""
        with self._lock:
            mean = self._connection.execute(
                "SELECT avg(finished - started) FROM (SELECT started, finished FROM jobs "
                "WHERE kind = ? AND state = 'done' ORDER BY finished DESC LIMIT ?)",
                (kind, newest),
            ).fetchone()[0]
        return None if mean is None else float(mean)

    def forget(self, owner: str) -> None:
        """Remove the owner's jobs that neither wait nor run."""
        with self._transaction() as sql:
            sql.execute(f"DELETE FROM jobs WHERE owner = ? AND state NOT IN ({_ACTIVE})", (owner,))

    def owners(self) -> set[str]:
        """Whoever has a job in the table."""
        with self._lock:
            found = self._connection.execute("SELECT DISTINCT owner FROM jobs").fetchall()
        return {str(owner) for (owner,) in found}

    def check(self) -> None:
        """Read, and write nothing of consequence.

        Raises:
            StorageError: if that cannot be.
            sqlite3.Error: if the table is damaged, or closed.
        """
        with self._transaction() as sql:
            sql.execute("SELECT count(*) FROM jobs").fetchone()
            sql.execute("UPDATE jobs SET state = state WHERE id = ''")

    def close(self) -> None:
        """Close the file; the registry cannot be used any more."""
        with self._lock:
            self._connection.close()

    def _rows(self, where: str, values: tuple[Any, ...]) -> list[JobRow]:
        with self._lock:
            query = f"SELECT {_COLUMNS} FROM jobs {where}"
            found = self._connection.execute(query, values).fetchall()
        rows = (dict(zip(_COLUMNS.split(", "), row, strict=True)) for row in found)
        return [JobRow(**row | {"payload": json.loads(row["payload"])}) for row in rows]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One change, whole or not at all; raises StorageError where it cannot be written."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.commit()
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.rollback()
                if isinstance(error, sqlite3.OperationalError):
                    raise StorageError(
                        f"The list of jobs could not be written ({error}); make room or check the "
                        "folder’s rights, then try again."
                    ) from error
                raise


def _migrate(sql: sqlite3.Connection, path: Path) -> None:
    version = sql.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        raise ConfigError(
            f"{path.name} has version {version}, this program reads up to {len(_MIGRATIONS)}; "
            "start the newer program, or choose another W2V_HOME."
        )
    for step in _MIGRATIONS[version:]:
        for statement in filter(str.strip, step.split(";")):
            sql.execute(statement)
    sql.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")
