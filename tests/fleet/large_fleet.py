"""The last reports of a whole group: accounts that are well, drifted, due, silent, broken, and the numbers of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from reconciler.model.fleet import Chore, StoredReport

NOW = datetime.fromisoformat("2026-11-30T09:00:00+08:00")
CITIES = ("hangzhou", "shanghai", "beijing", "chengdu", "guangzhou", "wuhan", "xian", "nanjing", "shenyang")
TEAMS = (
    "care",
    "sales",
    "logistics",
    "finance",
    "marketing",
    "物流",
    "platform",
    "claims",
    "clinic",
    "school",
)


def names(count: int) -> list[str]:
    """Accounts by city."""
    return [f"{CITIES[at % len(CITIES)]}-{at // len(CITIES):02}" for at in range(count)]


def reports(accounts: int, numbers: int) -> Iterator[StoredReport]:
    """A `drift` and a `status` of each; every thirtieth cannot be looked at, every fortieth is silent."""
    for at, name in enumerate(names(accounts)):
        seen = NOW - (timedelta(days=2) if at % 40 == 39 else timedelta(minutes=at % 110))
        if at % 30 == 29:
            yield _stored(name, Chore.DRIFT, {"error": {}}, seen, "the account cannot be read: Forbidden.RAM")
        else:
            yield _stored(name, Chore.DRIFT, _drift(at, numbers), seen)
        yield _stored(name, Chore.STATUS, {"numbers": list(_numbers(at, numbers))}, seen)


def _stored(name: str, chore: Chore, document: Any, at: datetime, error: str = "") -> StoredReport:
    return StoredReport(name, chore, "c" * 40, at, 1.0, 1 if error else 0, json.dumps(document), error)


def _numbers(at: int, count: int) -> Iterator[dict[str, str]]:
    for one in range(count):
        yield {"address": f"{TEAMS[one % len(TEAMS)]}/desk-{one:04}", "number": f"0571{at:04}{one:04}"}


def _drift(at: int, numbers: int) -> dict[str, Any]:
    category, moved, message = (
        ("missing", "live", f"the provider does not list 0571{at:04}0000 any more"),
        ("changed", "live", "instance was changed by another hand"),
        ("changed", "git", "instance is to be another one: Git is ahead"),
    )[at % 3]
    team = TEAMS[at % len(TEAMS)]
    entry = {
        "address": f"{team}/desk-0000", "category": category, "moved": moved, "team": team, "message": message,
    }  # fmt: skip
    entries = [entry] if at % 7 in {0, 3} else []
    costs = [
        {
            "month": f"2026-{month}",
            "team": team,
            "committed": f"{35 * share}.00",
            "expected": f"{70 * share}.00",
        }
        for month, share in (("11", 3), ("12", 3), ("10", 2))
        for team in TEAMS[: 3 + at % 5]
    ]
    due = NOW + timedelta(days=1 + at % 45)
    deadline = {
        "id": "care/desk-0001:documents", "address": "care/desk-0001", "kind": "documents",
        "instant": due.isoformat(), "team": "care", "message": f"documents of 0571{at:04}0001 are due",
    }  # fmt: skip
    return {
        "entries": entries,
        "summary": {"managed": numbers, "unmanaged": at % 4, "unmanaged_monthly": f"{35 * (at % 4)}.00"},
        "since": {"previous": None, "new": entries[: at % 2]},
        "overview": {
            "costs": sorted(costs, key=lambda c: c["month"]),
            "deadlines": [deadline] if at % 11 == 0 else [],
        },
    }
