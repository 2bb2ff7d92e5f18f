"""Cancelling for ever, and the switch to public mode that has no way back."""

from __future__ import annotations

from datetime import date
from sqlite3 import Connection, Row

from reconciler.providers.simulator.world import lookup, money
from reconciler.providers.simulator.world.wallclock import first_cancellation, instant, month
from reconciler.providers.simulator.world.words import (
    ACTIVE,
    CANCELLED,
    CANCELLING,
    DOCUMENTS_DUE,
    HOTLINE,
    REGULAR,
    REJECTED,
    RELEASED,
    RESTRICTED,
    REVIEWING,
    refuse,
)


def cancel(db: Connection, name: str) -> None:
    """Deregisters a number: `cancelling` until the clock next advances. A pending or released 400 ends at once."""
    row = lookup.number(db, name)
    now = lookup.clock(db)
    refused = row["status"] == REJECTED and row["due"] is not None
    pending = row["type"] == HOTLINE and (refused or row["status"] in (DOCUMENTS_DUE, REVIEWING, RELEASED))
    if not pending and row["status"] not in (ACTIVE, RESTRICTED):
        refuse("Number.NotActive", f"{name} is {row['status']}")
    _check_unused(row, name)
    if row["type"] == REGULAR:
        _check_holding(row, name, now)
    money.require(db, money.owed_for_month(row, now))
    if pending:
        money.give_back(db, row)
        lookup.move(db, row, CANCELLED)
        return
    money.charge(db, money.owed_for_month(row, now))
    lookup.move(db, row, CANCELLING)
    db.execute("UPDATE numbers SET charged_through = ? WHERE seq = ?", (month(now), row["seq"]))


def _check_unused(row: Row, name: str) -> None:
    """Page: "ensure the number is not associated with any business services"."""
    if row["instance"] is not None:
        refuse("Number.StillBound", f"{name} is still bound to {row['instance']}")
    if row["transfer_to"] is not None:
        refuse("Number.StillTransferring", f"{name} still transfers to {row['transfer_to']}")


def _check_holding(row: Row, name: str, now: int) -> None:
    if row["activated_on"] is None:
        refuse("Number.HoldingPeriod", f"{name}: its activation day is not known")
    earliest = first_cancellation(date.fromisoformat(row["activated_on"]))
    if now < earliest:
        refuse(
            "Number.HoldingPeriod",
            f"{name} was activated on {row['activated_on']}; it cannot be cancelled before"
            f" {instant(earliest).isoformat(timespec='seconds')}",
        )


def activate_public_mode(db: Connection) -> None:
    """Once per account; there is no way to switch it off."""
    if db.execute("SELECT public_mode FROM account").fetchone()[0]:
        refuse("PublicMode.AlreadyActive", "public mode is already active")
    db.execute("UPDATE account SET public_mode = 1")
