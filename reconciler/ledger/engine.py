"""SQLAlchemy's part of a ledger: durable transactions on either database, and a server's snapshots."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, exc, inspect, text

from reconciler.distribution import install_line
from reconciler.errors import InvariantError, MissingExtra
from reconciler.ledger.location import Location
from reconciler.ledger.reading import FileSnapshot, StorageError

_WRITES = "ledger_writes"


class Within:
    """What is read inside a transaction of SQLAlchemy's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.shared = connection.dialect.name == "postgresql"
        self.utf8 = "convert_to({}, 'UTF8')" if self.shared else FileSnapshot.utf8

    def tables(self) -> Sequence[str]:
        """The names of the tables there are."""
        return inspect(self._connection).get_table_names()

    def select(self, query: str, **values: Any) -> Generator[tuple[Any, ...], None, None]:
        """The rows of a query, a few thousand in memory at a time."""
        with self._connection.execute(text(query), values, execution_options={"yield_per": 2000}) as rows:
            for few in rows.partitions():
                yield from map(tuple, few)


def make(location: Location, patience: float) -> Engine:
    """The engine of a ledger; `patience` is how long a transaction waits for another, in seconds."""
    try:
        engine = create_engine(
            location.url,
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"timeout": patience} if location.file else {"connect_timeout": patience},
        )
    except ImportError as error:
        raise MissingExtra(
            "this ledger is in PostgreSQL, whose driver is not installed",
            hint=install_line("postgres"),
        ) from error
    if location.file is None:
        event.listen(engine, "begin", lambda connection: _begin_postgres(connection, patience))
    else:
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One consistent view of a server's database."""
    with _plain(), engine.connect() as connection:
        yield connection.execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction, durable when it ends."""
    with _plain(), engine.execution_options(**{_WRITES: True}).begin() as connection:
        yield connection


@contextmanager
def _plain() -> Iterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        raise StorageError(error.orig or error) from error


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


def _begin_postgres(connection: Connection, patience: float) -> None:
    """No wait is endless, and no commit returns before it is on disk, whatever the server's defaults are."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{6 * patience}s'")
    if connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience}s'")
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
