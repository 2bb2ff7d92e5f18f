"""The ledger store: verified reads, compare-and-append, and a lock whose holders are numbered for ever."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from reconciler.errors import LedgerAltered, LedgerError, LedgerLocked, LedgerLost, LedgerMoved
from reconciler.ledger import chain, tables
from reconciler.ledger.chain import ALTERED, Row
from reconciler.ledger.database import Database
from reconciler.ledger.holder import Holder, current
from reconciler.ledger.location import Location
from reconciler.ledger.mark import Mark
from reconciler.ledger.tables import CHAINS, RECORDS
from reconciler.model.calendar import iso
from reconciler.model.memory import Head, Memory, fold
from reconciler.model.records import Record
from reconciler.ports import Lease

_REBUILD = (
    "put the ledger back, or run `reconciler ledger rebuild`: it starts again from what the provider shows"
)


class Ledger:
    """A `ports.LedgerStore`. Reading creates nothing; `lock` creates what is missing."""

    def __init__(self, location: Location, expected: str | None = None) -> None:
        self.location = location
        self.expected = expected
        """The ledger id the workspace names."""
        self.database = Database(location)
        self.mark = None if location.file is None else Mark(location.file)

    def read(self, account: str) -> tuple[Head, Sequence[Record]]:
        """The verified chain; empty where there is no ledger yet.

        Raises LedgerAltered, LedgerLost, LedgerTooNew, LedgerError.
        """
        head, rows = self.rows(account)
        with chain.collector_paused():
            return head, list(self._verified(account, head, rows))

    def recall(self, account: str) -> Memory:
        """The verified chain, folded record by record: the quick way to `fold(*read(account))`."""
        head, rows = self.rows(account)
        with chain.collector_paused():
            return fold(head, self._verified(account, head, rows))

    def rows(self, account: str) -> tuple[Head, Sequence[Row]]:
        """The head and the links as they are stored, not verified."""
        if not self.database.exists:
            self._check_presence(None)
            return Head(), ()
        with self.database.reading() as connection:
            if not self._check_format(connection):
                return Head(), ()
            return _head(connection, account), _rows(connection, account)

    def accounts(self) -> tuple[str, ...]:
        """Every account with a chain, sorted."""
        if not self.database.exists:
            self._check_presence(None)
            return ()
        with self.database.reading() as connection:
            if not self._check_format(connection):
                return ()
            return tuple(connection.scalars(select(CHAINS.c.account).order_by(CHAINS.c.account)))

    def identity(self) -> str | None:
        """The ledger's id, which `ledgerId` in the workspace may name; None where there is no ledger yet."""
        if not self.database.exists:
            return None
        with self.database.reading() as connection:
            return tables.ledger_id(connection) if tables.format_of(connection) else None

    def append(self, account: str, records: Sequence[Record], *, after: Head, fence: int) -> Head:
        """Durably appends, all or nothing. Without records it only checks that head and fence are still ours.

        Raises LedgerMoved if they are not, LedgerError if it cannot be written.
        """
        rows = chain.link(account, after, records)
        head = Head(rows[-1].seq, rows[-1].hash) if rows else after
        with self.database.writing() as connection:
            _advance(connection, account, after, head, fence)
            _insert(connection, account, rows)
            name = tables.ledger_id(connection)
        if self.mark is not None:
            self.mark.advance(name, account, head)
        return head

    @contextmanager
    def lock(self, account: str, owner: str, now: datetime) -> Iterator[Lease]:
        """Takes the account's lock, creating or upgrading the ledger first.

        A dead local process's lock is taken over. Raises LedgerLocked at once if its holder may be alive.
        """
        lease = self._take(account, owner, now)
        try:
            yield lease
        finally:
            # A lock that cannot be released now is taken over once this process has ended.
            with contextlib.suppress(LedgerError):
                self._release(lease)

    def unlock(self, account: str) -> str | None:
        """Takes the lock from whoever holds it: nothing they append is accepted. Returns who, or None."""
        if not self.database.exists:
            return None
        with self.database.writing() as connection:
            if not self._check_format(connection):
                return None
            held = _chain(connection, account)
            connection.execute(update(CHAINS).where(CHAINS.c.account == account).values(owner=None))
        return None if held is None or held.owner is None else _describe(held)

    def _take(self, account: str, owner: str, now: datetime) -> Lease:
        if not self.database.exists:
            self._check_presence(None)
        self.database.make_room()
        with self.database.writing() as connection:
            self._prepare(connection)
            return seize(connection, account, owner, now)

    def _release(self, lease: Lease) -> None:
        with self.database.writing() as connection:
            connection.execute(
                update(CHAINS)
                .where(CHAINS.c.account == lease.account, CHAINS.c.fence == lease.fence)
                .values(owner=None)
            )

    def _prepare(self, connection: Connection) -> None:
        found = tables.format_of(connection)
        self._check_presence(tables.ledger_id(connection) if found else None)
        if self.location.file is not None and 0 < found < len(tables.STEPS):
            # No other process can write while our transaction lasts, so the copy is whole.
            shutil.copy(self.location.file, f"{self.location.file}.format-{found}")
        tables.migrate(connection)

    def _check_format(self, connection: Connection) -> bool:
        """Whether there is a ledger. Raises if it is lost, or older than this version."""
        found = tables.format_of(connection)
        self._check_presence(tables.ledger_id(connection) if found else None)
        if 0 < found < len(tables.STEPS):
            raise LedgerError(
                f"the ledger has the older format {found}",
                hint="run `reconciler ledger upgrade`; it keeps a copy",
            )
        return found > 0

    def _check_presence(self, found: str | None) -> None:
        """Compares the ledger's id, None for no ledger, with what the workspace and the mark say."""
        for expected in (self.expected, self.mark.ledger_id() if self.mark else None):
            if expected not in (None, found):
                what = "is gone" if found is None else f"is another one ({found})"
                raise LedgerLost(
                    f"the ledger {self.location.label} {what}; {expected} was expected", hint=_REBUILD
                )

    def _verified(self, account: str, head: Head, rows: Sequence[Row]) -> Iterator[Record]:
        mark = (self.mark.head(account) if self.mark else None) or Head()
        if head.seq < mark.seq:
            raise LedgerLost(
                f"account {account}: the ledger ends at record {head.seq}, but it had reached {mark.seq}: "
                "an older copy was put back",
                hint=_REBUILD,
            )
        yield from chain.verify(account, rows, head)
        if mark.seq and rows[mark.seq - 1].hash != mark.hash:
            raise LedgerAltered(
                f"account {account}: record {mark.seq} of the ledger was replaced", hint=ALTERED
            )


