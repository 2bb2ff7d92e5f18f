"""What is read of a ledger, in one text for SQLite and PostgreSQL.

A SQLite ledger is read through the standard library: importing SQLAlchemy costs 0.28 s, more than the rest of a small
plan. What writes, and what reads a server, imports it (`ledger/engine.py`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from reconciler.errors import LedgerAltered, LedgerError, LedgerTooNew
from reconciler.ledger.chain import ALTERED, RawLink, StoredLink
from reconciler.memory.memory import Head
from reconciler.model.phrase import phrase

FORMAT = 1
"""The newest format this version knows; `tables.MIGRATIONS` lead to it."""


class StorageError(Exception):
    """What a database said, without what SQLAlchemy wraps around it."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Snapshot(Protocol):
    """One consistent view of a ledger's database."""

    shared: bool
    """Whether other programs may keep tables in the same database, as on a server."""
    utf8: str
    """How the bytes of a text are asked for."""

    def tables(self) -> Sequence[str]:
        """The names of the tables there are."""
        ...

    def select(self, query: str, **values: Any) -> Generator[tuple[Any, ...], None, None]:
        """The rows of a query with `:name` parameters, a few thousand in memory at a time; close it to stop early."""
        ...


class FileSnapshot:
    """Of a SQLite file."""

    shared = False
    utf8 = "CAST({} AS BLOB)"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tables(self) -> Sequence[str]:
        """The names of the tables there are."""
        query = (
            r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"
        )
        return [name for (name,) in self.select(query)]

    def select(self, query: str, **values: Any) -> Generator[tuple[Any, ...], None, None]:
        """The rows of a query, read as they are asked for."""
        # A map has no `close`: an interrupted run may end this after its connection, which a cursor would complain of.
        yield from map(tuple, self._connection.execute(query, values))


class Lock(NamedTuple):
    """Who holds an account's lock."""

    owner: str
    host: str
    pid: int
    since: str

    def __str__(self) -> str:
        return f"{self.owner} on {self.host}, process {self.pid}, since {self.since}"


def format_of(snapshot: Snapshot) -> int:
    """The format of what is there; 0 where there is no ledger. Raises LedgerTooNew, LedgerError."""
    names = snapshot.tables()
    if "meta" not in names:
        if names and not snapshot.shared:
            raise LedgerError(
                phrase("this database belongs to another program"),
                hint=phrase("point `ledger` to a file of its own"),
            )
        return 0
    text = _meta(snapshot, "format")
    if not text.isdecimal():
        raise LedgerAltered(phrase("the ledger does not say its format"), hint=ALTERED)
    version = int(text)
    if version > FORMAT:
        raise LedgerTooNew(
            phrase(
                "the ledger has format {found}; this version knows up to {newest}",
                found=version,
                newest=FORMAT,
            ),
            hint=phrase("use the version that wrote it, or a newer one"),
        )
    return version


def ledger_id(snapshot: Snapshot) -> str:
    """The name this ledger was born with."""
    return _meta(snapshot, "ledger_id")


def accounts(snapshot: Snapshot) -> tuple[str, ...]:
    """Every account with a chain, sorted."""
    return tuple(sorted(account for (account,) in snapshot.select("SELECT account FROM chains")))


def head_of(snapshot: Snapshot, account: str) -> Head:
    """Where the chain says it ends."""
    query = "SELECT seq, hash FROM chains WHERE account = :account"
    return next((Head(*row) for row in snapshot.select(query, account=account)), Head())


def links_of(snapshot: Snapshot, account: str) -> Generator[RawLink, None, None]:
    """The links as they are stored, in order. Close it when you stop early: it holds a cursor."""
    texts = ", ".join(map(snapshot.utf8.format, ("prev", "hash", "coalesce(body, '')")))
    query = f"SELECT seq, {texts} FROM records WHERE account = :account ORDER BY seq"  # noqa: S608 - names
    return snapshot.select(query, account=account)


def rows_of(snapshot: Snapshot, account: str) -> Iterator[StoredLink]:
    """The same, their parts named."""
    query = "SELECT seq, prev, hash, body FROM records WHERE account = :account ORDER BY seq"
    return map(StoredLink._make, snapshot.select(query, account=account))


def hash_at(snapshot: Snapshot, account: str, seq: int) -> str | None:
    """The hash of one link, as it is stored; None where the chain is shorter."""
    query = "SELECT hash FROM records WHERE account = :account AND seq = :seq"
    return next((str(text) for (text,) in snapshot.select(query, account=account, seq=seq)), None)


def lock_of(snapshot: Snapshot, account: str) -> Lock | None:
    """Who holds the lock; None if nobody does."""
    query = "SELECT owner, host, pid, since FROM chains WHERE account = :account AND owner IS NOT NULL"
    return next((Lock(*row) for row in snapshot.select(query, account=account)), None)


def _meta(snapshot: Snapshot, key: str) -> str:
    query = "SELECT value FROM meta WHERE key = :key"
    return next((str(value) for (value,) in snapshot.select(query, key=key)), str(None))
