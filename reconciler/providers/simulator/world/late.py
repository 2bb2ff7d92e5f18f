"""Requests that are still under way when their caller has given up: they land when the clock gets there.

A request that is under way lies in the table of faults, as the `copy` of the fault that held it up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from sqlite3 import Connection
from typing import Any

from reconciler.errors import Refused
from reconciler.providers.simulator.world import effects, faults, journal, lookup
from reconciler.providers.simulator.world.faults import LATE, Fault
from reconciler.providers.simulator.world.journal import Request
from reconciler.providers.simulator.world.wallclock import SECOND
from reconciler.wire import strict

DELAY = 60.0
"""Seconds until a late request lands, where its fault does not say."""
LIFETIME = 15 * 60 * SECOND
"""How long a request can live: its signature is refused after that. A fault may break this, as a gateway could."""


def send_off(db: Connection, request: Request, arguments: Sequence[Any], fault: Fault) -> None:
    """Takes the request without its effect; the caller hears nothing."""
    entry = journal.note(db, request, f"{LATE}: under way", effect=False)
    wait = DELAY if fault.wait is None else fault.wait
    request_under_way = {
        "due": lookup.clock(db) + round(wait * SECOND),
        "entry": entry,
        "request": asdict(request),
        "arguments": arguments,
    }
    faults.hold_up(db, fault, json.dumps(request_under_way))


def next_landing(db: Connection) -> int | None:
    """When the next one lands."""
    return min((strict.parse(copy)["due"] for _, copy in faults.held_up(db)), default=None)


def land(db: Connection) -> None:
    """Carries out what is due by the clock, oldest first; each tells the journal what became of it."""
    now = lookup.clock(db)
    under_way = sorted(((strict.parse(copy), seq) for seq, copy in faults.held_up(db)), key=_due)
    for request_under_way, seq in under_way:
        if request_under_way["due"] > now:
            break
        faults.drop(db, seq)
        before = db.total_changes
        request = Request(**request_under_way["request"])
        answer = effects.attempt(db, request, request_under_way["arguments"])
        outcome = f"{journal.REFUSED}: {answer.reason}" if isinstance(answer, Refused) else journal.ACCEPTED
        application = None if isinstance(answer, Refused) else answer.application
        effect = not isinstance(answer, Refused) and db.total_changes > before
        journal.conclude(db, request_under_way["entry"], f"{LATE}: {outcome}", application, effect=effect)


def lifetime(db: Connection) -> int:
    """Microseconds a request without an answer may still be under way: none, unless this world holds requests up."""
    if any(fault.kind == LATE for fault in faults.scripted(db)):
        return LIFETIME
    return LIFETIME if journal.last(db, f"{LATE}: %") > lookup.clock(db) - LIFETIME else 0


def _due(item: tuple[dict[str, Any], int]) -> int:
    return int(item[0]["due"])
