"""Where a ledger is. A URL may hold a password: only `label` is ever shown."""

from __future__ import annotations

import os
from dataclasses import field
from pathlib import Path

from reconciler.errors import LedgerError
from reconciler.model.phrase import phrase
from reconciler.noun import noun

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql+psycopg://", "postgresql://", "postgres://")
_HINT = (
    "write sqlite:///FILE, postgresql+psycopg://USER@HOST/DATABASE, or env:NAME for a variable that holds one"
)


@noun
class Location:
    """A ledger's place: a file, or a database on a server."""

    url: str = field(repr=False)
    """What SQLAlchemy connects to."""
    label: str
    """What people are shown."""
    file: Path | None = None
    """The SQLite file; None for PostgreSQL."""

    @property
    def conninfo(self) -> str:
        """What PostgreSQL's own library connects to."""
        return self.url.replace(_POSTGRES[0], _POSTGRES[1], 1)


def locate(url: str, root: Path) -> Location:
    """Reads a ledger URL; a file is relative to `root`. Raises LedgerError, which never shows the URL."""
    text = _from_environment(url)
    if text.startswith(_SQLITE):
        return _file(text.removeprefix(_SQLITE), root)
    for prefix in _POSTGRES:
        if text.startswith(prefix):
            return _server(_POSTGRES[0] + text.removeprefix(prefix))
    raise LedgerError(phrase("the ledger's URL is of no kind this version knows"), hint=_HINT)


def _from_environment(url: str) -> str:
    if not url.startswith("env:"):
        return url
    name = url.removeprefix("env:")
    text = os.environ.get(name, "")
    if not text:
        raise LedgerError(
            phrase("the ledger's URL is to be read from {name}, which is not set", name=name),
            hint=phrase("export {name}=…", name=name),
        )
    return text


def _file(name: str, root: Path) -> Location:
    if name in {"", ":memory:"} or "?" in name:
        raise LedgerError(
            phrase("a ledger has to be a plain file: one in memory remembers nothing"), hint=_HINT
        )
    path = (root / name).absolute()
    return Location(f"{_SQLITE}{path}", name, path)


def _server(url: str) -> Location:
    """The label is made of what can hold no part of a password: one that is not encoded is refused."""
    from sqlalchemy import exc, make_url

    try:
        parts = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise LedgerError(phrase("the ledger's URL cannot be read"), hint=_HINT) from error
    place = f"{parts.host or 'localhost'}:{parts.port or 5432}/{parts.database or ''}"
    if "@" in place:
        raise LedgerError(
            phrase("the ledger's URL has an @ too many: in a password it is written %40"), hint=_HINT
        )
    return Location(url, f"postgresql://{place}")
