"""Finding what a request names, refusing what is not there, and moving a number from state to state."""

from __future__ import annotations

from sqlite3 import Connection, Row

from reconciler.providers.simulator.world.words import refuse


def clock(db: Connection) -> int:
    """The virtual clock, in microseconds."""
    return int(db.execute("SELECT now FROM account").fetchone()[0])


def number(db: Connection, name: str) -> Row:
    """The row of a number, or of an application that has none yet."""
    row: Row | None = db.execute(
        "SELECT * FROM numbers WHERE number = ? OR application = ?", (name, name)
    ).fetchone()
    if row is None:
        refuse("Number.NotFound", f"{name} is no number of this account")
    return row


def by_seq(db: Connection, seq: int) -> Row:
    """The present row of a number that was found before."""
    row: Row = db.execute("SELECT * FROM numbers WHERE seq = ?", (seq,)).fetchone()
    return row


def move(db: Connection, row: Row, status: str, reason: str | None = None) -> None:
    """Puts a number into another state. Nothing is due any more, and words said of the old state go."""
    db.execute(
        "UPDATE numbers SET status = ?, reason = ?, running_status = NULL, due = NULL WHERE seq = ?",
        (status, reason, row["seq"]),
    )


def next_application(db: Connection) -> str:
    """A fresh reference for an application."""
    count = db.execute(
        "UPDATE account SET applications = applications + 1 RETURNING applications"
    ).fetchone()[0]
    return f"APP-{count:06d}"
