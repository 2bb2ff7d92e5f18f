"""What time does by itself: deadlines, reviews, months, cancellations that come through."""

from __future__ import annotations

from sqlite3 import Connection

from reconciler.providers.simulator.world import late, money, reviewing
from reconciler.providers.simulator.world.wallclock import next_billing
from reconciler.providers.simulator.world.words import CANCELLED, CANCELLING, DOCUMENTS_DUE, REJECTED


def advance(db: Connection, until: int) -> None:
    """Moves the clock on, doing everything that falls due on the way in the order of time."""
    db.execute(
        "UPDATE numbers SET status = ?, running_status = NULL WHERE status = ?", (CANCELLED, CANCELLING)
    )
    while (now := _next_event(db)) <= until:
        db.execute("UPDATE account SET now = max(now, ?)", (now,))
        late.land(db)
        settle(db)
        if now == _billing(db):
            money.bill(db, now)
            db.execute("UPDATE account SET billed = ?", (now,))
    db.execute("UPDATE account SET now = ?", (until,))


def settle(db: Connection) -> None:
    """Ends every review and releases every undocumented number whose instant has come, oldest first."""
    due = db.execute(
        "SELECT * FROM numbers WHERE due <= (SELECT now FROM account) ORDER BY due, seq"
    ).fetchall()
    for row in due:
        if row["status"] in (DOCUMENTS_DUE, REJECTED):
            reviewing.release(db, row)
        else:
            reviewing.approve(db, row)


def _billing(db: Connection) -> int:
    """The next instant at which monthly fees are charged."""
    return next_billing(db.execute("SELECT billed FROM account").fetchone()[0])


def _next_event(db: Connection) -> int:
    due = db.execute("SELECT min(due) FROM numbers WHERE due IS NOT NULL").fetchone()[0]
    return min(at for at in (_billing(db), due, late.next_landing(db)) if at is not None)
