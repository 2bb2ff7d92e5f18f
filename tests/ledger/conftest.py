"""Every test of the store runs on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from ledger_places import Place

_COUNT = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the session."""
    with postgres.server() as url:
        yield url


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
    return postgres.schema(server, f"test_{next(_COUNT)}")
