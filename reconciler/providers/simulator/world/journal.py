"""The record of every request that was meant to change something, whatever became of it."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Connection

from reconciler.noun import noun
from reconciler.providers.simulator.world.wallclock import instant

API = "api"
CONSOLE = "console"
"""A person, by hand: scripted faults do not strike."""
ACCEPTED = "accepted"
REFUSED = "refused"


@noun
class Request:
    """One mutating request as it arrives."""

    verb: str
    number: str | None = None
    application: str | None = None
    by: str = API


@noun
class JournalEntry:
    """One request and what became of it."""

    seq: int
    at: datetime
    by: str
    verb: str
    number: str | None
    application: str | None
    outcome: str
    """`accepted`, or `refused: CODE`; a scripted fault stands in front: `timeout-after: accepted`."""
    effect: bool
    """Whether anything changed."""


def note(db: Connection, request: Request, outcome: str, *, effect: bool) -> int:
    """Writes one line, in the same transaction as the effect; returns its place."""
    line = db.execute(
        "INSERT INTO requests (at, by, verb, number, application, outcome, effect)"
        " SELECT now, ?, ?, ?, ?, ?, ? FROM account",
        (request.by, request.verb, request.number, request.application, outcome, effect),
    )
    return int(line.lastrowid or 0)


def conclude(db: Connection, seq: int, outcome: str, application: str | None, *, effect: bool) -> None:
    """What became at last of a request that was under way."""
    db.execute(
        "UPDATE requests SET outcome = ?, application = ?, effect = ? WHERE seq = ?",
        (outcome, application, effect, seq),
    )


def last(db: Connection, outcome: str) -> int:
    """When a request last came that ended like this (a pattern of SQL); 0 if none did."""
    at = db.execute("SELECT max(at) FROM requests WHERE outcome LIKE ?", (outcome,)).fetchone()[0]
    return int(at or 0)


def entries(db: Connection) -> tuple[JournalEntry, ...]:
    """Every request since the account was seeded, oldest first."""
    rows = db.execute("SELECT * FROM requests ORDER BY seq").fetchall()
    return tuple(
        JournalEntry(
            seq=row["seq"],
            at=instant(row["at"]),
            by=row["by"],
            verb=row["verb"],
            number=row["number"],
            application=row["application"],
            outcome=row["outcome"],
            effect=bool(row["effect"]),
        )
        for row in rows
    )
