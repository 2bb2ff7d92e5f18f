"""What an account keeps beside its state: calls, call tasks, registrations of transfers, bills. Its audit trail is the
journal.
"""

from __future__ import annotations

from sqlite3 import Connection
from typing import NamedTuple

from reconciler.providers.simulator.world import lookup
from reconciler.providers.simulator.world.money import fee
from reconciler.providers.simulator.world.words import HOTLINE, refuse


class InboundCall(NamedTuple):
    """Somebody called a number."""

    number: str
    at: int
    """Microseconds."""
    caller: str


class CallTask(NamedTuple):
    """A list of people who are called, from a number or from an instance."""

    id: int
    name: str
    resource: str
    status: str
    """The provider's word: INIT, RELEASE, RUNNING, STOP, SYSTEM_STOP, CANCEL, SYSTEM_CANCEL or DONE."""
    at: int
    """When it was to start."""


class Charge(NamedTuple):
    """What a number cost in a month, in fen."""

    number: str
    amount: int


def calls(db: Connection, number: str | None = None) -> list[InboundCall]:
    """The calls to a number, or all of them, newest first."""
    rows = db.execute(
        "SELECT number, at, caller FROM calls WHERE ?1 IS NULL OR number = ?1 ORDER BY at DESC", (number,)
    )
    return [InboundCall(*row) for row in rows]


def call_tasks(db: Connection) -> list[CallTask]:
    """Every task, newest first."""
    rows = db.execute("SELECT seq, name, resource, status, at FROM call_tasks ORDER BY at DESC, seq DESC")
    return [CallTask(*row) for row in rows]


def registrations(db: Connection) -> list[tuple[str, str]] | None:
    """Every 400 with a qualification that its targets are registered under; None where all of them are."""
    if not db.execute("SELECT registering FROM account").fetchone()[0]:
        return None
    return [tuple(row) for row in db.execute("SELECT number, qualification FROM registrations ORDER BY 1, 2")]


def registered(db: Connection, number: str, qualification: str) -> bool:
    """Whether a 400 may hand its calls on under this qualification."""
    known = registrations(db)
    return known is None or (number, qualification) in known


def register(db: Connection, name: str, qualification: str) -> None:
    """A person registers the targets of a 400."""
    if lookup.number(db, name)["type"] != HOTLINE:
        refuse("Register.HotlineOnly", f"{name}: only the targets of 400 numbers are registered")
    db.execute("INSERT OR IGNORE INTO registrations VALUES (?, ?)", (name, qualification))


def bills(db: Connection) -> list[tuple[str, Charge]]:
    """What the world file says was charged, by month."""
    rows = db.execute("SELECT month, number, amount FROM bills ORDER BY month, number")
    return [(row["month"], Charge(row["number"], row["amount"])) for row in rows]


def charges(db: Connection, month: str) -> list[Charge]:
    """The bill of a whole month: as the world file says, else every number's fee for a month it was charged for."""
    billed = db.execute(
        "SELECT number, amount FROM bills WHERE month = ? ORDER BY number", (month,)
    ).fetchall()
    if billed:
        return [Charge(*row) for row in billed]
    rows = db.execute(
        "SELECT number, type, package FROM numbers WHERE number IS NOT NULL AND charged_through >= ?"
        " AND substr(activated_on, 1, 7) <= ? ORDER BY number",
        (month, month),
    )
    return [Charge(row["number"], fee(row)) for row in rows]
