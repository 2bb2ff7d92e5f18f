"""One account's chain and lock inside a transaction that somebody else began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, text, update

from reconciler.contracts.store import Lease
from reconciler.errors import LedgerLocked, LedgerMoved
from reconciler.ledger.chain import StoredLink
from reconciler.ledger.holder import Holder, current
from reconciler.ledger.reading import Lock
from reconciler.ledger.tables import CHAINS, RECORDS
from reconciler.memory.memory import Head
from reconciler.model.calendar import iso
from reconciler.model.phrase import phrase


def seize(connection: Connection, account: str, owner: str, now: datetime) -> Lease:
    """Takes the lock with the next fencing number. Raises LedgerLocked if its holder may be alive."""
    connection.execute(
        text(
            "INSERT INTO chains (account, seq, hash, fence) VALUES (:account, 0, :hash, 0)"
            " ON CONFLICT (account) DO NOTHING"
        ),
        {"account": account, "hash": Head().hash},
    )
    held = connection.execute(select(CHAINS).where(CHAINS.c.account == account).with_for_update()).one()
    if held.owner is not None and not Holder(held.host, held.pid, held.token).dead:
        raise LedgerLocked(
            phrase(
                "account {account} is locked by {holder}",
                account=account,
                holder=Lock(held.owner, held.host, held.pid, held.since),
            ),
            hint=phrase("wait for it to end; if it has ended already, run `reconciler ledger unlock`"),
        )
    lease, me = Lease(account, owner, held.fence + 1), current()
    connection.execute(
        update(CHAINS)
        .where(CHAINS.c.account == account)
        .values(fence=lease.fence, owner=owner, host=me.host, pid=me.pid, token=me.token, since=iso(now))
    )
    return lease


def release(connection: Connection, account: str, fence: int | None = None) -> None:
    """Gives the lock back: the one with this fencing number, or whosever it is."""
    mine = (
        CHAINS.c.account == account
        if fence is None
        else (CHAINS.c.account == account) & (CHAINS.c.fence == fence)
    )
    connection.execute(update(CHAINS).where(mine).values(owner=None))


def extend(connection: Connection, account: str, after: Head, rows: Sequence[StoredLink], fence: int) -> Head:
    """Compare-and-append: one conditional update checks head and lock and moves the head. Raises LedgerMoved."""
    head = Head(rows[-1].seq, rows[-1].hash) if rows else after
    moved = connection.execute(
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
    if moved.rowcount != 1:
        raise LedgerMoved(
            f"account {account}: another run wrote to the ledger, or took the lock, since this one read it",
            hint="nothing was written; run again",
        )
    if rows:
        connection.execute(insert(RECORDS), [{"account": account, **row._asdict()} for row in rows])
    return head


def restart(connection: Connection, account: str) -> None:
    """Empties the chain; its fencing numbers go on counting."""
    connection.execute(delete(RECORDS).where(RECORDS.c.account == account))
    connection.execute(update(CHAINS).where(CHAINS.c.account == account).values(seq=0, hash=Head().hash))
