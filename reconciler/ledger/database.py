"""The connection to a ledger: durable transactions, and storage failures in words; for both databases."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import files
from reconciler.errors import InvariantError, LedgerAltered, LedgerError, LedgerLocked, LedgerUnavailable
from reconciler.ledger.chain import ALTERED
from reconciler.ledger.location import Location
from reconciler.ledger.reading import FileSnapshot, Snapshot, StorageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

PATIENCE = 5
"""Seconds to wait for another transaction; each lasts milliseconds, and a process that was told to stop has seven."""

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
        file = self.location.file
        if file is None:
            return True
        with self._failures():
            files.database(file)
            return file.exists()

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
        import shutil

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
    def reading(self) -> Iterator[Snapshot]:
        """One consistent snapshot. Raises LedgerError, LedgerAltered."""
        if self.location.file is None:
            from reconciler.ledger.engine import Within

            with self.looking() as connection:
                yield Within(connection)
        else:
            with self._failures(), _opened(self.location.file) as connection:
                yield FileSnapshot(connection)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A server's snapshot, for what is kept beside the ledger. Raises LedgerError."""
        from reconciler.ledger import engine

        with self._failures(), engine.snapshot(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, durable when it ends. Raises LedgerError, LedgerAltered."""
        from reconciler.ledger import engine

        with self._failures(), engine.transaction(self._engine) as connection:
            yield connection

    def surplus(self) -> int:
        """Bytes behind the last page of a SQLite file, which SQLite itself never looks at. Raises LedgerError."""
        file = self.location.file
        if file is None or not self.exists:
            return 0
        with self._failures(), _opened(file) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # nobody writes from here on
            [(pages,), (size,)] = [
                connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
            ]
            return max(0, file.stat().st_size - int(pages) * int(size))

    @property
    def _file(self) -> Path:
        if self.location.file is None:
            raise InvariantError("a ledger on a server has no file")
        return self.location.file

    @cached_property
    def _engine(self) -> Engine:
        from reconciler.ledger import engine

        return engine.make(self.location, PATIENCE)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except StorageError as error:
            raise self._translate(error.cause) from error
        except sqlite3.Error as error:
            raise self._translate(error) from error
        except OSError as error:
            raise self._failed(error.strerror or str(error), "mend that and run again") from error

    def _translate(self, error: BaseException) -> LedgerError:
        """Extended SQLite codes keep the plain one in their lowest byte."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        words = str(error).partition("\n")[0]
        if code == sqlite3.SQLITE_BUSY or getattr(error, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            text = f"the ledger {self.location.label} is busy: another process has been writing for {PATIENCE} seconds"
            return LedgerLocked(text, hint=phrase("run again; if that process hangs, end it"))
        if code in _DAMAGED or "decode" in words:
            return LedgerAltered(
                phrase("the ledger {label} is damaged: {words}", label=self.location.label, words=words),
                hint=ALTERED,
            )
        return self._failed(words, _HINTS.get(code, "nothing was written; mend that and run again"))

    def _failed(self, words: str, hint: str) -> LedgerUnavailable:
        return LedgerUnavailable(f"the ledger {self.location.label} cannot be used: {words}", hint=hint)


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A transaction that only reads."""
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("BEGIN")
        yield connection
