"""What the jobs reported, kept in the ledger's database: compressed JSON, one row a job."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    UniqueConstraint,
    case,
    delete,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from reconciler.errors import ReconcilerError
from reconciler.ledger.database import Database
from reconciler.model.calendar import SHANGHAI
from reconciler.model.fleet import Chore, StoredReport
from reconciler.model.phrase import phrase

METADATA = MetaData()
_REPORTS = Table(
    "fleet_reports",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False),
    Column("chore", String, nullable=False),
    Column("commit", String, nullable=False),
    Column("slot", DateTime(timezone=True)),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("seconds", Double, nullable=False),
    Column("exit_code", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("error", String, nullable=False),
    UniqueConstraint("account", "chore", "slot"),
)
_PAGES = Table(
    "fleet_pages",
    METADATA,
    Column("account", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""The last page of each account."""
TURNS = Table(
    "fleet_turns",
    METADATA,
    Column("key", String, primary_key=True),
    Column("free_at", DateTime(timezone=True), nullable=False),
)
"""Since when the next request with a provider's key may be made."""
WORKERS = Table(
    "fleet_workers",
    METADATA,
    Column("worker_id", BigInteger, primary_key=True, autoincrement=False),
    Column("accounts", String, nullable=False),
)
"""Which accounts a worker of the engine does the jobs of: a JSON array of patterns."""
ALONE = text("SELECT pg_advisory_xact_lock(hashtext('reconciler fleet'))")
"""Two that make the tables at once would fail."""
_WHOLE = _REPORTS.c.error == ""
"""A failed job may report again for its slot."""
_NO_TEXT = literal(zlib.compress(b""), LargeBinary)


class Reports:
    """The reports of one fleet."""

    def __init__(self, database: Database) -> None:
        """Raises ReconcilerError for a ledger in a file: workers of several machines share none."""
        if database.location.file is not None:
            raise ReconcilerError(
                phrase("a fleet needs the ledger in PostgreSQL"),
                code="VN833",
                hint=phrase("set `spec.ledger` to postgresql+psycopg://…, or to env:NAME"),
            )
        self.database = database

    def create(self) -> None:
        """Creates the tables that are missing."""
        with self.database.writing() as connection:
            connection.execute(ALONE)
            METADATA.create_all(connection)

    def keep(self, report: StoredReport) -> None:
        """Keeps a report. A second one for a slot takes the place of a failed first."""
        row = {
            "account": report.account,
            "chore": report.chore.value,
            "commit": report.commit,
            "slot": report.slot,
            "at": report.at,
            "seconds": report.seconds,
            "exit_code": report.exit_code,
            "body": zlib.compress(report.text.encode()),
            "error": report.error,
        }
        statement = insert(_REPORTS).values(row)
        statement = statement.on_conflict_do_update(
            index_elements=["account", "chore", "slot"],
            set_={name: statement.excluded[name] for name in row if name not in ("account", "chore", "slot")},
            where=~_WHOLE,
        )
        with self.database.writing() as connection:
            connection.execute(statement)
            if report.page:
                body = zlib.compress(report.page.encode())
                page = insert(_PAGES).values(account=report.account, body=body)
                connection.execute(
                    page.on_conflict_do_update(index_elements=["account"], set_={"body": page.excluded.body})
                )

    def pages(self) -> Iterator[tuple[str, str]]:
        """Each account with its last page."""
        with self.database.looking() as connection:
            for row in connection.execute(select(_PAGES).order_by(_PAGES.c.account)):
                page = _unpacked(row.body)
                if page is not None:
                    yield row.account, page

    def done(self, account: str, chore: Chore, slot: datetime) -> bool:
        """Whether the slot has been reported on, other than by a failure."""
        query = select(_REPORTS.c.id).where(
            _REPORTS.c.account == account,
            _REPORTS.c.chore == chore.value,
            _REPORTS.c.slot == slot,
            _WHOLE,
        )
        with self.database.looking() as connection:
            return connection.execute(query).first() is not None

    def commit_of(self, account: str) -> str | None:
        """The commit of the account's last report."""
        query = select(_REPORTS.c.commit).where(_REPORTS.c.account == account).order_by(_REPORTS.c.id.desc())
        with self.database.looking() as connection:
            return connection.scalar(query.limit(1))

    def latest(self, account: str, chore: Chore) -> StoredReport | None:
        """The account's last report of a chore that did not fail."""
        query = select(_REPORTS).where(_REPORTS.c.account == account, _REPORTS.c.chore == chore.value, _WHOLE)
        with self.database.looking() as connection:
            row = connection.execute(query.order_by(_REPORTS.c.id.desc()).limit(1)).first()
        return None if row is None else _report(row)

    def all_latest(self, accounts: Collection[str], texts: Collection[Chore] = ()) -> Sequence[StoredReport]:
        """The last report of every account and chore, failed ones too, in order of account and chore.

        Only the documents of the chores in `texts` are read: they are large, and a look at ages needs none.
        """
        body = case((_REPORTS.c.chore.in_([chore.value for chore in texts]), _REPORTS.c.body), else_=_NO_TEXT)
        others = [column for column in _REPORTS.c if column is not _REPORTS.c.body]
        query = select(*others, body.label("body")).where(_REPORTS.c.id.in_(_last_of(accounts)))
        with self.database.looking() as connection:
            rows = connection.execute(query.order_by(_REPORTS.c.account, _REPORTS.c.chore))
            return [_report(row) for row in rows]

    def prune(self, before: datetime, accounts: Collection[str]) -> int:
        """Removes what is older, but for the last report of these accounts and each chore; how many."""
        old = delete(_REPORTS).where(_REPORTS.c.at < before, _REPORTS.c.id.not_in(_last_of(accounts)))
        reported = select(_REPORTS.c.account)
        with self.database.writing() as connection:
            count = connection.execute(old).rowcount
            connection.execute(delete(_PAGES).where(_PAGES.c.account.not_in(reported)))
            return count


def _last_of(accounts: Collection[str]) -> Select[tuple[int]]:
    last = select(func.max(_REPORTS.c.id)).where(_REPORTS.c.account.in_(accounts))
    return last.group_by(_REPORTS.c.account, _REPORTS.c.chore)


def _report(row: Any) -> StoredReport:
    text, error = _unpacked(row.body), row.error
    if text is None:
        text, error = "", error or "the report that is kept is damaged"
    return StoredReport(
        account=row.account,
        chore=Chore(row.chore),
        commit=row.commit,
        at=row.at.astimezone(SHANGHAI),
        seconds=row.seconds,
        exit_code=row.exit_code,
        text=text,
        error=error,
        slot=None if row.slot is None else row.slot.astimezone(SHANGHAI),
    )


def _unpacked(body: bytes) -> str | None:
    try:
        return zlib.decompress(body).decode()
    except (zlib.error, UnicodeDecodeError):
        return None