def seize(connection: Connection, account: str, owner: str, now: datetime) -> Lease:
    """Takes a lock inside a transaction. Raises LedgerLocked."""
    connection.execute(
        text(
            "INSERT INTO chains (account, seq, hash, fence) VALUES (:account, 0, :hash, 0)"
            " ON CONFLICT (account) DO NOTHING"
        ),
        {"account": account, "hash": Head().hash},
    )
    held = _chain(connection, account)
    if held.owner is not None and not Holder(held.host, held.pid, held.token).dead:
        raise LedgerLocked(
            f"account {account} is locked by {_describe(held)}",
            hint="wait for it to end; if it has ended already, run `reconciler ledger unlock`",
        )
    lease, holder = Lease(account, owner, held.fence + 1), current()
    connection.execute(
        update(CHAINS)
        .where(CHAINS.c.account == account)
        .values(
            fence=lease.fence,
            owner=owner,
            host=holder.host,
            pid=holder.pid,
            token=holder.token,
            since=iso(now),
        )
    )
    return lease


def restart(connection: Connection, account: str) -> None:
    """Empties a chain; its fence goes on counting."""
    connection.execute(delete(RECORDS).where(RECORDS.c.account == account))
    connection.execute(update(CHAINS).where(CHAINS.c.account == account).values(seq=0, hash=Head().hash))


def _advance(connection: Connection, account: str, after: Head, head: Head, fence: int) -> None:
    done = connection.execute(
        update(CHAINS)
        .where(
            CHAINS.c.account == account,
            CHAINS.c.seq == after.seq,
            CHAINS.c.hash == after.hash,
            CHAINS.c.fence == fence,
            CHAINS.c.owner.is_not(None),
        )
        .values(seq=head.seq, hash=head.hash)
    )
    if done.rowcount != 1:
        raise LedgerMoved(
            f"account {account}: another run wrote to the ledger, or took the lock, since this one read it",
            hint="nothing was written; run again",
        )


def _insert(connection: Connection, account: str, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(RECORDS), [{"account": account, **row._asdict()} for row in rows])


def _chain(connection: Connection, account: str) -> Any:
    return connection.execute(
        select(CHAINS).where(CHAINS.c.account == account).with_for_update()
    ).one_or_none()


def _head(connection: Connection, account: str) -> Head:
    found = connection.execute(
        select(CHAINS.c.seq, CHAINS.c.hash).where(CHAINS.c.account == account)
    ).one_or_none()
    return Head() if found is None else Head(found.seq, found.hash)


def _rows(connection: Connection, account: str) -> Sequence[Row]:
    query = select(RECORDS.c.seq, RECORDS.c.prev, RECORDS.c.hash, RECORDS.c.body)
    found = connection.execute(query.where(RECORDS.c.account == account).order_by(RECORDS.c.seq))
    return [Row._make(row) for row in found]


def _describe(held: Any) -> str:
    return f"{held.owner} on {held.host}, process {held.pid}, since {held.since}"
