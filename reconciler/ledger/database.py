"""The connection to a ledger: durable transactions, and storage failures in words; for both databases."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, exc

from reconciler.distribution import install_line
from reconciler.errors import InvariantError, LedgerAltered, LedgerError, LedgerLocked, MissingExtra
from reconciler.ledger.chain import ALTERED
from reconciler.ledger.location import Location

PATIENCE = 5
"""Seconds to wait for another transaction; each lasts milliseconds, and a process that was told to stop has seven."""

_WRITES = "ledger_writes"
_LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's `lock_timeout`."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_HINTS = {
    sqlite3.SQLITE_FULL: "free some space on its disk and run again",
    sqlite3.SQLITE_READONLY: "make the file and its folder writable and run again",
    sqlite3.SQLITE_CANTOPEN: "see that its folder exists and may be written to",
    sqlite3.SQLITE_IOERR: "its disk fails or is full; see the system log",
}


class Database:
    """One ledger's database. Connections are opened for one transaction and closed after it."""

    def __init__(self, location: Location) -> None:
        self.location = location

    @property
    def exists(self) -> bool:
        """Whether there is something to connect to; a server is taken to be there. Raises LedgerError."""
        with self._failures():
            return self.location.file is None or self.location.file.exists()

    def make_room(self) -> None:
        """Creates a SQLite ledger's folder and its file, readable by its owner only."""
        file = self.location.file
        if file is None or self.exists:
            return
        with self._failures():
            file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))

    def copy(self, to: Path) -> Path:
        """Copies the SQLite file; nobody else can write to it while a transaction of ours lasts."""
        with self._failures():
            shutil.copyfile(self._file, to)
            to.chmod(0o600)
            with to.open("rb") as copied:
                os.fsync(copied.fileno())
        return to

    def move(self, to: Path) -> Path:
        """Moves the SQLite file away."""
        with self._failures():
            return self._file.replace(to)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent snapshot. Raises LedgerError, LedgerAltered."""
        with self._failures(), self._engine.connect() as connection:
            if self.location.file is None:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, durable when it ends. Raises LedgerError, LedgerAltered."""
        engine = self._engine.execution_options(**{_WRITES: True})
        with self._failures(), engine.begin() as connection:
            yield connection

    @property
    def _file(self) -> Path:
        if self.location.file is None:
            raise InvariantError("a ledger on a server has no file")
        return self.location.file

    @cached_property
    def _engine(self) -> Engine:
        try:
            engine = create_engine(
                self.location.url,
                poolclass=NullPool,
                hide_parameters=True,
                connect_args={"timeout": PATIENCE} if self.location.file else {"connect_timeout": PATIENCE},
            )
        except ImportError as error:
            raise MissingExtra(
                "this ledger is in PostgreSQL, whose driver is not installed",
                hint=install_line("postgres"),
            ) from error
        if self.location.file is None:
            event.listen(engine, "begin", _begin_postgres)
        else:
            event.listen(engine, "connect", _connect_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        return engine

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except exc.DBAPIError as error:
            raise self._translate(error.orig or error) from error
        except OSError as error:
            raise self._failed(error.strerror or str(error), "mend that and run again") from error

    def _translate(self, error: BaseException) -> LedgerError:
        """Extended SQLite codes keep the plain one in their lowest byte."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        words = str(error).partition("\n")[0]
        if code == sqlite3.SQLITE_BUSY or getattr(error, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            text = f"the ledger {self.location.label} is busy: another process has been writing for {PATIENCE} seconds"
            return LedgerLocked(text, hint="run again; if that process hangs, end it")
        if code in _DAMAGED or "decode" in words:
            return LedgerAltered(f"the ledger {self.location.label} is damaged: {words}", hint=ALTERED)
        return self._failed(words, _HINTS.get(code, "nothing was written; mend that and run again"))

    def _failed(self, words: str, hint: str) -> LedgerError:
        return LedgerError(f"the ledger {self.location.label} cannot be used: {words}", hint=hint)


def _connect_sqlite(connection: Any, _record: object) -> None:
    """A commit that returned survives a power cut: EXTRA is FULL and also syncs the file's folder."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("fullfsync = ON", "trusted_schema = OFF", "synchronous = EXTRA"):
        cursor.execute(f"PRAGMA {pragma}")
    mode = cursor.execute("PRAGMA journal_mode = DELETE").fetchone()
    level = cursor.execute("PRAGMA synchronous").fetchone()
    cursor.close()
    if (mode, level) != (("delete",), (3,)):
        raise InvariantError(f"SQLite will not promise durability: journal {mode}, synchronous {level}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    """No wait is endless, and no commit returns before it is on disk, whatever the server's defaults are."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{6 * PATIENCE}s'")
    if connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
