"""The ledger's tables and how an older format becomes this one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    Text,
    insert,
    text,
    update,
)

from reconciler.ledger import reading
from reconciler.ledger.engine import Within

_SCHEMA = MetaData()

META = Table(
    "meta", _SCHEMA, Column("key", String, primary_key=True), Column("value", String, nullable=False)
)
"""`format` and `ledger_id`."""


def _links() -> tuple[Column[Any], ...]:
    return (
        Column("account", String, primary_key=True),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("prev", String, nullable=False),
        Column("hash", String, nullable=False),
        Column("body", Text, nullable=False),
    )


RECORDS = Table(
    "records",
    _SCHEMA,
    *_links(),
)
"""The chains."""

CHAINS = Table(
    "chains",
    _SCHEMA,
    Column("account", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("owner", String),
    Column("host", String),
    Column("pid", BigInteger),
    Column("token", String),
    Column("since", String),
)
"""Each chain's head and its lock in one row, so that one conditional update checks both."""

LOST = Table(
    "lost",
    _SCHEMA,
    Column("archived", String, primary_key=True),
    *_links(),
)
"""Rows of a chain that was given up."""


def _create(connection: Connection) -> None:
    _SCHEMA.create_all(connection, checkfirst=False)
    connection.execute(insert(META).values(key="ledger_id", value=secrets.token_hex(8)))
    connection.execute(insert(META).values(key="format", value="0"))


MIGRATIONS: Sequence[Callable[[Connection], None]] = (_create,)
"""As many as `reading.FORMAT`. Step n leads from format n to format n + 1. Released steps never change."""


def migrate(connection: Connection, name: str | None = None) -> None:
    """Brings what is there to the newest format, inside the caller's transaction; all of it or nothing.

    `name` is the id that a new ledger is given; without one it gets its own.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('reconciler ledger format'))"))
    version = reading.format_of(Within(connection))
    for step in range(version, len(MIGRATIONS)):
        MIGRATIONS[step](connection)
        _say(connection, "format", str(step + 1))
    if version == 0 and name is not None:
        _say(connection, "ledger_id", name)


def _say(connection: Connection, key: str, value: str) -> None:
    connection.execute(update(META).where(META.c.key == key).values(value=value))
