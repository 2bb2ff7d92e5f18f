"""A drift report beside the one before it: what is new, what is gone, and what a reviewed exception lets be."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from reconciler.contracts.facts import Facts
from reconciler.model.address import Address
from reconciler.model.calendar import day_of
from reconciler.model.drift import Category, DriftEntry, DriftReport, Gone, Mover
from reconciler.model.phrase import phrase
from reconciler.noun import replace
from reconciler.planning.overview import overview

State: TypeAlias = Hashable
"""How an entry was when people were told of it."""

LIFTED_BY = {
    Category.UNMANAGED: "VN601",
    Category.LIFECYCLE: "VN606",
    Category.DEADLINE: "VN404",
    Category.CHANGED: "VN610",
}
"""Category to the rule whose exception lets an entry of it be. A violation is its own rule's."""


def in_context(
    report: DriftReport,
    facts: Facts,
    team: str | None = None,
    earlier: Sequence[Gone] = (),
    previous: datetime | None = None,
    states: Mapping[tuple[Address, str], Collection[State]] | None = None,
) -> DriftReport:
    """The report with its place in Git, its exceptions, its overview, and what is gone since an earlier one.

    `states`: how the earlier report knew its entries, but for those that an exception let be.
    """
    placed = [_placed(entry, facts) for entry in report.entries]
    entries = (
        tuple(replace(entry, again=_again(entry, states)) for entry in placed)
        if states is not None
        else placed
    )
    known = {(entry.address, entry.category) for entry in entries}
    missing = tuple(one for one in earlier if (one.address, one.category) not in known)
    mine = tuple(one for one in missing if team in {None, one.team} or one.team == "-")
    return replace(
        report,
        entries=tuple(entries),
        previous=previous,
        gone=mine,
        overview=overview(facts, team),
        among_several=len(facts.desired.accounts) > 1,
    )


def state(category: str, moved: str, message: str, live: Sequence[tuple[str, Any]]) -> State:
    """What makes an entry another one to people, although address and category are the same.

    Neither who changed it, which the provider tells later, nor how long it has been so.
    """
    match category:
        case Category.CHANGED:
            return (moved in {Mover.LIVE, Mover.BOTH}, tuple((path, _flat(value)) for path, value in live))
        case Category.LIFECYCLE:
            return message.partition(" (")[0]
        case Category.VIOLATION | Category.DEADLINE:
            return message
    return ""


def _flat(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _again(entry: DriftEntry, states: Mapping[tuple[Address, str], Collection[State]]) -> bool:
    """Whether people were told of it, and of something else."""
    live = [(field.path, field.live) for field in entry.fields]
    now = state(entry.category, entry.moved, entry.message, live)
    known = entry.first_seen is not None and not entry.quiet
    return known and now not in states.get((entry.address, entry.category), ())


def _placed(entry: DriftEntry, facts: Facts) -> DriftEntry:
    slot = facts.slots.get(entry.address)
    ignored = _exception(entry, facts)
    return replace(
        entry,
        source=None if slot is None else slot.source,
        ignored=ignored,
        quiet=entry.quiet or bool(ignored),
        grave=entry.grave and not ignored,
    )


def _exception(entry: DriftEntry, facts: Facts) -> str:
    for exemption in facts.desired.policy.exemptions:
        lifts = exemption.rule == LIFTED_BY.get(entry.category) and exemption.address == entry.address
        if lifts and day_of(facts.now) <= exemption.until:
            return phrase("{reason}, until {until}", reason=exemption.reason, until=exemption.until)
    return ""
