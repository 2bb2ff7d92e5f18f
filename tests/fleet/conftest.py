"""One PostgreSQL server for all fleets of a session, a schema for each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import postgres
import pytest
from accounts import Company, company

_COUNT = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
def make(tmp_path: Path, server: str) -> Iterator[Callable[..., Company]]:
    """Makes a company with so many accounts."""
    made: list[Company] = []

    def build(count: int, **more: object) -> Company:
        url = postgres.schema(server, f"fleet_{next(_COUNT)}")
        made.append(company(tmp_path / "company", url, count, **more))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for one in made:
        one.end()
