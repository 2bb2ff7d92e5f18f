"""One PostgreSQL server for all fleets of a session, a schema for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accounts import Company, company, postgres, schema


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture
def make(tmp_path: Path, server: str) -> Iterator[Callable[..., Company]]:
    """Makes a company with so many accounts."""
    made: list[Company] = []

    def build(count: int, **more: object) -> Company:
        made.append(company(tmp_path / "company", schema(server), count, **more))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for one in made:
        one.end()
