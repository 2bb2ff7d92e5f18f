"""Reading the account: everything in it at one moment, the numbers in pages with a total on each."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from sqlite3 import Connection
from typing import Any

from reconciler.providers.simulator.world import faults
from reconciler.providers.simulator.world.faults import Fault

PAGE_SIZE = 1000
COLUMNS = (
    "type", "status", "number", "application", "line", "call_type", "region", "carrier", "package", "enterprise",
    "script", "running_status", "reason", "applied_on", "activated_on", "documents", "instance", "routing", "audio",
    "description", "transfer_routing", "transfer_to", "qualification",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM numbers ORDER BY seq"  # noqa: S608 - constant column names
_TABLES = {
    "acknowledged": "SELECT version FROM acknowledged ORDER BY version",
    "enterprises": "SELECT name, approved, hotline FROM enterprises ORDER BY name",
    "scripts": "SELECT code, approved FROM scripts ORDER BY code",
    "audio": "SELECT file, state FROM audio ORDER BY file",
    "offers": "SELECT number, carrier FROM pool WHERE NOT sold AND number NOT IN"
    " (SELECT number FROM numbers WHERE number IS NOT NULL) ORDER BY seq",
    "stock": "SELECT line, region, number FROM stock WHERE NOT sold AND number NOT IN"
    " (SELECT number FROM numbers WHERE number IS NOT NULL) ORDER BY seq",
    "instances": "SELECT code, name, enterprise, status, routing FROM instances ORDER BY code",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the numbers, and how many there were in all when it was read."""

    total: int
    rows: list[Any]
    """One sequence a number, in the order of COLUMNS."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The account as one reader sees it. Money in fen, instants in microseconds."""

    account: dict[str, Any]
    tables: dict[str, list[Any]]
    """Rows of everything but the numbers; see _TABLES for their columns."""
    pages: list[Page]


def read(db: Connection) -> Statement:
    """The true account. Inside a transaction, so that every page shows the same moment."""
    account = dict(db.execute("SELECT * FROM account").fetchone())
    cursor = db.cursor()
    cursor.row_factory = None
    tables = {name: cursor.execute(query).fetchall() for name, query in _TABLES.items()}
    total = cursor.execute("SELECT count(*) FROM numbers").fetchone()[0]
    cursor.execute(_SELECT)
    pages = []
    while rows := cursor.fetchmany(PAGE_SIZE):
        pages.append(Page(total, rows))
    return Statement(account, tables, pages or [Page(total, [])])


def spoiled(statement: Statement, fault: Fault) -> Statement:
    """What a reader sees through a fault."""
    if fault.copy is not None:
        return restored(fault.copy, statement)
    return replace(statement, pages=_PAGES[fault.kind](statement.pages))


def _short(pages: list[Page]) -> list[Page]:
    last = pages[-1]
    return [*pages[:-1], replace(last, rows=last.rows[:-1])]


def _duplicated(pages: list[Page]) -> list[Page]:
    last = pages[-1]
    kept = last.rows[:-1] or last.rows
    return [*pages[:-1], replace(last, rows=[*kept, *pages[0].rows[:1]])]


def _growing(pages: list[Page]) -> list[Page]:
    return [*pages, Page(pages[-1].total + 1, [])]


_PAGES = {
    faults.SHORT_LIST: _short,
    faults.DUPLICATE_ENTRY: _duplicated,
    faults.TOTAL_CHANGES: _growing,
}


def copied(statement: Statement) -> str:
    """A statement as text, to be shown again later."""
    pages = [[page.total, page.rows] for page in statement.pages]
    return json.dumps([statement.account, statement.tables, pages], ensure_ascii=False)


def restored(text: str, statement: Statement) -> Statement:
    """An older statement. Its clock is the present one: what lags is the list, not the time."""
    account, tables, pages = json.loads(text)
    account["now"] = statement.account["now"]
    return Statement(account, tables, [Page(total, rows) for total, rows in pages])
