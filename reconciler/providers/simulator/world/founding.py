"""Filling an empty account from its world file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from reconciler.providers.simulator.world import lookup
from reconciler.providers.simulator.world.money import fee, fen
from reconciler.providers.simulator.world.store import insert
from reconciler.providers.simulator.world.wallclock import (
    day,
    documents_deadline,
    duration,
    month,
    month_before,
    stamp,
)
from reconciler.providers.simulator.world.words import (
    DEFAULT_RULES_NOTE,
    DOCUMENTS_DUE,
    HOTLINE,
    REJECTED,
    REVIEWING,
)

if TYPE_CHECKING:
    from reconciler.providers.simulator.seed import NumberSeed, Seed

_PENDING = (DOCUMENTS_DUE, REVIEWING)


def populate(db: Connection, seed: Seed, origin: str) -> None:
    """Writes everything the file says.

    What the file leaves open: the first fee of a pending number is set aside already, beside the balance; months up
    to the one before `now` are charged, and the present one for a number activated in it; a review begins at `now`.
    """
    insert(db, "account", [_account(seed, origin)])
    insert(db, "acknowledged", [{"version": version} for version in dict.fromkeys(seed.account.acknowledged)])
    for table in ("enterprises", "scripts", "audio", "pool", "stock", "instances"):
        insert(db, table, [entry.model_dump() for entry in getattr(seed, table)])
    routings = {instance.code: instance.routing for instance in seed.instances}
    for table in ("calls", "call_tasks"):
        insert(db, table, [entry.model_dump() | {"at": stamp(entry.at)} for entry in getattr(seed, table)])
    insert(db, "registrations", [entry.model_dump() for entry in seed.registrations or ()])
    insert(db, "bills", [entry.model_dump() | {"amount": fen(entry.amount)} for entry in seed.bills])
    insert(db, "numbers", [_number(db, number, seed, routings) for number in seed.numbers])


def _account(seed: Seed, origin: str) -> dict[str, Any]:
    playback = seed.account.playback
    return {
        "now": stamp(seed.now),
        "billed": stamp(seed.now),
        "balance": fen(seed.account.balance),
        "arrears": fen(seed.account.arrears),
        "public_mode": seed.account.public_mode,
        "playback_audio": playback and playback.audio,
        "playback_description": playback and playback.description,
        "review_documents": duration(seed.review.documents),
        "review_regular": duration(seed.review.regular),
        "applications": _last_application(number.application for number in seed.numbers),
        "registering": seed.registrations is not None,
        "origin": origin,
    }


def _last_application(references: Iterable[str | None]) -> int:
    """The highest count among references of our own form, so that fresh ones never repeat one."""
    matches = (re.fullmatch(r"APP-([0-9]{1,12})", reference or "") for reference in references)
    return max((int(match[1]) for match in matches if match), default=0)


def _number(db: Connection, number: NumberSeed, seed: Seed, routings: Mapping[str, str]) -> dict[str, Any]:
    now = stamp(seed.now)
    row = number.model_dump(exclude={"ivr", "applied_on", "activated_on", "package"})
    row["package"] = None if number.package is None else fen(number.package)
    row["application"] = number.application or (None if number.number else lookup.next_application(db))
    applied = number.applied_on or (day(now) if number.status in _PENDING else None)
    row["applied_on"] = applied and applied.isoformat()
    row["activated_on"] = number.activated_on and number.activated_on.isoformat()
    row["routing"] = number.routing or routings.get(number.instance or "")
    row["call_type"] = number.call_type or ("inbound" if number.type == HOTLINE else "both")
    row["reason"] = None if number.reason == DEFAULT_RULES_NOTE else number.reason
    row |= _answering(number)
    row["charged_through"] = _charged_through(number, now)
    row["due"] = _due(number, seed)
    row["set_aside"] = fee(row) if number.status in _PENDING or row["due"] is not None else 0
    return row


def _answering(number: NumberSeed) -> dict[str, Any]:
    playback = number.ivr and number.ivr.playback
    transfer = number.ivr and number.ivr.transfer
    return {
        "audio": playback and playback.audio,
        "description": playback and playback.description,
        "transfer_routing": transfer and transfer.routing,
        "transfer_to": transfer and ",".join(transfer.to),
        "qualification": transfer and transfer.qualification,
    }


def _charged_through(number: NumberSeed, now: int) -> str | None:
    if number.status in _PENDING:
        return None
    this_month = number.activated_on is not None and f"{number.activated_on:%Y-%m}" == month(now)
    return month(now) if this_month else month_before(now)


def _due(number: NumberSeed, seed: Seed) -> int | None:
    now = stamp(seed.now)
    if number.status == DOCUMENTS_DUE:
        return documents_deadline(number.applied_on or day(now))
    if number.status == REJECTED and number.type == HOTLINE and number.applied_on is not None:
        due = documents_deadline(number.applied_on)
        return due if now < due else None
    if number.status == REVIEWING:
        return now + duration(seed.review.documents if number.type == HOTLINE else seed.review.regular)
    return None
