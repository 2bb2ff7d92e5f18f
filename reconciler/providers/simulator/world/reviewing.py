"""The provider's side: reviewers approve and reject, the carrier restricts, deadlines run out."""

from __future__ import annotations

from datetime import date
from sqlite3 import Connection, Row

from reconciler.providers.simulator.world import lookup, money
from reconciler.providers.simulator.world.wallclock import day, documents_deadline, month
from reconciler.providers.simulator.world.words import (
    ACTIVE,
    HOTLINE,
    NO_STOCK_REASON,
    REJECTED,
    RELEASED,
    RESTRICTED,
    REVIEWING,
    TIMEOUT_REASON,
    refuse,
)


def desk(db: Connection) -> list[Row]:
    """Everything under review, in the order it came."""
    return db.execute("SELECT * FROM numbers WHERE status = ? ORDER BY seq", (REVIEWING,)).fetchall()


def decide(db: Connection, row: Row) -> str:
    """Says yes to a number: ends its review or its restriction. Returns one line on what came of it."""
    name = row["number"] or row["application"]
    if row["status"] == RESTRICTED:
        lookup.move(db, row, ACTIVE)
    elif row["status"] == REVIEWING:
        approve(db, row)
    else:
        refuse("Review.NotUnderReview", f"{name} is {row['status']}, not under review")
    after = lookup.by_seq(db, row["seq"])
    allotted = f" as {after['number']}" if row["number"] is None and after["number"] else ""
    return f"{name}: {after['status']}{allotted}"


def approve(db: Connection, row: Row) -> None:
    """Ends a review well: the number becomes active; a regular one is allotted from stock, if there is any."""
    number = row["number"] or _allot(db, row)
    if number is None:
        reject(db, row, NO_STOCK_REASON)
        return
    now = lookup.clock(db)
    lookup.move(db, row, ACTIVE)
    db.execute(
        "UPDATE numbers SET number = ?, activated_on = ?, set_aside = 0, charged_through = ? WHERE seq = ?",
        (number, day(now).isoformat(), month(now), row["seq"]),
    )


def _allot(db: Connection, row: Row) -> str | None:
    stock = db.execute(
        "UPDATE stock SET sold = 1 WHERE seq = (SELECT seq FROM stock WHERE line = ? AND region = ? AND NOT sold"
        " AND number NOT IN (SELECT number FROM numbers WHERE number IS NOT NULL) ORDER BY seq LIMIT 1)"
        " RETURNING number",
        (row["line"], row["region"]),
    ).fetchone()
    return None if stock is None else str(stock["number"])


def reject(db: Connection, row: Row, reason: str) -> None:
    """Ends a review badly. Refused documents of a 400 may be corrected until they are due; else the fee is given back.

    Page: "If the documents are not submitted within 15 days, the number will be released"; it knows no other end.
    """
    due = documents_deadline(date.fromisoformat(row["applied_on"])) if row["type"] == HOTLINE else 0
    lookup.move(db, row, REJECTED, reason)
    if lookup.clock(db) < due:
        db.execute("UPDATE numbers SET due = ? WHERE seq = ?", (due, row["seq"]))
    else:
        money.give_back(db, row)


def release(db: Connection, row: Row) -> None:
    """Page: "If the documents are not submitted within 15 days, the number will be released."."""
    money.give_back(db, row)
    lookup.move(db, row, RELEASED, TIMEOUT_REASON)


def restrict(db: Connection, name: str, reason: str) -> None:
    """Page: a number without playback may be "restricted by the carrier and becoming unusable"."""
    row = lookup.number(db, name)
    if row["status"] != ACTIVE:
        refuse("Number.NotActive", f"{name} is {row['status']}")
    lookup.move(db, row, RESTRICTED, reason)


def under_review(db: Connection, name: str) -> Row:
    """A number or application that reviewers have on their desk."""
    row = lookup.number(db, name)
    if row["status"] != REVIEWING:
        refuse("Review.NotUnderReview", f"{name} is {row['status']}, not under review")
    return row
