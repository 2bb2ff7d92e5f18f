"""Starting a lost or altered ledger again: what there was is kept, nothing is bought until a person has looked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, insert, literal, select

from reconciler.errors import LedgerAltered, LedgerError, LedgerLost, UsageError
from reconciler.ledger import chain, links, reading, tables
from reconciler.ledger.engine import Within
from reconciler.ledger.store import Ledger
from reconciler.ledger.tables import LOST, RECORDS
from reconciler.memory.memory import Head
from reconciler.memory.records import Adopted, Rebuilt, Record
from reconciler.model.calendar import iso, local
from reconciler.model.phrase import phrase


def rebuild(
    ledger: Ledger, account: str, adopted: Sequence[Adopted] = (), *, owner: str, now: datetime
) -> str:
    """Begins an account's chain again; returns where the old one is kept, empty if nothing was there.

    `adopted` are numbers found at the provider, each at the address that declares it; an apply adopts others.
    Purchases stay blocked until `acknowledge`. Raises UsageError if the chain is whole, LedgerLocked while a run
    lives, LedgerTooNew.
    """
    _refuse_if_whole(ledger, account)
    stamp = local(now).strftime("%Y%m%dT%H%M%S")
    records: list[Record] = [Rebuilt(at=iso(now)), *adopted]
    try:
        kept, name, head = _begin(ledger, account, records, owner, now, stamp)
    except (LedgerAltered, LedgerLost):
        kept = _move_aside(ledger, stamp)
        _, name, head = _begin(ledger, account, records, owner, now, stamp)
    for mark in ledger.marks():
        mark.reset(name, account, head)
    return kept


def acknowledge(ledger: Ledger, account: str, *, by: str, reason: str, owner: str, now: datetime) -> None:
    """A person has compared a rebuilt ledger with the provider's console: purchases are possible again.

    Raises UsageError if nothing waits for that.
    """
    with ledger.lock(account, owner, now) as lease:
        memory = ledger.recall(account)
        if not memory.rebuilding:
            raise UsageError(
                phrase("account {account}: no rebuilt ledger waits to be acknowledged", account=account)
            )
        record = Rebuilt(at=iso(now), acknowledged_by=by, reason=reason)
        ledger.append(account, [record], after=memory.head, fence=lease.fence)


def _refuse_if_whole(ledger: Ledger, account: str) -> None:
    try:
        head, _ = ledger.read(account)
    except (LedgerAltered, LedgerLost):
        return
    if head.seq > 0:
        raise UsageError(
            phrase("account {account}: the ledger is whole, {seq} records", account=account, seq=head.seq),
            hint=phrase("there is nothing to rebuild; see `reconciler ledger verify`"),
        )


def _begin(
    ledger: Ledger, account: str, records: Sequence[Record], owner: str, now: datetime, stamp: str
) -> tuple[str, str, Head]:
    """All of it in one transaction: killed at any instruction, rebuilding can be asked for again."""
    expected = ledger.expected or _marked(ledger)
    ledger.database.make_room()
    with ledger.database.writing() as connection:
        snapshot = Within(connection)
        name = reading.ledger_id(snapshot) if reading.format_of(snapshot) else None
        if name is not None and expected not in (None, name):
            raise LedgerLost(
                phrase("the ledger {label} is another one ({name})", label=ledger.location.label, name=name)
            )
        kept = "" if name is None else _archive(ledger, connection, account, stamp)
        tables.migrate(connection, expected)
        lease = links.seize(connection, account, owner, now)
        links.restart(connection, account)
        head = links.extend(connection, account, Head(), chain.link(account, Head(), records), lease.fence)
        links.release(connection, account)
        return kept, reading.ledger_id(snapshot), head


def _marked(ledger: Ledger) -> str | None:
    try:
        return ledger.mark.ledger_id() if ledger.mark else None
    except LedgerAltered:
        return None


def _archive(ledger: Ledger, connection: Connection, account: str, stamp: str) -> str:
    """Keeps the old chain: in a copy of the file, or on a server in a table beside it."""
    file = ledger.location.file
    if file is not None:
        return str(ledger.database.copy(_lost(file, stamp)))
    taken = set(connection.scalars(select(LOST.c.archived).where(LOST.c.account == account)))
    name = next(name for name in _names(stamp) if name not in taken)
    old = select(literal(name), RECORDS).where(RECORDS.c.account == account)
    connection.execute(insert(LOST).from_select([column.name for column in LOST.columns], old))
    return f"table {LOST.name}, archived {name}"


def _move_aside(ledger: Ledger, stamp: str) -> str:
    file = ledger.location.file
    if file is None:
        raise LedgerError(
            phrase("the database {label} holds another ledger", label=ledger.location.label),
            hint=phrase("point `ledger` to the right database, or to an empty one"),
        )
    return str(ledger.database.move(_lost(file, stamp)))


def _lost(file: Path, stamp: str) -> Path:
    names = (file.with_name(f"{file.name}.lost-{name}") for name in _names(stamp))
    return next(name for name in names if not name.exists())


def _names(stamp: str) -> Iterator[str]:
    """A simulated clock stands still: what was kept before is never written over."""
    yield stamp
    yield from (f"{stamp}-{nth}" for nth in count(2))
