"""The file an account lives in: SQLite with a write-ahead log, safe for several processes at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from reconciler.errors import ReconcilerError

VERSION = 2
IN_MEMORY = ":memory:"
_BUSY_SECONDS = 30.0

_TABLES = """
CREATE TABLE account (
  now INTEGER NOT NULL, balance INTEGER NOT NULL, arrears INTEGER NOT NULL, public_mode INTEGER NOT NULL,
  playback_audio TEXT, playback_description TEXT, review_documents INTEGER NOT NULL, review_regular INTEGER NOT NULL,
  applications INTEGER NOT NULL DEFAULT 0, billed INTEGER NOT NULL, registering INTEGER NOT NULL DEFAULT 0,
  origin TEXT NOT NULL);
CREATE TABLE acknowledged (version TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE enterprises (name TEXT PRIMARY KEY, approved INTEGER NOT NULL, hotline INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE scripts (code TEXT PRIMARY KEY, approved INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE audio (file TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pool (
  seq INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, carrier TEXT NOT NULL, sold INTEGER NOT NULL DEFAULT 0);
CREATE TABLE stock (
  seq INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, line TEXT NOT NULL, region TEXT NOT NULL,
  sold INTEGER NOT NULL DEFAULT 0);
CREATE TABLE instances (
  code TEXT PRIMARY KEY, name TEXT, enterprise TEXT NOT NULL, status TEXT NOT NULL, routing TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE numbers (
  seq INTEGER PRIMARY KEY, number TEXT UNIQUE, application TEXT UNIQUE, type TEXT NOT NULL, status TEXT NOT NULL,
  line TEXT, call_type TEXT NOT NULL, region TEXT, carrier TEXT, package INTEGER, enterprise TEXT, script TEXT,
  running_status TEXT, reason TEXT, applied_on TEXT, activated_on TEXT, documents TEXT, instance TEXT, routing TEXT,
  audio TEXT, description TEXT, transfer_routing TEXT, transfer_to TEXT, qualification TEXT,
  set_aside INTEGER NOT NULL DEFAULT 0, charged_through TEXT, due INTEGER);
CREATE INDEX numbers_due ON numbers (due) WHERE due IS NOT NULL;
CREATE INDEX numbers_bound ON numbers (seq) WHERE instance IS NOT NULL AND number IS NOT NULL;
CREATE INDEX numbers_by_instance ON numbers (instance) WHERE instance IS NOT NULL;
CREATE TABLE calls (number TEXT NOT NULL, at INTEGER NOT NULL, caller TEXT NOT NULL);
CREATE TABLE call_tasks (
  seq INTEGER PRIMARY KEY, name TEXT NOT NULL, resource TEXT NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE registrations (
  number TEXT NOT NULL, qualification TEXT NOT NULL, PRIMARY KEY (number, qualification)) WITHOUT ROWID;
CREATE TABLE bills (month TEXT NOT NULL, number TEXT NOT NULL, amount INTEGER NOT NULL);
CREATE TABLE requests (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, verb TEXT NOT NULL, number TEXT, application TEXT,
  outcome TEXT NOT NULL, effect INTEGER NOT NULL);
CREATE TABLE faults (
  seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, verb TEXT, number TEXT, times INTEGER NOT NULL, after INTEGER NOT NULL,
  wait REAL, code TEXT, copy TEXT);
"""


def connect(database: Path | str) -> sqlite3.Connection:
    """Opens the file, creating it and its folder if needed. Raises ReconcilerError if it is something else."""
    if database != IN_MEMORY:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(
            database, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )  # one thread at a time uses it; whichever collects it may close it
    except sqlite3.Error as error:
        raise _unusable(database, error) from error
    connection.row_factory = sqlite3.Row
    try:
        with suppress(sqlite3.OperationalError):  # another process is switching it: either mode is safe
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _check(connection, database)
    except sqlite3.Error as error:
        connection.close()
        raise _unusable(database, error) from error
    return connection


def _unusable(database: Path | str, error: sqlite3.Error) -> ReconcilerError:
    return ReconcilerError(
        f"{database}: not a simulator database: {error}",
        hint="remove the file; the world file seeds a new one",
    )


def _check(connection: sqlite3.Connection, database: Path | str) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, VERSION):
        connection.close()
        raise ReconcilerError(
            f"{database}: made by another version of the simulator (format {version})",
            hint="remove the file; the world file seeds a new one",
        )


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction that holds the write lock from its first statement: all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One consistent view, however long it takes to read; writers go on."""
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        connection.execute("COMMIT")


@contextmanager
def attempt(connection: sqlite3.Connection) -> Iterator[None]:
    """Part of a transaction that is undone alone if it raises."""
    connection.execute("SAVEPOINT attempt")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK TO attempt")
        raise
    finally:
        connection.execute("RELEASE attempt")


def is_founded(connection: sqlite3.Connection) -> bool:
    """Whether an account was ever seeded into this file."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection) -> None:
    """Empty tables in place of whatever stood there. Inside a transaction."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        connection.execute(f'DROP TABLE "{name}"')
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def insert(db: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows that all have the columns of the first one."""
    if rows:
        columns = ", ".join(rows[0])
        marks = ", ".join(f":{column}" for column in rows[0])
        db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our own names
